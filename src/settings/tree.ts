/** A scalar of the file: everything is text here, and each key's schema says how to read it. */
export class Scalar {
  /** With variables replaced, without spaces around it. */
  readonly text: string;
  /** As it stands in the file, for messages: a variable's value may be a secret. */
  readonly written: string;
  /** The variables it was made of. */
  readonly names: readonly string[];
  /** Its variables could not be replaced, and that has been told: what else is wrong with it does not matter. */
  readonly isBroken: boolean;

  constructor(text: string, written: string, names: readonly string[], isBroken = false) {
    this.text = text.trim();
    this.written = written.trim();
    this.names = names;
    this.isBroken = isBroken;
  }

  /** As it may be quoted in a message. */
  get quoted(): string {
    const short = this.written.length > 60 ? `${this.written.slice(0, 59)}…` : this.written;
    return JSON.stringify(short);
  }
}

/** What the YAML holds, free of YAML: no aliases, no merge keys, no numbers, no nulls. */
export type Tree = Scalar | readonly Tree[] | Mapping;
export interface Mapping {
  readonly [key: string]: Tree;
}

export type Path = readonly (string | number)[];

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Scalar);
}

/** What stands at a path; undefined where nothing does. */
export function at(tree: Tree | undefined, path: Path): Tree | undefined {
  let here = tree;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === 'number') here = (here as readonly Tree[])[step];
    else if (isMapping(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The text at a path, where a scalar stands there. */
export function textAt(tree: Tree | undefined, path: Path): string | undefined {
  const found = at(tree, path);
  return found instanceof Scalar ? found.text : undefined;
}

/** One item may stand without its list: `statuses: REJECTED`. */
export function asList(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  return Array.isArray(tree) ? (tree as readonly Tree[]) : [tree as Tree];
}

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value instanceof Scalar ? 'a single value' : 'a mapping';
}

/**
 * The key's name as a person would say it: without the numbers of lists, and below an approval without the
 * approval, as the place tells which one.
 */
export function nameOf(path: Path): string {
  if (path.length === 0) return 'The file';
  const below = path[0] === 'approvals' && path.length > 2 ? path.slice(2) : path;
  const inEntry =
    below[0] === 'chats' && below !== path ? below.slice(typeof below[1] === 'number' ? 2 : 1) : below;
  const named = (steps: Path): string => steps.filter((step) => typeof step === 'string').join('.');
  return JSON.stringify(named(inEntry) || named(below));
}

/** Where things stand: offsets into the text, by path. */
export class Places {
  readonly #places = new Map<string, { readonly key?: number; readonly value: number }>();

  set(path: Path, value: number, key?: number): void {
    this.#places.set(JSON.stringify(path), key === undefined ? { value } : { value, key });
  }

  /** The offset of a value or of its key; of the nearest thing around it where the path holds nothing. */
  find(path: Path, part: 'key' | 'value'): number {
    const place = this.#places.get(JSON.stringify(path));
    if (place) return part === 'key' ? (place.key ?? place.value) : place.value;
    return path.length === 0 ? 0 : this.find(path.slice(0, -1), 'key');
  }
}
