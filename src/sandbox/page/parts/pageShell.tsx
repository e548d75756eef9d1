import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { SandboxChat } from '../../world/world.ts';
import type { Board } from '../board.ts';
import { LANGUAGE_HEADER } from '../pageLanguage.ts';
import type { DemoWorld } from '../pageOptions.ts';
import { type PageView, partId } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import { ChatPanel } from './chatPanel.tsx';
import { Logo, PageIcon } from './pageIcon.tsx';
import { Leaps } from './timeControl.tsx';

const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
});

export interface ShellProps {
  readonly board: Board;
  readonly revision: number;
  readonly chats: readonly SandboxChat[];
  readonly operators?: DemoWorld['operators'] | undefined;
  readonly view: PageView;
}

/** The whole document, with every part of the board in its place. */
export function renderPage(props: ShellProps): string {
  return `<!doctype html>${renderToString(<Page {...props} />)}`;
}

function Page(props: ShellProps): VNode {
  const { view } = props;
  const { words, language } = view;
  return (
    <html lang={language === 'en' ? 'en' : 'zh-CN'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>Approval Relay · Demo</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/font/index.css" />
        <link rel="stylesheet" href="/assets/page.css" />
        <script src="/assets/page.js" />
        <script src="/assets/htmx.js" defer />
        <script src="/assets/sse.js" defer />
      </head>
      <body
        hx-ext="sse"
        sse-connect={`/live?lang=${language}&revision=${props.revision}`}
        hx-headers={JSON.stringify({ [LANGUAGE_HEADER]: language })}
      >
        <a class="skip" href="#groups">
          {words.skip}
        </a>
        <div sse-swap="patch" hx-swap="none" hidden />
        <div sse-swap="reload" hx-swap="none" hidden data-reload />
        <TopBar {...props} />
        <main>
          <Overview {...props} />
          <div class="columns">
            <Instances {...props} />
            <Groups {...props} />
            <Deliveries {...props} />
          </div>
        </main>
        <dialog id="sheet" aria-modal="true" />
        <p id="announcer" class="unseen" aria-live="polite" />
        <p id="toast" role="status" aria-live="polite" />
        <p id="offline" role="status" hidden>
          {words.offline}
        </p>
      </body>
    </html>
  );
}

function TopBar({ board, operators, view }: ShellProps): VNode {
  const { words, language } = view;
  return (
    <header class="top">
      <div class="brand">
        <Logo />
        <div class="name">
          <h1>Approval Relay</h1>
          <p>
            {words.tagline}
            <span class="faint wide"> · {words.sandbox}</span>
          </p>
        </div>
        <a
          class="button small quiet other-language"
          href={language === 'en' ? '/?lang=zh' : '/?lang=en'}
          lang={language === 'en' ? 'zh' : 'en'}
        >
          {words.otherLanguage}
        </a>
        <button
          type="button"
          class="button small quiet icon-only theme-switch"
          data-theme-switch
          aria-label={words.theme}
          title={words.theme}
        >
          <PageIcon name="sun" />
        </button>
      </div>
      <div class="run">
        <section class="time" aria-label={words.sandboxTime}>
          <Parts board={board} container="controls" part="now" />
          <Leaps view={view} />
        </section>
        <Parts board={board} container="controls" part="story" />
        <a class="button small quiet" href="/preview">
          {words.gallery}
        </a>
        {operators ? <OperatorsLinks operators={operators} view={view} /> : null}
      </div>
    </header>
  );
}

/** To the bot's page for operators, and to its figures. */
function OperatorsLinks(props: {
  readonly operators: NonNullable<DemoWorld['operators']>;
  readonly view: PageView;
}) {
  const { operators, view } = props;
  const { words } = view;
  const title = fill(words.operatorsToken, { token: operators.token });
  const links = [
    { id: 'operators', href: operators.url, name: words.operators },
    { id: 'figures', href: `${operators.url}/stats`, name: words.figures },
  ];
  return (
    <>
      {links.map(({ name, ...link }) => (
        <a key={link.id} class="button small quiet" title={title} target="_blank" rel="noopener" {...link}>
          {name}
        </a>
      ))}
    </>
  );
}

function Overview({ board, view }: ShellProps): VNode {
  const { words } = view;
  return (
    <div class="overview">
      <Parts board={board} container="controls" part="pipeline" />
      <section class="faults" aria-labelledby="faults-name">
        <h2 id="faults-name">{words.faults}</h2>
        <p class="faint">{words.faultsHint}</p>
        <Parts board={board} container="controls" part="switches" />
      </section>
    </div>
  );
}

function Instances({ board, view }: ShellProps): VNode {
  const { words } = view;
  return (
    <section class="panel instances" aria-labelledby="instances-name">
      <header class="panel-head">
        <h2 id="instances-name">{words.instances}</h2>
        <button id="submit" type="button" class="button small go" hx-get="/instances/new" hx-target="#sheet">
          <PageIcon name="plus" size={14} />
          {words.submit}
        </button>
      </header>
      <ul
        id="instances"
        data-empty={words.noInstances}
        dangerouslySetInnerHTML={{ __html: htmlOf(board, 'instances') }}
      />
    </section>
  );
}

function Groups({ board, chats, view }: ShellProps): VNode {
  return (
    <section id="groups" class="groups" aria-label={view.words.chats} tabIndex={-1}>
      {chats.map((chat) => (
        <ChatPanel
          key={chat.chatId}
          chat={chat}
          view={view}
          head={<Parts board={board} container="controls" part={partId('head', chat.chatId)} />}
          messages={htmlOf(board, partId('chat', chat.chatId))}
        />
      ))}
    </section>
  );
}

function Deliveries({ board, view }: ShellProps): VNode {
  const { words } = view;
  return (
    <section class="panel deliveries" aria-labelledby="deliveries-name">
      <header class="panel-head">
        <h2 id="deliveries-name">{words.deliveries}</h2>
      </header>
      <ol
        id="deliveries"
        data-empty={words.noDeliveries}
        dangerouslySetInnerHTML={{ __html: htmlOf(board, 'deliveries') }}
      />
      {board.some(({ id }) => id === 'hooks') ? <Hooks board={board} view={view} /> : null}
    </section>
  );
}

/** What another system got. */
function Hooks({ board, view }: Pick<ShellProps, 'board' | 'view'>): VNode {
  const { words } = view;
  return (
    <>
      <header class="panel-head">
        <h2 id="hooks-name" title={words.hooksHint}>
          {words.hooks}
        </h2>
      </header>
      <ol
        id="hooks"
        aria-labelledby="hooks-name"
        data-empty={words.noHooks}
        dangerouslySetInnerHTML={{ __html: htmlOf(board, 'hooks') }}
      />
    </>
  );
}

/** One part of the board. The wrapper takes no place: a part is replaced whole, its wrapper stays. */
function Parts(props: { board: Board; container: string; part: string }): VNode {
  const html = props.board.find((one) => one.id === props.container)?.parts.get(props.part) ?? '';
  return <div class="slot" dangerouslySetInnerHTML={{ __html: html }} />;
}

function htmlOf(board: Board, container: string): string {
  return [...(board.find((one) => one.id === container)?.parts.values() ?? [])].join('');
}
