import MarkdownIt from 'markdown-it';
import { loosened } from '../support/cardText.ts';

/**
 * What a reader of a card sees, according to a parser that is not ours: CommonMark with HTML, tables, strikethrough and
 * links that need no markup. Knows of no template and no renderer.
 */
export interface ReadText {
  /** With the line breaks that show. */
  readonly visible: string;
  /** Kinds of Markdown beyond paragraphs and text. */
  readonly markup: readonly string[];
  /** Tags as they were written. */
  readonly tags: readonly string[];
  readonly links: readonly string[];
}

type Json = { readonly [name: string]: unknown };

const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });
/** `:OK:` in a text that was not escaped. */
const EMOJI = /:[A-Za-z][\w+-]*:/;
const HARMLESS = new Set([
  'paragraph_open',
  'paragraph_close',
  'text',
  'text_special',
  'softbreak',
  'hardbreak',
]);

export function readMarkdown(content: string): ReadText {
  const visible: string[] = [];
  const markup: string[] = [];
  const tags: string[] = [];
  const links: string[] = [];
  const visit = (token: ReturnType<MarkdownIt['parse']>[number]): void => {
    if (token.type === 'inline') {
      for (const child of token.children ?? []) visit(child);
    } else if (token.type === 'html_inline') {
      tags.push(token.content);
      if (/^<br\s*\/?>$/.test(token.content)) visible.push('\n');
    } else if (token.type === 'link_open') {
      links.push(String(token.attrGet('href')));
    } else if (token.type === 'softbreak' || token.type === 'hardbreak') {
      visible.push('\n');
    } else if (token.type === 'text' || token.type === 'text_special') {
      visible.push(token.content);
    } else if (!HARMLESS.has(token.type) && token.type !== 'link_close') {
      markup.push(token.type);
    }
  };
  for (const token of markdown.parse(content, {})) visit(token);
  if (EMOJI.test(content)) markup.push('emoji');
  return { visible: visible.join(''), markup, tags, links };
}

/** Every text in a card by how it is read, and every address. */
export function readCard(content: string): { texts: ReadText[]; plain: string[]; urls: string[] } {
  const texts: ReadText[] = [];
  const plain: string[] = [];
  const urls: string[] = [];
  const cells = (table: Json): void => {
    for (const column of table.columns as Json[]) {
      plain.push(String(column.display_name));
      for (const row of table.rows as Json[]) {
        const cell = row[String(column.name)];
        if (typeof cell !== 'string') continue;
        if (column.data_type === 'text') plain.push(cell);
        else texts.push(readMarkdown(cell));
      }
    }
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
    }
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const object = node as Json;
    if (object.tag === 'table') cells(object);
    for (const [name, value] of Object.entries(object)) {
      if (name === 'content' && object.tag === 'markdown') texts.push(readMarkdown(String(value)));
      else if (name === 'content') plain.push(String(value));
      else if (name === 'url' || name.endsWith('_url')) urls.push(String(value));
      else visit(value);
    }
  };
  visit(JSON.parse(content));
  return { texts, plain, urls };
}

/** All that is written in a card, one text per line, without what keeps words together. */
export function cardWords(content: string): string {
  const { texts, plain } = readCard(content);
  return loosened([...plain, ...texts.map((text) => text.visible)].join('\n'));
}
