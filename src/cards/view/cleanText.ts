/**
 * What is removed from every value: the two characters that mark tokens, control
 * characters except newline and tab, overrides of the reading direction (they disguise text), and
 * lone surrogates (they are not text). Everything else is kept unchanged.
 */
const UNWANTED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ue000\ue001]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Line ends become `\n`. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWANTED, '');
}

/** A text on one line, for titles and labels. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** At most `most` characters as a reader counts them; the last one is `…` if something was left out. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // If every unit is a character of its own, segmenting, which is slow, is not needed.
  if (SIMPLE.test(text.slice(0, most + 1))) return `${text.slice(0, most - 1).trimEnd()}…`;
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    // A single character may consist of thousands of combining marks.
    const isTooLong = kept.length + segment.length > most * MOST_UNITS;
    if (count + 1 >= most || isTooLong) {
      return !isTooLong && kept + segment === text ? text : `${kept.trimEnd()}…`;
    }
    kept += segment;
    count += 1;
  }
  return text;
}

const MOST_UNITS = 8;
/** ASCII, Chinese and Japanese, their punctuation: no marks, joiners or surrogates. */
const SIMPLE =
  /^[\n\u0020-\u007e\u2013-\u2027\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uff01-\uff60]*$/;
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });
