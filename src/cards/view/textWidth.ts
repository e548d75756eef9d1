/** The width of a text on a screen, in half-width characters: Han, kana, Hangul and full-width ones count two. */
export function textWidth(text: string): number {
  const wide = text.match(/[\u1100-\u115f\u2e80-\uffef]/g)?.length ?? 0;
  return text.length + wide;
}

/** A day as the form's widgets write it, with or without its year and a time; no line breaks within. */
const DATE =
  /(?:\d{4}[-/])?\d\d[-/]\d\d(?: \d\d:\d\d)?|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:, \d{4})?(?: \d\d:\d\d)?/;
/** A date, a word of letters that stand close, or one wide character; each with the space behind it. */
const PIECE = new RegExp(`(?:${DATE.source}|[^\\s\\u1100-\\u115f\\u2e80-\\uffef]+|.) ?`, 'gu');
const SPAN = new RegExp(`^((?:${DATE.source}).{0,8}?)((?:${DATE.source}).*)$`);

/** How many lines of so many half-width characters a text takes that has no line breaks of its own. */
export function linesNeeded(text: string, perLine: number): number {
  let lines = 1;
  let used = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    const width = textWidth(piece.trimEnd());
    if (used + width > perLine && used > 0) {
      lines += 1;
      used = 0;
    }
    // What fits on no line breaks anywhere.
    lines += Math.max(0, Math.ceil(width / perLine) - 1);
    used += width > perLine ? width % perLine : textWidth(piece);
  }
  return lines;
}

/** Of a span from one date to another the width of its longer end; 0 where the text is none. */
export function spanWidth(text: string): number {
  const [, from = '', to = ''] = SPAN.exec(text) ?? [];
  return Math.max(textWidth(from.trimEnd()), textWidth(to));
}
