import { z } from 'zod';
import { addIssue, type IssueSink, leaf, type Refusal } from './leaf.ts';
import { isMapping, kindOf, type Mapping, Scalar } from './tree.ts';

type Shape = Readonly<Record<string, z.ZodType>>;
type Read<S extends Shape> = z.output<z.ZodObject<S, z.core.$strip>>;

/** Any mapping of the file. */
export function mapping(what: string): z.ZodType<Mapping> {
  return z.custom<Mapping>(isMapping, {
    error: ({ input }) => {
      if (input === undefined) return `is missing: give a mapping ${what}.`;
      // The value is not quoted: `appSecret:abc`, without a space behind the colon, is such a value.
      const hint =
        input instanceof Scalar && /\S:\S/.test(input.text) ? ' (a colon needs a space behind it)' : '';
      return `must be a mapping ${what}, not ${kindOf(input)}${hint}.`;
    },
  });
}

/** A mapping with known keys; every unknown key is an issue of its own, so that each has its place. */
export function section<S extends Shape>(shape: S): z.ZodType<Read<S>> {
  const known = Object.keys(shape);
  const unknownKey = z.unknown().check((ctx) => addIssue(ctx, 'is unknown.', [], { atKey: true, known }));
  const object = z.object(shape).catchall(unknownKey) as unknown as z.ZodType<Read<S>, Mapping>;
  const what = `of ${known.slice(0, 3).join(', ')}${known.length > 3 ? ', …' : ''}`;
  return mapping(what).pipe(object).register(sections, { keys: known });
}

const sections = z.registry<{ readonly keys: readonly string[] }>();

/** The keys that a {@link section} knows. */
export function keysOf(schema: z.ZodType): readonly string[] {
  return sections.get(schema)?.keys ?? [];
}

/** A mapping whose keys the user names. `checkKey` may refuse one. */
export function keyed<T>(
  what: string,
  checkKey: (key: string) => Refusal | undefined,
  value: z.ZodType<T>,
): z.ZodType<ReadonlyMap<string, T>> {
  return mapping(what).transform((entries, ctx) => {
    const result = new Map<string, T>();
    for (const [key, entry] of Object.entries(entries)) {
      const refusal = checkKey(key);
      if (refusal) addIssue(ctx, refusal.message, [key], { atKey: true });
      const read = passOn(ctx, value.safeParse(entry), [key]);
      if (read !== undefined) result.set(key, read);
    }
    return result;
  });
}

/** A list; one item may stand without it. `least` is 1 where an empty list makes no sense. */
export function listOf<T>(item: z.ZodType<T>, least: 0 | 1 = 0): z.ZodType<readonly T[]> {
  return z.unknown().transform((value, ctx) => {
    if (value === undefined) {
      addIssue(ctx, 'is missing: give a list with at least one.');
      return z.NEVER;
    }
    if (!Array.isArray(value)) return [passOn(ctx, item.safeParse(value), [])].filter(isRead);
    if (value.length < least) addIssue(ctx, 'is an empty list: give at least one.');
    return value.map((one, i) => passOn(ctx, item.safeParse(one), [i])).filter(isRead);
  });
}

/** `false`, or what `schema` reads. */
export function orFalse<T>(schema: z.ZodType<T>): z.ZodType<T | false> {
  const isFalse = (value: unknown): boolean => value instanceof Scalar && value.text === 'false';
  return either(
    isFalse,
    leaf('false', () => false as const),
    schema,
  );
}

/** Read by `first` where `isFirst` says so, else by `second`: no "fits none of these shapes", but what is wrong. */
export function either<A, B>(
  isFirst: (value: unknown) => boolean,
  first: z.ZodType<A>,
  second: z.ZodType<B>,
): z.ZodType<A | B> {
  return z.unknown().transform((value, ctx): A | B => {
    const schema: z.ZodType<A | B> = isFirst(value) ? first : second;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    passOn(ctx, result, []);
    return z.NEVER;
  });
}

/** The value, or its issues at their path below the value being read. */
function passOn<T>(
  ctx: IssueSink,
  result: z.ZodSafeParseResult<T>,
  path: readonly (string | number)[],
): T | undefined {
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    ctx.issues.push({ ...issue, input: undefined, path: [...path, ...issue.path] });
  }
  return undefined;
}

function isRead<T>(value: T | undefined): value is T {
  return value !== undefined;
}
