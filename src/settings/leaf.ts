import { z } from 'zod';
import { ID } from '../approval/idPattern.ts';
import type { Text } from '../base/language.ts';
import * as say from '../words/valueText.ts';
import { issueText } from './issueText.ts';
import { didYouMean } from './nearest.ts';

/** Refuses a text for another reason. */
export type Refuse = (why: Text) => never;

/**
 * A value read from one text of the file, which is never a number or a boolean yet.
 *
 * @param expected the expected value, as in "give …": `a whole number from 0 to 65535`
 * @param read undefined if the text is not valid
 * @param least 0 if an empty text is valid
 */
export function leaf<T>(
  expected: Text,
  read: (text: string, refuse: Refuse) => T | undefined,
  least: 0 | 1 = 1,
) {
  const error = ({ input }: { readonly input?: unknown }): string =>
    issueText(
      input === undefined || input === null
        ? say.isMissing(expected)
        : say.notOfKind(expected, Array.isArray(input)),
    );
  const text = z.string({ error }).min(least, issueText(say.isEmpty(expected)));
  return text.transform((value, ctx): T => {
    const refuse: Refuse = (why) => {
      ctx.addIssue({ code: 'custom', message: issueText(why) });
      return z.NEVER;
    };
    return read(value, refuse) ?? refuse(say.unlike(expected));
  });
}

/** A text that matches a pattern. */
export const fitting = (expected: Text, pattern: RegExp, least: 0 | 1 = 1) =>
  leaf(expected, (value) => (pattern.test(value) ? value : undefined), least);

/** Any text but the empty one; with `least` 0 also the empty one. */
export const text = (expected: Text, least: 0 | 1 = 1) => leaf(expected, (value) => value, least);

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]) {
  const expected = say.oneOf(words);
  return leaf(expected, (value, refuse) => {
    const isList = /[,、;]/.test(value);
    const hint = isList ? say.SEVERAL : didYouMean(value, words);
    return words.find((word) => word === value) ?? refuse(say.unlike(expected, hint));
  });
}

/** `true` or `false`. */
export const yesOrNo = leaf(say.TRUE_OR_FALSE, (value, refuse) => {
  if (value === 'true' || value === 'false') return value === 'true';
  const [, yes, no] = /^(?:(yes|on|y|1|true)|(no|off|n|0|false))$/i.exec(value) ?? [];
  return yes || no ? refuse(say.unlike(say.TRUE_OR_FALSE, say.meant(`${Boolean(yes)}`))) : undefined;
});

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most = 1_000_000_000) {
  return leaf(most === 1_000_000_000 ? say.atLeast(least) : say.between(least, most), (value) => {
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  });
}

/** An id or a name of the characters of {@link ID}. */
export const id = (expected: Text) => fitting(say.ofIdCharacters(expected), ID);

/** Whether a text is a placeholder, as in `.env.example`. */
export const isPlaceholder = (value: string): boolean =>
  /^(cli_|oc_|ou_)?(replace[-_ ]?(with|me)|your[-_ ]|change[-_ ]?me|x{3,}$|\.{3}|…|<.*>$)/i.test(value);

/** Any text but a placeholder. Never quoted in a message. */
export const secret = (expected: Text, least: 0 | 1 = 1) =>
  leaf(
    expected,
    (value, refuse) => (isPlaceholder(value) ? refuse(say.isPlaceholderText(expected)) : value),
    least,
  );

/** Whether a value is a mapping of the file. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The message if a mapping is required. `what` describes its keys. */
export function notMapping(what: Text, input: unknown): string {
  if (input === undefined) return issueText(say.NOT_MAPPING.missing(what));
  if (Array.isArray(input)) return issueText(say.NOT_MAPPING.list(what));
  // The value is not quoted: `appSecret:abc`, without a space after the colon, is such a value, and so is `name：采购`.
  return issueText(say.NOT_MAPPING.single(what, /\S:\S|：/.test(String(input))));
}

type Shape = Record<string, z.ZodType>;

/**
 * A mapping with known keys, of which `others` are optional. An empty value counts as absent, but only for a known key.
 * For an unknown key the message lists the known ones.
 */
export function section<O extends Shape, R extends Shape = Record<never, never>>(others: O, required?: R) {
  const optional = Object.entries(others).map(([key, value]) => [key, value.exactOptional()]);
  const shape = { ...required, ...Object.fromEntries(optional) } as R & {
    [K in keyof O]: z.ZodExactOptional<O[K]>;
  };
  const known = Object.keys(shape);
  const what = say.ofKeys(known.slice(0, 3), known.length > 3);
  const withoutEmpty = (value: unknown): unknown => {
    if (!isMapping(value)) return value;
    const full = Object.entries(value).filter(([key, inner]) => inner !== null || !known.includes(key));
    return Object.fromEntries(full);
  };
  const strict = z.strictObject(shape, {
    error: ({ code, input }) => (code === 'unrecognized_keys' ? known.join(', ') : notMapping(what, input)),
  });
  return z.preprocess(withoutEmpty, strict);
}

/** A list; a single item needs no list. `least` is 1 if an empty list makes no sense. */
export function listOf<T extends z.ZodType>(item: T, least: 0 | 1 = 0) {
  const toList = (value: unknown): unknown =>
    value === undefined ? value : (Array.isArray(value) ? value : [value]).map((one) => one ?? '');
  const list = z.array(item, issueText(say.NO_LIST));
  return z.preprocess(toList, list.min(least, issueText(say.EMPTY_LIST)));
}

/** Uses the schema that `pick` chooses: a union would report an error for each of its branches. */
export function chosen<T>(pick: (value: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, ctx) => {
    const read = pick(value).safeParse(value);
    if (read.success) return read.data;
    ctx.issues.push(...(read.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });
}

const off = z.unknown().transform(() => false as const);

/** `false`, or what `schema` reads. */
export const orFalse = <T>(schema: z.ZodType<T>): z.ZodType<T | false> =>
  chosen<T | false>((value) => (value === 'false' ? off : schema));
