const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/**
 * Blanks out commas that stand one too many: before `]` or `}`, after `[` or `{`, or doubled. Elements of a card
 * are written with a comma each, whichever of them a template leaves out. The length stays the same, so that
 * places in the text still mean the same. What stands in a text stays as it is.
 *
 * Gone through by hand: a regular expression that stops at each of a card's hundreds of texts takes nearly three times
 * as long.
 */
export function forgiveCommas(text: string): string {
  let forgiven = '';
  let done = 0;
  let at = 0;
  const blank = (from: number, to: number): void => {
    forgiven += text.slice(done, from) + text.slice(from, to).replaceAll(',', ' ');
    done = to;
  };
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfText(text, at);
    } else if (char === COMMA) {
      const end = endOfRun(text, at);
      const closes = text[end] === ']' || text[end] === '}';
      blank(closes ? at : at + 1, end);
      at = end;
    } else if (char === OPEN_BRACKET || char === OPEN_BRACE) {
      const end = endOfRun(text, at + 1);
      blank(at + 1, end);
      at = end;
    } else at += 1;
  }
  return forgiven + text.slice(done);
}

/** Behind the quotation mark that ends it; of a text that nothing ends, the end of all. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** Where neither commas nor spaces stand any more. */
function endOfRun(text: string, start: number): number {
  let end = start;
  while (isSpaceOrComma(text.charCodeAt(end))) end += 1;
  return end;
}

function isSpaceOrComma(char: number): boolean {
  return char === COMMA || char === 0x20 || (char >= 0x09 && char <= 0x0d);
}
