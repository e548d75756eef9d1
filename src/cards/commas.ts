/**
 * Blanks out commas that stand one too many: before `]` or `}`, after `[` or `{`, or doubled. Elements of a card
 * are written with a comma each, whichever of them a template leaves out. The length stays the same, so that
 * places in the text still mean the same.
 */
export function forgiveCommas(text: string): string {
  return text.replace(PIECES, (piece, run: string | undefined, opened: string | undefined) => {
    if (opened !== undefined) return opened + piece.slice(opened.length).replaceAll(',', ' ');
    if (run === undefined) return piece;
    const closes = /[\]}]$/.test(run);
    const kept = closes ? -1 : run.indexOf(',');
    return [...run].map((char, i) => (char === ',' && i !== kept ? ' ' : char)).join('');
  });
}

/** Texts, which stay as they are; commas with what follows them; an opening bracket with commas behind it. */
const PIECES = /"(?:[^"\\]|\\.)*"|(,[\s,]*[\]}]?)|([[{])\s*,[\s,]*/g;
