import MarkdownIt from 'markdown-it';

/** A token of the parser. */
export type MarkdownToken = ReturnType<MarkdownIt['parse']>[number];
type InlineRule = Parameters<MarkdownIt['inline']['ruler']['push']>[1];

/**
 * The tags Feishu's Markdown knows; any other `<xxx>` disappears, as it does on the platform
 * (…/card-json-v2-components/content-components/rich-text; on disappearing: …/message-card/message-card, FAQ).
 */
const VOID_TAGS: ReadonlySet<string> = new Set(['br', 'hr']);
const TAGS: ReadonlySet<string> = new Set(
  'br hr person local_datetime at a text_tag raw link font number_tag audio'.split(' '),
);

/** Feishu's emoji, as far as cards of offices use them; an unknown `:key:` stays text. */
const EMOJI: ReadonlySet<string> = new Set(
  'OK DONE THUMBSUP THANKS APPLAUSE SMILE JIAYI FINGERHEART LGTM Yes No CheckMark CrossMark Alarm Pin Hundred GoGoGo Fire MUSCLE PARTY PRAISE HEART WOW'.split(
    ' ',
  ),
);

const tagRule: InlineRule = (state, silent) => {
  const pattern = /<(\/?)([a-z][a-z0-9_-]*)((?:\s[^<>]*?)?)(\/?)>/iy;
  pattern.lastIndex = state.pos;
  const found = pattern.exec(state.src);
  if (!found) return false;
  const [whole, closing, name = '', attributes = '', selfClosing] = found;
  state.pos += whole.length;
  const tag = name.toLowerCase();
  if (silent || !TAGS.has(tag)) return true;
  // Kept in `meta`: emphasis may begin before a tag and end inside it, which a nesting token would forbid.
  const token = state.push('tag', tag, 0);
  token.meta = { nesting: closing ? -1 : VOID_TAGS.has(tag) || selfClosing ? 0 : 1 };
  token.attrs = attributesOf(attributes, state.md);
  return true;
};

const emojiRule: InlineRule = (state, silent) => {
  const [whole, key = ''] = /^:([A-Za-z]{2,16}):/.exec(state.src.slice(state.pos, state.pos + 20)) ?? [];
  if (!whole || !EMOJI.has(key)) return false;
  state.pos += whole.length;
  if (!silent) state.push('emoji', '', 0).content = key;
  return true;
};

/** `&reg` and `&copy` are decoded without their semicolon too (…/message-card/message-card, FAQ). */
const bareEntityRule: InlineRule = (state, silent) => {
  const [whole, name] = /^&(reg|copy)(?!;)/.exec(state.src.slice(state.pos, state.pos + 6)) ?? [];
  if (!whole) return false;
  state.pos += whole.length;
  if (!silent) state.push('text', '', 0).content = name === 'reg' ? '®' : '©';
  return true;
};

function attributesOf(text: string, md: MarkdownIt): [string, string][] {
  const pairs = text.matchAll(/(?<![a-z_])([a-z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/gi);
  return [...pairs].map(([, name = '', double, single, bare]) => [
    name.toLowerCase(),
    md.utils.unescapeAll(double ?? single ?? bare ?? ''),
  ]);
}

/** CommonMark without HTML, with what Feishu adds and leaves out. */
export function feishuDialect(): MarkdownIt {
  const md = new MarkdownIt({ html: false, linkify: true, breaks: true });
  // Only what starts with http:// or https:// is a link by itself.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  for (const schema of ['//', 'mailto:', 'ftp:']) md.linkify.add(schema, null);
  md.inline.ruler.at('html_inline', tagRule);
  md.inline.ruler.before('html_inline', 'emoji', emojiRule);
  md.inline.ruler.before('entity', 'bare_entity', bareEntityRule);
  return md;
}
