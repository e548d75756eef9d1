import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar as YamlScalar } from 'yaml';
import { type Environment, interpolate } from './interpolate.ts';
import type { Fault, ParsedYaml } from './parseYaml.ts';
import { type Path, Places, Scalar, type Tree } from './tree.ts';

/** Through aliases a small file can describe an endless one ("billion laughs"). */
const MAX_ALIASED = 100_000;

/** The configuration as a tree, and where each part stands in the text. */
export interface Grown {
  /** undefined: the file holds nothing. */
  readonly root: Tree | undefined;
  readonly places: Places;
  readonly faults: readonly Fault[];
}

/**
 * Turns parsed YAML into a {@link Tree}: follows aliases, applies merge keys (`<<`), replaces variables, and takes
 * every scalar by its source text, so that a code such as `1e5` or `0123` stays what was written.
 *
 * An empty value counts as absent, except where `keepsEmpty` says that an empty mapping is meant.
 */
export function growTree(
  text: string,
  parsed: ParsedYaml,
  env: Environment,
  keepsEmpty: (path: Path) => boolean,
): Grown {
  const grower = new Grower(text, parsed, env, keepsEmpty);
  const root = grower.grow(parsed.document.contents, [], 0);
  return { root, places: grower.places, faults: grower.faults };
}

class Grower {
  readonly places = new Places();
  readonly faults: Fault[] = [];
  readonly #text: string;
  readonly #document: Document;
  readonly #lineOf: (offset: number) => number;
  readonly #env: Environment;
  readonly #keepsEmpty: (path: Path) => boolean;
  /** Nodes that are being followed: an alias back to one of them has no end. */
  readonly #underWay = new Set<unknown>();
  #followed = 0;
  #aliased = 0;

  constructor(text: string, parsed: ParsedYaml, env: Environment, keepsEmpty: (path: Path) => boolean) {
    this.#text = text;
    this.#document = parsed.document;
    this.#lineOf = (offset) => parsed.lines.linePos(offset).line;
    this.#env = env;
    this.#keepsEmpty = keepsEmpty;
  }

  grow(node: unknown, path: Path, keyAt: number): Tree | undefined {
    const isEmpty = node === null || (isScalar(node) && node.value === null);
    this.places.set(path, isEmpty ? keyAt : offsetOf(node), keyAt);
    if (isEmpty) return this.#keepsEmpty(path) ? {} : undefined;
    if (this.#followed > 0 && ++this.#aliased > MAX_ALIASED) {
      if (this.#aliased === MAX_ALIASED + 1)
        this.#fault(keyAt, 'The aliases (*name) multiply into too much.');
      return undefined;
    }
    if (isAlias(node)) return this.#follow(node, (target) => this.#growInside(target, path));
    return this.#growInside(node, path);
  }

  #growInside(node: unknown, path: Path): Tree | undefined {
    if (isScalar(node)) return this.#growScalar(node, path);
    if (!isMap(node) && !isSeq(node)) return undefined;
    this.#underWay.add(node);
    const grown = isMap(node)
      ? this.#growMapping(node.items, path, new Map())
      : node.items.map((item, i) => this.grow(item, [...path, i], offsetOf(item)) ?? NOTHING);
    this.#underWay.delete(node);
    return grown;
  }

  #growMapping(items: readonly Pair[], path: Path, seen: Map<string, number>): Record<string, Tree> {
    const entries: Record<string, Tree> = Object.create(null);
    for (const { key, value } of items.filter((pair) => !isMergeKey(pair.key))) {
      const offset = offsetOf(key);
      const name = isScalar(key) ? textOf(key) : '';
      const before = seen.get(name);
      if (name === '' || name === '__proto__') {
        this.#fault(offset, 'A key must be a plain text: name one, in quotes if it holds signs.');
      } else if (before !== undefined) {
        this.#fault(offset, `"${name}" stands in line ${this.#lineOf(before)} already: keep one of them.`);
      } else {
        seen.set(name, offset);
        const grown = this.grow(value, [...path, name], offset);
        if (grown !== undefined) entries[name] = grown;
      }
    }
    for (const { key, value } of items.filter((pair) => isMergeKey(pair.key))) {
      for (const source of isSeq(value) ? value.items : [value]) {
        this.#merge(source, offsetOf(key), path, entries, seen);
      }
    }
    return entries;
  }

  /** Written keys win over merged ones, earlier merged ones over later ones. */
  #merge(
    source: unknown,
    keyAt: number,
    path: Path,
    entries: Record<string, Tree>,
    seen: Map<string, number>,
  ): void {
    const add = (node: unknown): void => {
      const items = isMap(node) ? node.items : [];
      if (!isMap(node)) this.#fault(keyAt, 'The merge key << needs a mapping, or a list of them.');
      const fresh = items.filter((item) => !(isScalar(item.key) && seen.has(textOf(item.key))));
      Object.assign(entries, this.#growMapping(fresh, path, seen));
    };
    if (isAlias(source)) this.#follow(source, add);
    else add(source);
  }

  #follow<T>(alias: unknown, go: (target: unknown) => T): T | undefined {
    const target = isAlias(alias) ? alias.resolve(this.#document) : undefined;
    if (!target) return void this.#fault(offsetOf(alias), UNKNOWN_ANCHOR);
    if (this.#underWay.has(target))
      return void this.#fault(offsetOf(alias), 'This alias (*name) contains itself.');
    this.#followed += 1;
    this.#underWay.add(target);
    const result = go(target);
    this.#underWay.delete(target);
    this.#followed -= 1;
    return result;
  }

  #growScalar(node: YamlScalar, path: Path): Scalar {
    const written = textOf(node);
    const { text, names, faults } = interpolate(written, this.#env);
    const [start, end] = node.range ?? [0, 0];
    for (const { match, message } of faults) {
      const inside = this.#text.slice(start, end).indexOf(match);
      this.#fault(start + Math.max(0, inside), `${lastKeyOf(path)} ${message}`);
    }
    return new Scalar(text, written, names, faults.length > 0);
  }

  #fault(offset: number, message: string): void {
    this.faults.push({ offset, message });
  }
}

/** An empty item of a list. */
const NOTHING = new Scalar('', '', []);
const UNKNOWN_ANCHOR =
  'No anchor (&name) of that name stands above it: if this is no alias but a text that begins with *, put it in quotes.';

/** The text of a string; the source of what YAML takes for a number, a boolean or a date. */
function textOf(node: YamlScalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && textOf(key) === '<<';
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}

function lastKeyOf(path: Path): string {
  return JSON.stringify(path.filter((step) => typeof step === 'string').at(-1) ?? 'The file');
}
