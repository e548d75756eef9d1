/** The width of a text on a screen, in half-width characters: Han, kana, Hangul and full-width ones count two. */
export function textWidth(text: string): number {
  const wide = text.match(/[\u1100-\u115f\u2e80-\uffef]/g)?.length ?? 0;
  return text.length + wide;
}
