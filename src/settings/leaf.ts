import { z } from 'zod';
import { didYouMean, oneOf } from './nearest.ts';

// The schema's messages are the rest of a sentence that begins with the key's name: see findings.ts.

/** Stands in a message for the value as the file has it: what a variable holds may be a secret. */
export const WRITTEN = '\uE000';

/** Why a text is not taken. `hint` ends the sentence. */
export const unlike = (expected: string, hint = '.'): string => `must be ${expected}, not ${WRITTEN}${hint}`;

/** Refuses a text for another reason. */
export type Refuse = (why: string) => never;

/**
 * A value read from one text of the file, which is never a number or a boolean yet.
 *
 * @param expected what belongs there, as in "give …": `a whole number from 0 to 65535`
 * @param read undefined where the text is nothing of the kind
 * @param least 0 where an empty text is fine
 */
export function leaf<T>(
  expected: string,
  read: (text: string, refuse: Refuse) => T | undefined,
  least: 0 | 1 = 1,
) {
  const error = ({ input }: { readonly input?: unknown }): string =>
    input === undefined || input === null
      ? `is missing: give ${expected}.`
      : `must be ${expected}, not ${Array.isArray(input) ? 'a list' : 'a mapping'}.`;
  const text = z.string({ error }).min(least, `is empty: give ${expected}.`);
  return text.transform((value, ctx): T => {
    const refuse: Refuse = (message) => {
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    return read(value, refuse) ?? refuse(unlike(expected));
  });
}

/** A text that fits a pattern. */
export const fitting = (expected: string, pattern: RegExp, least: 0 | 1 = 1) =>
  leaf(expected, (value) => (pattern.test(value) ? value : undefined), least);

/** Any text but the empty one. `least` 0: that, too. */
export const text = (expected: string, least: 0 | 1 = 1) => leaf(expected, (value) => value, least);

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]) {
  return leaf(oneOf(words), (value, refuse) => {
    const isList = /[,、;]/.test(value);
    const hint = isList ? '; write several as a list: [a, b].' : didYouMean(value, words) || '.';
    return words.find((word) => word === value) ?? refuse(unlike(oneOf(words), hint));
  });
}

/** `true` or `false`. */
export const yesOrNo = leaf('true or false', (value, refuse) => {
  if (value === 'true' || value === 'false') return value === 'true';
  const [, yes, no] = /^(?:(yes|on|y|1|true)|(no|off|n|0|false))$/i.exec(value) ?? [];
  return yes || no ? refuse(unlike('true or false', `: did you mean ${Boolean(yes)}?`)) : undefined;
});

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most = 1_000_000_000) {
  const range = most === 1_000_000_000 ? `of at least ${least}` : `from ${least} to ${most}`;
  return leaf(`a whole number ${range}`, (value) => {
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  });
}

/** Ids and codes, as the contract has them: nothing else ever enters a URL. */
export const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** {@link ID} in words. */
export const ID_CHARACTERS = 'of at most 64 letters, digits, "_" and "-" only';

/** An id or a name of the characters of {@link ID}. */
export const id = (expected: string) => fitting(`${expected}, ${ID_CHARACTERS}`, ID);

/** Whether a text stands for what is still to be filled in, as in `.env.example`. */
export const isPlaceholder = (value: string): boolean =>
  /^(cli_|oc_|ou_)?(replace[-_ ]?(with|me)|your[-_ ]|change[-_ ]?me|x{3,}$|\.{3}|…|<.*>$)/i.test(value);

/** Any text but a placeholder. Never quoted in a message. */
export const secret = (expected: string, least: 0 | 1 = 1) =>
  leaf(
    expected,
    (value, refuse) => (isPlaceholder(value) ? refuse(`is still a placeholder: give ${expected}.`) : value),
    least,
  );

/** Whether a value is a mapping of the file. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The message where a mapping is wanted. `what` describes its keys. */
export function notMapping(what: string, input: unknown): string {
  if (input === undefined) return `is missing: give a mapping ${what}.`;
  if (Array.isArray(input)) return `must be a mapping ${what}, not a list.`;
  // The value is not quoted: `appSecret:abc`, without a space behind the colon, is such a value.
  const hint = /\S:\S/.test(String(input)) ? ' (a colon needs a space behind it)' : '';
  return `must be a mapping ${what}, not a single value${hint}.`;
}

type Shape = Record<string, z.ZodType>;

/**
 * A mapping with known keys, of which `others` may be left out. An empty value counts as absent, but only behind a key
 * that is known. For an unknown key the message lists the known ones.
 */
export function section<O extends Shape, R extends Shape = Record<never, never>>(others: O, required?: R) {
  const optional = Object.entries(others).map(([key, value]) => [key, value.exactOptional()]);
  const shape = { ...required, ...Object.fromEntries(optional) } as R & {
    [K in keyof O]: z.ZodExactOptional<O[K]>;
  };
  const known = Object.keys(shape);
  const what = `of ${known.slice(0, 3).join(', ')}${known.length > 3 ? ', …' : ''}`;
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

/** A list; one item may stand without it. `least` is 1 where an empty list makes no sense. */
export function listOf<T extends z.ZodType>(item: T, least: 0 | 1 = 0) {
  const toList = (value: unknown): unknown =>
    value === undefined ? value : (Array.isArray(value) ? value : [value]).map((one) => one ?? '');
  const list = z.array(item, 'is missing: give a list with at least one.');
  return z.preprocess(toList, list.min(least, 'is an empty list: give at least one.'));
}

/** Read by the schema that `pick` chooses for it: a union would say of each of its branches why it does not fit. */
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
