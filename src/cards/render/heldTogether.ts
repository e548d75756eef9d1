/** A separator between parts of a line, however it was written. */
const DOTS = / ·[ \u00a0]/g;
/**
 * Where a desktop may break a date after its hyphen: `2026-|12-|03`, `12-|03`; in no longer number, and in no address.
 */
const DATE_HYPHENS = /(?<![\w/.=&?#%-])(?:(\d{4})-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/=&?#%-])/g;
/**
 * The spaces within dates and times, sums with a code, and between a number and what it counts. Each alternative looks around a
 * space, so that nothing else in a text is looked at.
 */
const SPACES =
  / (?:(?=[\u4e00-\u9fff]|\d\d:\d\d\b|(?:h|min)\b)(?<=\d )|(?=-?\d)(?<=\b[A-Z]{3} )|(?=\d{1,2}\b)(?<=\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )|(?=\d{4}\b)(?<=\b[A-Z][a-z]{2}[ \u00a0]\d{1,2}, ))/g;
/** Between a minus and the sign of a currency. */
const MINUS = /(?<!\d)-(?=[A-Z]{0,4}[$¥€£₩₹฿₫₱]\d)/g;
/** Takes no room, and forbids a break. */
const JOINER = '\u2060';

/** Keeps a separator on the line of what it follows: no line begins with a dot. */
export function heldDots(text: string): string {
  return text.includes('·') ? text.replace(DOTS, '\u00a0· ') : text;
}

/**
 * A text for a reader in which no line breaks before a separator, nor within a date or a sum. Nothing of it looks
 * different. Its hyphens stay hyphens.
 */
export function heldTogether(text: string): string {
  const held = heldDots(text);
  if (!/\d/.test(held)) return held;
  const spaced = held.replace(SPACES, '\u00a0');
  if (!spaced.includes('-')) return spaced;
  return spaced
    .replace(DATE_HYPHENS, (_, year: string | undefined, month: string, day: string) =>
      [year, month, day].filter((part) => part !== undefined).join(`-${JOINER}`),
    )
    .replace(MINUS, `-${JOINER}`);
}

/** The same of a whole value: a date alone fits on any line, and is copied as it is. */
export function heldAlone(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text : heldTogether(text);
}
