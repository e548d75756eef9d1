import type { ComponentChild, VNode } from 'preact';
import type { SandboxChat } from '../../world/world.ts';
import type { DemoPlan } from '../pageOptions.ts';
import { listed, type PageView, partId } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import { PageIcon } from './pageIcon.tsx';

/** A group's name, what it gets, whether the bot is in it, and the button that changes that. */
export function ChatHead(props: {
  chat: SandboxChat;
  plan: DemoPlan | undefined;
  nameOf: (approvalCode: string) => string;
  view: PageView;
}): VNode {
  const { chat, view } = props;
  const { words } = view;
  return (
    <header id={partId('head', chat.chatId)} class="chat-head">
      <div class="chat-title">
        <span class="chat-sign">
          <PageIcon name="group" />
        </span>
        <div class="chat-name">
          <h3>{chat.name}</h3>
          {props.plan ? <Caption plan={props.plan} nameOf={props.nameOf} view={view} /> : null}
        </div>
        <button
          id={partId('bot', chat.chatId)}
          type="button"
          class={`button small ${chat.hasBot ? 'quiet' : 'go'}`}
          hx-post={`/chats/${encodeURIComponent(chat.chatId)}/bot`}
          hx-swap="none"
        >
          <PageIcon name={chat.hasBot ? 'out' : 'back'} size={14} />
          {chat.hasBot ? words.removeBot : words.addBot}
        </button>
      </div>
      {chat.hasBot && chat.personId === undefined ? <Asks chat={chat} view={view} /> : null}
      {chat.hasBot ? null : (
        <p class="notice" role="status">
          {words.botGone}
        </p>
      )}
    </header>
  );
}

/** What somebody in the group may ask the bot. */
function Asks({ chat, view }: { chat: SandboxChat; view: PageView }): VNode {
  const { ask, askHint, askWords, bot } = view.words;
  return (
    <div class="chat-asks">
      <span>{fill(ask, { bot })}</span>
      {askWords.split(' ').map((word, i) => (
        <button
          key={word}
          id={partId(`ask${i}`, chat.chatId)}
          type="button"
          class="tool"
          title={fill(askHint, { word })}
          aria-label={`@${bot} ${word}`}
          hx-post={`/chats/${encodeURIComponent(chat.chatId)}/ask/${i}`}
          hx-swap="none"
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** What the configuration says about a group, in plain words. */
function Caption(props: { plan: DemoPlan; nameOf: (code: string) => string; view: PageView }): VNode {
  const { plan, view } = props;
  const { words } = view;
  const names = listed(plan.approvals.map(props.nameOf), view);
  return (
    <p class="chat-plan" title={plan.mode === 'live' ? words.modeLiveHint : words.modePostHint}>
      <span>{plan.isChoosy ? fill(words.onlySome, { names }) : names}</span>
      <span class={`mode mode-${plan.mode}`}>{plan.mode === 'live' ? words.modeLive : words.modePost}</span>
    </p>
  );
}

/** A group: its head and the list its messages go into. */
export function ChatPanel(props: {
  chat: SandboxChat;
  head: ComponentChild;
  /** The messages, as HTML. */
  messages: string;
  view: PageView;
}): VNode {
  const { chat, view } = props;
  const { words } = view;
  return (
    <section class="chat panel" aria-label={chat.name}>
      {props.head}
      <div class="chat-view">
        <button
          type="button"
          class="elsewhere"
          data-updated={words.elsewhere}
          data-new={words.newHere}
          hidden
        />
        <ol
          id={partId('chat', chat.chatId)}
          class="messages"
          data-empty={words.noMessages}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
          tabIndex={0}
          aria-label={chat.name}
          dangerouslySetInnerHTML={{ __html: props.messages }}
        />
      </div>
    </section>
  );
}
