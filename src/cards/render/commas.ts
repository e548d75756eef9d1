const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/**
 * Blanks out superfluous commas: before `]` or `}`, after `[` or `{`, or doubled. Elements of a card
 * are all written with a comma, and a template may leave any of them out. The length stays the same, so that
 * positions in the text stay valid. Strings are not changed.
 *
 * A hand-written loop: a regular expression that stops at each of a card's hundreds of strings takes nearly three times
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

/** The position after its closing quotation mark; if it is not closed, the end of the text. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** The position after all commas and spaces. */
function endOfRun(text: string, start: number): number {
  let end = start;
  while (isSpaceOrComma(text.charCodeAt(end))) end += 1;
  return end;
}

function isSpaceOrComma(char: number): boolean {
  return char === COMMA || char === 0x20 || (char >= 0x09 && char <= 0x0d);
}
