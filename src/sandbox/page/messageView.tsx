import type { VNode } from 'preact';
import { drawCard } from '../../cardview/card.tsx';
import type { SandboxMessage } from '../world.ts';
import { gistOf, titleOf } from './gist.ts';
import { Logo } from './glyph.tsx';
import { dayText, isSameDay, minuteText, partId, type View } from './view.ts';
import { fill } from './words.ts';

export interface MessageProps {
  readonly message: SandboxMessage;
  /** The message it replies to. */
  readonly quoted?: SandboxMessage | undefined;
  /** Whether it is the first of its day in its chat. */
  readonly opensDay: boolean;
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
        <Content {...props} />
      </div>
    </li>
  );
}

function saying({ recalled, versions }: SandboxMessage): 'saysRecalled' | 'saysUpdated' | 'saysNew' {
  if (recalled) return 'saysRecalled';
  return versions.length > 1 ? 'saysUpdated' : 'saysNew';
}

function MessageHead({ message, view }: MessageProps): VNode {
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
          {message.replyTo === undefined ? <RecallButton message={message} view={view} /> : null}
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

function Content(props: MessageProps): VNode {
  const { message, view } = props;
  if (message.recalled) {
    return (
      <div class="bubble faint">
        {view.words.recalled}
        {message.replyTo === undefined ? <small> {view.words.recalledHint}</small> : null}
      </div>
    );
  }
  const content = parse(message.content);
  if (message.msgType !== 'interactive') {
    return <div class="bubble">{readText(content, props.people)}</div>;
  }
  const html = drawCard(content, {
    people: props.people,
    now: message.updatedAt,
    timezone: view.timezone,
    locale: view.language === 'en' ? 'en_us' : 'zh_cn',
  });
  // drawCard's own HTML, in which everything that came from outside is text.
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/**
 * What `text` and `post` messages say, mentions by name
 * (open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json).
 */
function readText(content: unknown, people: ReadonlyMap<string, string>): string {
  if (Array.isArray(content)) return content.map((part) => readText(part, people)).join('');
  if (typeof content !== 'object' || content === null) return '';
  const part = content as { [name: string]: unknown };
  if (part.tag === 'at') return `@${people.get(String(part.user_id)) ?? String(part.user_name ?? '')}`;
  if (typeof part.text === 'string') {
    const mention = /<at user_id="([^"]*)">([^<]*)<\/at>/g;
    return part.text.replace(mention, (_, id: string, name: string) => `@${people.get(id) ?? name}`);
  }
  return Object.values(part)
    .map((inner) => readText(inner, people))
    .join('\n');
}
