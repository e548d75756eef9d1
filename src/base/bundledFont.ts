import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Noto Sans SC (OFL), which comes with the package: a machine or a container often has no Chinese font. It is split
 * into a hundred pieces by characters, so a page needs only some of them.
 */
export interface FontPiece {
  /** The file's name below {@link fontFolder}, such as `files/noto-sans-sc-4-wght-normal.woff2`. */
  readonly file: string;
  /** Its `@font-face` rule, with this in place of the file's address. */
  readonly rule: (url: string) => string;
  /** Whether it has any character of a text. */
  readonly draws: (characters: ReadonlySet<number>) => boolean;
}

/** The folder of the font's style sheet and files. */
export const fontFolder = (): string =>
  dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/index.css'));

/** The pieces that a text needs. */
export function fontPiecesFor(text: string): FontPiece[] {
  const characters = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  return allPieces().filter((piece) => piece.draws(characters));
}

/** `@font-face` rules for a text, with the font embedded, for a page without other files. */
export function inlineFontFaces(text: string): string {
  return fontPiecesFor(text)
    .map(({ file, rule }) => {
      const body = readFileSync(join(fontFolder(), file)).toString('base64');
      return rule(`data:font/woff2;base64,${body}`);
    })
    .join('\n');
}

function allPieces(): FontPiece[] {
  const css = readFileSync(join(fontFolder(), 'index.css'), 'utf8');
  return [...css.matchAll(/@font-face\s*\{[^}]*\}/g)].map(([face]) => pieceOf(face));
}

function pieceOf(face: string): FontPiece {
  const file = /url\(\.\/(files\/[\w.-]+)\)/.exec(face)?.[1] ?? '';
  const ranges = rangesOf(/unicode-range:([^;}]*)/.exec(face)?.[1] ?? '');
  return {
    file,
    rule: (url) => face.replace(/url\([^)]*\)/, `url(${url})`),
    draws: (characters) =>
      [...characters].some((one) => ranges.some(([from, to]) => one >= from && one <= to)),
  };
}

/** `U+4e00-4e05,U+4e10` as pairs of code points. */
function rangesOf(text: string): [from: number, to: number][] {
  return [...text.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from = '', to = from]) => [
    Number.parseInt(from, 16),
    Number.parseInt(to, 16),
  ]);
}
