import type { z } from 'zod';
import { leaf, refuse } from './leaf.ts';
import { didYouMean, oneOf } from './nearest.ts';

/** Ids and codes, as the contract has them: nothing else ever enters a URL. */
export const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Any text but the empty one. */
export function text(expected: string): z.ZodType<string> {
  return leaf(expected, (value) => value);
}

/** Any text; empty means none. */
export function optionalText(expected: string): z.ZodType<string> {
  return leaf(expected, (value) => value, '');
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): z.ZodType<W> {
  return leaf(`one of ${words.join(', ')}`, (value, scalar) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const hint = /[,、;]/.test(value)
      ? '; write several as a list: [a, b].'
      : didYouMean(value, words) || '.';
    return refuse(`must be ${oneOf(words)}, not ${scalar.quoted}${hint}`);
  });
}

export const yesOrNo: z.ZodType<boolean> = leaf('true or false', (value, scalar) => {
  if (value === 'true' || value === 'false') return value === 'true';
  const isYes = /^(yes|on|y|1|true)$/i.test(value);
  const isNo = /^(no|off|n|0|false)$/i.test(value);
  const hint = isYes || isNo ? `: did you mean ${isYes}?` : '.';
  return refuse(`must be true or false, not ${scalar.quoted}${hint}`);
});

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most = 1_000_000_000): z.ZodType<number> {
  const range = most === 1_000_000_000 ? `of at least ${least}` : `from ${least} to ${most}`;
  const expected = `a whole number ${range}`;
  return leaf(expected, (value, scalar) => {
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    return refuse(`must be ${expected}, not ${scalar.quoted}.`);
  });
}

/** The name of a folder; empty for none. */
export const folderName: z.ZodType<string> = leaf(
  'the name of a folder under the templates',
  (value, scalar) =>
    ID.test(value)
      ? value
      : refuse(`must be the name of a folder, of letters, digits, "_" and "-" only, not ${scalar.quoted}.`),
  '',
);
