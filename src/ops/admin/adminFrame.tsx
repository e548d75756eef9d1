import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ADMIN_PAGES, ADMIN_TITLE, FRAME } from '../../words/adminText.ts';
import { type AdminView, linkTo } from './adminView.ts';

/** The path of all pages. */
export const ADMIN = '/admin';

export type AdminPage = keyof typeof ADMIN_PAGES;

/** In the order of the menu. */
const MENU: readonly (readonly [page: AdminPage, path: string])[] = [
  ['now', ADMIN],
  ['deliveries', `${ADMIN}/deliveries`],
  ['waiting', `${ADMIN}/waiting`],
  ['stats', `${ADMIN}/stats`],
  ['chats', `${ADMIN}/chats`],
  ['configuration', `${ADMIN}/configuration`],
];

/** htmx keeps no page in the browser, and runs no code in a page. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyEnabled: false,
  historyCacheSize: 0,
});

export interface FrameProps {
  readonly view: AdminView;
  /** The title of the tab. */
  readonly title: string;
  /** The current page in the menu; absent: not signed in. */
  readonly page?: AdminPage;
  readonly isWorking?: boolean;
  /** The state of the live stream when the page was made; absent: the page does not refresh itself. */
  readonly beat?: string;
  readonly children: ComponentChildren;
}

/** A whole document. */
export function documentOf(props: FrameProps): string {
  return `<!doctype html>${renderToString(<Frame {...props} />)}`;
}

function Frame(props: FrameProps): VNode {
  const { view, title, page, beat } = props;
  const { say, language } = view;
  const isLive = beat !== undefined;
  return (
    <html lang={language === 'en' ? 'en' : 'zh-CN'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>{`${title} · Approval Relay`}</title>
        <link rel="icon" href={`${ADMIN}/assets/icon.svg`} type="image/svg+xml" />
        <link rel="stylesheet" href={`${ADMIN}/assets/font/index.css`} />
        <link rel="stylesheet" href={`${ADMIN}/assets/admin.css`} />
        <script src={`${ADMIN}/assets/admin.js`} />
        {isLive ? <script src={`${ADMIN}/assets/htmx.js`} defer /> : null}
        {isLive ? <script src={`${ADMIN}/assets/sse.js`} defer /> : null}
      </head>
      <body {...(isLive ? { 'hx-ext': 'sse', 'sse-connect': linkTo(`${ADMIN}/live`, { beat }) } : {})}>
        <a class="skip" href="#main">
          {say(FRAME.skip)}
        </a>
        <Top {...props} />
        <main id="main" tabIndex={-1}>
          {isLive ? (
            <div
              id="live"
              data-page={page}
              hx-get={view.url}
              hx-trigger="sse:changed"
              hx-select="#live"
              hx-swap="outerHTML"
            >
              {props.children}
            </div>
          ) : (
            props.children
          )}
        </main>
        <p id="offline" role="status" hidden>
          {say(FRAME.offline)}
        </p>
      </body>
    </html>
  );
}

function Top({ view, page, isWorking }: FrameProps): VNode {
  const { say, language } = view;
  const other = language === 'en' ? 'zh' : 'en';
  return (
    <header class="top">
      <div class="brand">
        <strong>Approval Relay</strong>
        <span class="faint">{say(ADMIN_TITLE)}</span>
        {isWorking === undefined ? null : (
          <span class="role">{say(isWorking ? FRAME.worker : FRAME.standby)}</span>
        )}
      </div>
      {page ? <Menu view={view} page={page} /> : null}
      <div class="tools">
        <a class="button quiet" href={withLanguage(view.url, other)} lang={other}>
          {say(FRAME.otherLanguage)}
        </a>
        <button type="button" class="button quiet" data-theme-switch aria-label={say(FRAME.theme)}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
            <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
          </svg>
        </button>
        {page ? (
          <form method="post" action={`${ADMIN}/sign-out`}>
            <Csrf view={view} />
            <button type="submit" class="button quiet">
              {say(FRAME.signOut)}
            </button>
          </form>
        ) : null}
      </div>
    </header>
  );
}

function Menu({ view, page }: { readonly view: AdminView; readonly page: AdminPage }): VNode {
  return (
    <nav class="menu" aria-label={view.say(FRAME.menu)}>
      {MENU.map(([one, path]) => (
        <a key={one} href={path} aria-current={one === page ? 'page' : undefined}>
          {view.say(ADMIN_PAGES[one])}
        </a>
      ))}
    </nav>
  );
}

/** The hidden field of each form, so no other site can send it. */
export function Csrf({ view }: { readonly view: AdminView }): VNode {
  return <input type="hidden" name="csrf" value={view.csrf} />;
}

function withLanguage(url: string, language: string): string {
  const [path = '', query = ''] = url.split('?');
  const all = new URLSearchParams(query);
  all.set('lang', language);
  return `${path}?${all}`;
}
