import { feishuDialect, type MarkdownToken } from './markdownDialect.ts';

/** A piece of parsed text: a Markdown element, a Feishu tag (`type` is `tag`, `name` its name), or plain text. */
export interface MarkNode {
  readonly type: string;
  /** The tag's name, or the HTML element Markdown asks for. */
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly text: string;
  readonly children: MarkNode[];
}

const full = feishuDialect();
const inlineOnly = feishuDialect().disable(['backticks', 'image']);

/** Parses the content of a `markdown` component. */
export function parseMarkdown(content: string): MarkNode[] {
  return treeOf(full.parse(content, {}));
}

/** Parses `lark_md`: emphasis, links, mentions, colours and tags, but no blocks (…/content-components/plain-text). */
export function parseLarkMd(content: string): MarkNode[] {
  return treeOf(inlineOnly.parseInline(content, {}));
}

/** Tokens come flat, with opening and closing ones; what is closed out of order ends what was opened inside it. */
function treeOf(tokens: readonly MarkdownToken[]): MarkNode[] {
  const root: MarkNode[] = [];
  const open: { node: MarkNode; opener: MarkdownToken }[] = [];
  for (const token of tokens) {
    const siblings = open.at(-1)?.node.children ?? root;
    const nesting = nestingOf(token);
    if (nesting < 0) {
      const index = open.findLastIndex(({ opener }) => closes(token, opener));
      if (index >= 0) open.length = index;
    } else if (token.type === 'inline') {
      siblings.push(...treeOf(token.children ?? []));
    } else {
      const node = nodeOf(token);
      siblings.push(node);
      if (nesting > 0) open.push({ node, opener: token });
    }
  }
  return root;
}

function nestingOf(token: MarkdownToken): number {
  return (token.meta as { nesting?: number } | null)?.nesting ?? token.nesting;
}

function closes(closer: MarkdownToken, opener: MarkdownToken): boolean {
  return closer.tag === opener.tag && closer.type.replace('_close', '_open') === opener.type;
}

function nodeOf(token: MarkdownToken): MarkNode {
  // The paragraph inside a tight list item is there for the parser only.
  const type = token.hidden ? 'hidden' : token.type.replace('_open', '');
  return {
    type,
    name: token.tag,
    attributes: Object.fromEntries(token.attrs ?? []),
    text: token.content,
    children: [],
  };
}
