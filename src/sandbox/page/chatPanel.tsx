import type { ComponentChild, VNode } from 'preact';
import type { SandboxChat } from '../world.ts';
import { Glyph } from './glyph.tsx';
import { partId, type View } from './view.ts';

/** A group's name, whether the bot is in it, and the button that changes that. */
export function ChatHead(props: { chat: SandboxChat; view: View }): VNode {
  const { chat, view } = props;
  const { words } = view;
  return (
    <header id={partId('head', chat.chatId)} class="chat-head">
      <div class="chat-title">
        <span class="chat-sign">
          <Glyph name="group" />
        </span>
        <h3>{chat.name}</h3>
        <button
          id={partId('bot', chat.chatId)}
          type="button"
          class={`button small ${chat.hasBot ? 'quiet' : 'go'}`}
          hx-post={`/chats/${encodeURIComponent(chat.chatId)}/bot`}
          hx-swap="none"
        >
          <Glyph name={chat.hasBot ? 'out' : 'back'} size={14} />
          {chat.hasBot ? words.removeBot : words.addBot}
        </button>
      </div>
      {chat.hasBot ? null : (
        <p class="notice" role="status">
          {words.botGone}
        </p>
      )}
    </header>
  );
}

/** A group: its head and the list its messages go into. */
export function ChatPanel(props: {
  chat: SandboxChat;
  head: ComponentChild;
  /** HTML of the messages. */
  messages: string;
  view: View;
}): VNode {
  const { chat, view } = props;
  return (
    <section class="chat panel" aria-label={chat.name}>
      {props.head}
      <ol
        id={partId('chat', chat.chatId)}
        class="messages"
        data-empty={view.words.noMessages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
        tabIndex={0}
        aria-live="polite"
        aria-label={chat.name}
        dangerouslySetInnerHTML={{ __html: props.messages }}
      />
    </section>
  );
}
