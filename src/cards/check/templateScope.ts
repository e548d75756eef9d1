import { TextError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { nearest } from '../../settings/nearest.ts';
import { askedOfList, behindDot, noData, noFieldHere, OUT_OF_TEMPLATE } from '../../words/templateText.ts';
import { FIELDS, type FieldEntry, type FieldTable } from './fields.ts';

/** What a path in a template refers to; `anything` if it cannot be known, such as the result of a helper. */
export type PathTarget = FieldEntry | 'anything';

/** The fields that can be used at one place of a template. */
export interface Scope {
  /** What `this` is: the fields of the current item, or `anything`. */
  readonly here: FieldTable | 'anything';
  /** For `../`. */
  readonly above?: Scope;
  /** Names given by `as |name|` and by a partial's `name=…`. */
  readonly given: ReadonlyMap<string, PathTarget>;
}

export const TOP: Scope = { here: FIELDS, given: new Map() };

/** The scope inside `{{#each …}}` or `{{#with …}}`. */
export function inside(scope: Scope, found: PathTarget, names: readonly string[] = []): Scope {
  const here = found === 'anything' ? 'anything' : (found.has ?? 'anything');
  const item: PathTarget = found === 'anything' || !found.has ? 'anything' : { ...found, kind: 'group' };
  return { here, above: scope, given: new Map(names.map((name, i) => [name, i === 0 ? item : 'anything'])) };
}

/** A path that refers to nothing; the message is one sentence. */
export class WrongPath extends TextError {}

/**
 * What a path of a template refers to.
 *
 * @throws WrongPath
 */
export function resolve(
  scope: Scope,
  path: { readonly data: boolean; readonly depth: number; readonly parts: readonly string[] },
): PathTarget {
  if (path.data) return resolveData(path.parts);
  let at: Scope = scope;
  for (let i = 0; i < path.depth; i += 1) {
    if (!at.above) throw new WrongPath(OUT_OF_TEMPLATE);
    at = at.above;
  }
  const [first, ...rest] = path.parts;
  const named = first === undefined ? undefined : at.given.get(first);
  if (named !== undefined) return follow(named, rest);
  if (at.here === 'anything') return 'anything';
  return follow({ kind: 'group', says: '', has: at.here }, path.parts);
}

function resolveData([name = '', ...rest]: readonly string[]): PathTarget {
  if (name === 'root') return follow({ kind: 'group', says: '', has: FIELDS }, rest);
  if (['index', 'first', 'last', 'key', 'partial-block'].includes(name)) return 'anything';
  throw new WrongPath(noData(name, nearest(name, ['index', 'first', 'last', 'root'])));
}

function follow(start: PathTarget, parts: readonly string[]): PathTarget {
  let at = start;
  for (const part of parts) {
    if (at === 'anything') return 'anything';
    const isItem = at.kind === 'list' && /^(length|\d+)$/.test(part);
    const next: PathTarget | undefined = isItem
      ? part === 'length'
        ? 'anything'
        : { ...at, kind: 'group' }
      : at.kind === 'list'
        ? undefined
        : own(at.has, part);
    if (!next) throw new WrongPath(unknown(at, part));
    at = next;
  }
  return at;
}

function unknown(at: FieldEntry, part: string): Text {
  if (at.kind === 'list') return askedOfList(part);
  const known = Object.keys(at.has ?? {});
  if (known.length === 0) return behindDot(part);
  return noFieldHere(part, nearest(part, known));
}

function own(table: FieldTable | undefined, name: string): FieldEntry | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}
