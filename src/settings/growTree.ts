import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar as YamlScalar } from 'yaml';
import { Anchors } from './anchors.ts';
import { type Environment, interpolate } from './interpolate.ts';
import type { Lines } from './lines.ts';
import type { Fault } from './parseYaml.ts';
import { nameOf, type Path, Places, Scalar, type Tree } from './tree.ts';
import { isMergeKey, offsetOf, textOf } from './yamlNode.ts';

/** Through aliases a small file can describe an endless one ("billion laughs"). */
const MAX_ALIASED = 100_000;

/** What a tree grows from. */
export interface Soil {
  readonly text: string;
  readonly document: Document;
  readonly lines: Lines;
  readonly env: Environment;
  /** Whether an empty value at this path stands for an empty mapping; else it counts as absent. */
  readonly keepsEmpty: (path: Path) => boolean;
}

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
 */
export function growTree(soil: Soil): Grown {
  const grower = new Grower(soil);
  const root = grower.grow(soil.document.contents, [], 0);
  return { root, places: grower.places, faults: grower.faults };
}

class Grower {
  readonly places = new Places();
  readonly faults: Fault[] = [];
  readonly #soil: Soil;
  readonly #anchors: Anchors;
  /** Nodes that are being followed: an alias back to one of them has no end. */
  readonly #underWay = new Set<unknown>();
  #followed = 0;
  #aliased = 0;

  constructor(soil: Soil) {
    this.#soil = soil;
    this.#anchors = new Anchors(soil.document);
  }

  grow(node: unknown, path: Path, keyAt: number): Tree | undefined {
    const isEmpty = node === null || (isScalar(node) && node.value === null);
    this.places.set(path, isEmpty ? keyAt : offsetOf(node), keyAt);
    if (isEmpty) return this.#soil.keepsEmpty(path) ? {} : undefined;
    if (this.#followed > 0 && ++this.#aliased > MAX_ALIASED) {
      if (this.#aliased === MAX_ALIASED + 1)
        this.#fault(keyAt, 'The aliases (*name) multiply into too much.');
      return undefined;
    }
    if (!isAlias(node)) return this.#growInside(node, path);
    const told = this.faults.length;
    const grown = this.#follow(node, (target) => this.#growInside(target, path));
    return grown ?? (this.faults.length > told ? BROKEN : undefined);
  }

  #growInside(node: unknown, path: Path): Tree | undefined {
    if (isScalar(node)) return node.value === null ? undefined : this.#growScalar(node, path);
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
        this.#fault(offset, 'A key must be a plain text: put it in quotes.');
      } else if (before !== undefined) {
        const { line } = this.#soil.lines.placeOf(before);
        this.#fault(offset, `${JSON.stringify(name)} stands in line ${line} already: keep one of them.`);
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
    const target = isAlias(alias) ? this.#anchors.find(alias) : undefined;
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
    const { text, names, faults } = interpolate(written, this.#soil.env);
    const [start, end] = node.range ?? [0, 0];
    for (const { match, message } of faults) {
      const inside = this.#soil.text.slice(start, end).indexOf(match);
      this.#fault(start + Math.max(0, inside), `${nameOf(path)} ${message}`);
    }
    return new Scalar(text, written, names, faults.length > 0);
  }

  #fault(offset: number, message: string): void {
    this.faults.push({ offset, message });
  }
}

/** An empty item of a list. */
const NOTHING = new Scalar('', '', []);
/** What could not be followed: that has been told. */
const BROKEN = new Scalar('', '', [], true);
const UNKNOWN_ANCHOR =
  'No anchor (&name) of that name stands above it: if this is no alias but a text that begins with *, put it in quotes.';
