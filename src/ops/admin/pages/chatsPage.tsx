import type { VNode } from 'preact';
import type { Text } from '../../../base/language.ts';
import type { ClosedChat } from '../../../store/outbox/closedChats.ts';
import { CHAT_LIST } from '../../../words/adminWaitingText.ts';
import { storedText } from '../../../words/storedText.ts';
import { ADMIN, Csrf } from '../adminFrame.tsx';
import { type AdminView, linkTo } from '../adminView.ts';
import type { KnownNames } from './deliveryTable.tsx';

/** A chat that cards go to. */
export interface ShownChat {
  readonly id: string;
  readonly approvals: readonly { readonly code: string; readonly name: string }[];
  /** Why it accepts no messages; undefined: it does, as far as known. */
  readonly closed: ClosedChat | undefined;
  readonly parked: number;
}

export function ChatsPage(props: {
  readonly view: AdminView;
  readonly chats: readonly ShownChat[];
  readonly names: KnownNames;
  /** The result of a test card. */
  readonly note?: { readonly isGood: boolean; readonly text: Text };
}): VNode {
  const { view, chats, names, note } = props;
  const { say } = view;
  return (
    <>
      {note ? (
        <div class={`verdict ${note.isGood ? 'good' : 'bad'}`} role="status">
          <p>{say(note.text)}</p>
        </div>
      ) : null}
      <section class="panel" aria-label={say(CHAT_LIST.chat)}>
        {chats.length === 0 ? <p class="empty">{say(CHAT_LIST.nobody)}</p> : null}
        <ul>
          {chats.map((chat) => (
            <ChatItem key={chat.id} view={view} chat={chat} name={names.chat(chat.id)} />
          ))}
        </ul>
      </section>
    </>
  );
}

function ChatItem(props: {
  readonly view: AdminView;
  readonly chat: ShownChat;
  readonly name: string;
}): VNode {
  const { view, chat, name } = props;
  const { say } = view;
  const { id, closed, parked, approvals } = chat;
  return (
    <li class="row">
      <p>
        <strong>{name}</strong> {name === id ? null : <code class="faint">{id}</code>}{' '}
        <span class={`label label-${closed ? 'parked' : 'sent'}`}>
          {say(closed ? (closed.isOpened ? CHAT_LIST.opening : CHAT_LIST.closed) : CHAT_LIST.open)}
        </span>
      </p>
      <p class="faint">
        {approvals
          .map(({ code, name: called }) => (code === '*' ? say(CHAT_LIST.every) : called || code))
          .join(' · ')}
      </p>
      {closed ? (
        <>
          <p class="fault">
            {closed.code} {closed.reason}
          </p>
          <p>{say(storedText(closed.remedy))}</p>
          <p class="faint">
            {say(CHAT_LIST.nextTry)} <time>{view.time(closed.probeAt)}</time>
          </p>
        </>
      ) : null}
      {parked > 0 ? (
        <p>
          <a href={linkTo(`${ADMIN}/deliveries`, { state: 'parked', chat: id })}>
            {say(CHAT_LIST.parked)} {parked}
          </a>
        </p>
      ) : null}
      <form method="post" action={`${ADMIN}/chats`}>
        <Csrf view={view} />
        <input type="hidden" name="chat" value={id} />
        <button type="submit" class="button quiet">
          {say(CHAT_LIST.try)}
        </button>
      </form>
    </li>
  );
}
