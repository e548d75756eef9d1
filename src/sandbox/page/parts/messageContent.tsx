import type { VNode } from 'preact';
import { drawCard } from '../../../cardview/card.tsx';
import type { SandboxMessage } from '../../world/world.ts';
import type { PageView } from '../pageView.ts';

export interface ContentProps {
  readonly message: SandboxMessage;
  readonly isLiving: boolean;
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly view: PageView;
}

/** What a message holds: its card as Feishu draws it, its text, or that it was recalled. */
export function MessageContent(props: ContentProps): VNode {
  const { message, view } = props;
  if (message.recalled) {
    return (
      <div class="bubble faint">
        {view.words.recalled}
        {props.isLiving ? <small> {view.words.recalledHint}</small> : null}
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
