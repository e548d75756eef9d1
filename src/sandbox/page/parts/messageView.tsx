import type { VNode } from 'preact';
import type { SandboxMessage } from '../../world/world.ts';
import { titleOf, titleWithStatus } from '../messageTitle.ts';
import { dayText, isSameDay, minuteText, type PageView, partId } from '../pageView.ts';
import { fill } from '../pageWords.ts';
import { MessageContent } from './messageContent.tsx';
import { Logo } from './pageIcon.tsx';

export interface MessageProps {
  readonly message: SandboxMessage;
  /** The message it replies to. */
  readonly quoted?: SandboxMessage | undefined;
  /** Whether it is the first of its day in its chat. */
  readonly opensDay: boolean;
  /** Whether it is a card that is posted again once it is recalled. */
  readonly isLiving: boolean;
  /** What its chat is called. */
  readonly chat: string;
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly view: PageView;
}

/**
 * One message of the bot, or of a person, as the group sees it. The page's script learns from `data-version` what is new, and from
 * `data-says` what to read out: a whole card would be too long.
 */
export function MessageView(props: MessageProps): VNode {
  const { message, view } = props;
  const gist = titleWithStatus(message);
  return (
    <li
      id={partId('m', message.messageId)}
      class="message"
      tabIndex={-1}
      data-message={message.messageId}
      data-version={message.recalled ? 'recalled' : message.versions.length}
      data-gist={gist}
      data-says={fill(view.words[sayingOf(message)], { chat: props.chat, gist })}
    >
      {props.opensDay ? <p class="day">{dayText(message.createdAt, view)}</p> : null}
      {props.message.by === undefined ? <Logo /> : <Face name={writerOf(props)} />}
      <div class="message-body">
        <MessageHead {...props} />
        {props.quoted ? <Quote quoted={props.quoted} people={props.people} view={view} /> : null}
        <MessageContent {...{ message, view }} isLiving={props.isLiving} people={props.people} />
      </div>
    </li>
  );
}

/** Whose message it is. */
function writerOf({ message, people, view }: Pick<MessageProps, 'message' | 'people' | 'view'>): string {
  return message.by === undefined ? view.words.bot : (people.get(message.by) ?? message.by);
}

/** Where the bot has its sign, a person has a letter. */
function Face({ name }: { name: string }): VNode {
  return (
    <span class="chat-sign" aria-hidden="true">
      {name.slice(0, 1)}
    </span>
  );
}

function sayingOf({ recalled, versions }: SandboxMessage): 'saysRecalled' | 'saysUpdated' | 'saysNew' {
  if (recalled) return 'saysRecalled';
  return versions.length > 1 ? 'saysUpdated' : 'saysNew';
}

function MessageHead({ message, isLiving, people, view }: MessageProps): VNode {
  const { words } = view;
  const updates = message.versions.length - 1;
  const { createdAt, updatedAt } = message;
  const day = isSameDay(createdAt, updatedAt, view) ? '' : `${dayText(updatedAt, view)} `;
  const isCard = message.msgType === 'interactive' && !message.recalled;
  return (
    <div class="message-head">
      <strong>{writerOf({ message, people, view })}</strong>
      {message.by === undefined ? <span class="bot">{words.botTag}</span> : null}
      <time>{minuteText(message.createdAt, view)}</time>
      {updates > 0 && isCard ? (
        <span class="updates" title={fill(words.updatedTimes, { n: updates })}>
          {fill(words.updated, { at: day + minuteText(updatedAt, view) })}
        </span>
      ) : null}
      {isCard ? (
        <span class="message-tools">
          {isLiving ? <RecallButton message={message} view={view} /> : null}
          <a
            class="tool"
            href={`/messages/${message.messageId}?lang=${view.language}`}
            target="_blank"
            rel="noopener"
          >
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
function Quote({
  quoted,
  people,
  view,
}: Pick<MessageProps, 'people' | 'view'> & { quoted: SandboxMessage }): VNode {
  const { words } = view;
  return (
    <button
      type="button"
      class="quote"
      data-goto={partId('m', quoted.messageId)}
      data-gone={words.notHere}
      title={words.quoteHint}
    >
      {words.replyTo} {writerOf({ message: quoted, people, view })}
      {view.language === 'en' ? ': ' : '：'}
      {quoted.recalled ? words.recalled : titleOf(quoted)}
    </button>
  );
}
