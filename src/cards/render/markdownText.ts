/**
 * Feishu's documented escapes (open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/
 * rich-text), and what its table leaves out but its Markdown knows: `&` first of all (its FAQ shows `&reg` decoded
 * without a semicolon), `|` in tables, `=` under headings, `@` in addresses. A dot is escaped only where it could
 * make a list or an address: figures are full of dots, and a card has 30 KB.
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&#38;',
  '>': '&#62;',
  '<': '&#60;',
  // The documented `&sim;` is a look-alike (U+223C) in standard HTML entities; the number is the character itself.
  '~': '&#126;',
  '-': '&#45;',
  '!': '&#33;',
  '*': '&#42;',
  '/': '&#47;',
  '\\': '&#92;',
  '[': '&#91;',
  ']': '&#93;',
  '(': '&#40;',
  ')': '&#41;',
  '#': '&#35;',
  ':': '&#58;',
  '+': '&#43;',
  '"': '&#34;',
  "'": '&#39;',
  '`': '&#96;',
  $: '&#36;',
  _: '&#95;',
  '|': '&#124;',
  '=': '&#61;',
  '@': '&#64;',
  '.': '&#46;',
};
const SPECIAL = /[&><~\-!*/\\[\]()#:+"'`$_|=@]|\.(?=\D|$)|(?<=^|\n)(?:\d*\.|\s+)|(?<!\s)\s+(?=\n|$)/g;

/**
 * Escapes a text for Markdown: it is shown as typed and cannot become a mention, link, tag, emoji, list or heading.
 *
 * @param lineBreak how this dialect writes a line break
 */
export function escapeMarkdown(text: string, lineBreak: '<br>' | '\n'): string {
  const escaped = text.replace(SPECIAL, (found) => {
    const one = ESCAPES[found];
    if (one !== undefined) return one;
    // Spaces at either end of a line would be dropped, or make a code block; a number's dot would make a list.
    return [...found].map((char) => (/[\d\n]/.test(char) ? char : (ESCAPES[char] ?? numeric(char)))).join('');
  });
  return lineBreak === '\n' ? escaped : escaped.replaceAll('\n', lineBreak);
}

function numeric(char: string): string {
  return `&#${char.codePointAt(0)};`;
}
