import type { VNode } from 'preact';
import { drawCard } from '../../cardview/card.tsx';
import type { SandboxMessage } from '../world.ts';
import { Glyph, Logo } from './glyph.tsx';
import { clockTime, partId, type View } from './view.ts';
import { fill } from './words.ts';

export interface MessageProps {
  readonly message: SandboxMessage;
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly view: View;
}

/** One message of the bot, as the group sees it. */
export function MessageView(props: MessageProps): VNode {
  const { message, view } = props;
  const updates = message.versions.length - 1;
  return (
    <li id={partId('m', message.messageId)} class="message">
      <Logo />
      <div class="message-body">
        <div class="message-head">
          <strong>{view.words.bot}</strong>
          <span class="bot">{view.words.botTag}</span>
          <time>{clockTime(message.createdAt, view)}</time>
          {updates > 0 ? <span class="updates">{fill(view.words.updated, { n: updates })}</span> : null}
          {message.msgType === 'interactive' ? (
            <a class="json" href={`/messages/${message.messageId}`} target="_blank" rel="noopener">
              {view.words.json}
            </a>
          ) : null}
        </div>
        {message.replyTo === undefined ? null : (
          <div class="reply">
            <Glyph name="reply" size={14} /> {view.words.replyTo}
          </div>
        )}
        <Content {...props} />
      </div>
    </li>
  );
}

function Content(props: MessageProps): VNode {
  const { message, view } = props;
  if (message.recalled) return <div class="bubble faint">{view.words.recalled}</div>;
  const content = parse(message.content);
  if (message.msgType !== 'interactive') {
    return <div class="bubble">{readText(content, props.people)}</div>;
  }
  const html = drawCard(content, {
    people: props.people,
    now: message.createdAt,
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
