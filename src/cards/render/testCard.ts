import type { Locale } from '../../approval/locale.ts';
import { isObject, type JsonObject, type JsonValue } from '../check/locatedJson.ts';
import { wordIn } from '../view/words.ts';

/**
 * Marks a finished card as a test, whatever its template: a tag in its header, a line at its top, and its
 * preview in the list of chats all say so. It notifies nobody.
 *
 * @param content JSON text of a card, as `renderCard` makes it
 */
export function markAsTest(content: string, locale: Locale): string {
  const card = withoutMentions(JSON.parse(content) as JsonValue) as JsonObject;
  const body = isObject(card.body) ? card.body : {};
  const elements = Array.isArray(body.elements) ? (body.elements as readonly JsonValue[]) : [];
  const config = isObject(card.config) ? card.config : {};
  const marked: JsonObject = {
    ...card,
    config: { ...config, summary: { content: wordIn(locale, 'testCard') } },
    ...(isObject(card.header) ? { header: taggedHeader(card.header, locale) } : {}),
    body: { ...body, elements: [noteIn(locale), ...elements] },
  };
  return JSON.stringify(marked);
}

/**
 * Feishu shows three tags at most
 * (open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/title).
 */
const MOST_TAGS = 3;

function taggedHeader(header: JsonObject, locale: Locale): JsonObject {
  const tags = Array.isArray(header.text_tag_list) ? (header.text_tag_list as readonly JsonValue[]) : [];
  const tag = {
    tag: 'text_tag',
    text: { tag: 'plain_text', content: wordIn(locale, 'test') },
    color: 'purple',
  };
  return { ...header, text_tag_list: [tag, ...tags].slice(0, MOST_TAGS) };
}

function noteIn(locale: Locale): JsonObject {
  return {
    tag: 'div',
    text: { tag: 'plain_text', content: wordIn(locale, 'testCard'), text_color: 'purple' },
  };
}

/** A user's own template may contain a mention that is not a value. */
function withoutMentions(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(/<at\b[^>]*>(?:\s*<\/at>)?/gi, '');
  if (Array.isArray(value)) return value.map((inner) => withoutMentions(inner as JsonValue));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutMentions(inner)]));
}
