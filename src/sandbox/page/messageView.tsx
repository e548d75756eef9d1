import type { VNode } from 'preact';
import type { SandboxMessage } from '../world.ts';
import { gistOf, titleOf } from './gist.ts';
import { Logo } from './glyph.tsx';
import { MessageContent } from './messageContent.tsx';
import { dayText, isSameDay, minuteText, partId, type View } from './view.ts';
import { fill } from './words.ts';

export interface MessageProps {
  readonly message: SandboxMessage;
  /** The message it replies to. */
  readonly quoted?: SandboxMessage | undefined;
  /** Whether it is the first of its day in its chat. */
  readonly opensDay: boolean;
  /** Whether it is a card that is posted anew once it is recalled. */
  readonly isLiving: boolean;
  /** What its chat is called. */
  readonly chat: string;
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly view: View;
}

/**
 * One message of the bot, as the group sees it. `data-version` tells the page's script what is news, `data-says` what
 * to read out then: a whole card would be too much.
 */
export function MessageView(props: MessageProps): VNode {
  const { message, view } = props;
  const gist = gistOf(message);
  return (
    <li
      id={partId('m', message.messageId)}
      class="message"
      tabIndex={-1}
      data-version={message.recalled ? 'recalled' : message.versions.length}
      data-gist={gist}
      data-says={fill(view.words[saying(message)], { chat: props.chat, gist })}
    >
      {props.opensDay ? <p class="day">{dayText(message.createdAt, view)}</p> : null}
      <Logo />
      <div class="message-body">
        <MessageHead {...props} />
        {props.quoted ? <Quote quoted={props.quoted} view={view} /> : null}
        <MessageContent {...{ message, view }} isLiving={props.isLiving} people={props.people} />
      </div>
    </li>
  );
}

function saying({ recalled, versions }: SandboxMessage): 'saysRecalled' | 'saysUpdated' | 'saysNew' {
  if (recalled) return 'saysRecalled';
  return versions.length > 1 ? 'saysUpdated' : 'saysNew';
}

function MessageHead({ message, isLiving, view }: MessageProps): VNode {
  const { words } = view;
  const updates = message.versions.length - 1;
  const { createdAt, updatedAt } = message;
  const day = isSameDay(createdAt, updatedAt, view) ? '' : `${dayText(updatedAt, view)} `;
  const isCard = message.msgType === 'interactive' && !message.recalled;
  return (
    <div class="message-head">
      <strong>{words.bot}</strong>
      <span class="bot">{words.botTag}</span>
      <time>{minuteText(message.createdAt, view)}</time>
      {updates > 0 && isCard ? (
        <span class="updates" title={fill(words.updatedTimes, { n: updates })}>
          {fill(words.updated, { at: day + minuteText(updatedAt, view) })}
        </span>
      ) : null}
      {isCard ? (
        <span class="message-tools">
          {isLiving ? <RecallButton message={message} view={view} /> : null}
          <a class="tool" href={`/messages/${message.messageId}`} target="_blank" rel="noopener">
            {words.json}
          </a>
        </span>
      ) : null}
    </div>
  );
}

function RecallButton({ message, view }: Pick<MessageProps, 'message' | 'view'>): VNode {
  return (
    <button
      type="button"
      id={partId('recall', message.messageId)}
      class="tool"
      title={view.words.recallHint}
      hx-post={`/messages/${encodeURIComponent(message.messageId)}/recall`}
      hx-swap="none"
    >
      {view.words.recall}
    </button>
  );
}

/** The line above a reply that says what it replies to; it leads there. */
function Quote({ quoted, view }: { quoted: SandboxMessage; view: View }): VNode {
  const { words } = view;
  return (
    <button
      type="button"
      class="quote"
      data-goto={partId('m', quoted.messageId)}
      data-gone={words.notHere}
      title={words.quoteHint}
    >
      {words.replyTo} {words.bot}
      {view.language === 'en' ? ': ' : '：'}
      {quoted.recalled ? words.recalled : titleOf(quoted)}
    </button>
  );
}
