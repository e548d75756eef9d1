import type { Alias, Document, Pair, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, Scalar, visit } from 'yaml';
import type { Text } from '../base/language.ts';
import { keptTwice, NODES, tooDeep, tooMuch, YAML } from '../words/yamlText.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { parseYaml } from './parseYaml.ts';
import { yamlFault } from './yamlFault.ts';

/** Steps from the top of the file to a value: keys, and indexes of list items. */
export type Path = readonly (string | number)[];

/** A sentence about a position in the file; line and column from 1, the column in UTF-16 units. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly message: Text;
}

/** The deepest path has eight levels, and `not` may be nested. */
const MAX_DEPTH = 64;
/** Through aliases and merge keys a small file can describe an endless one ("billion laughs"). */
const MAX_ALIASED = 100_000;

/** A node with its aliases resolved: how many values it has, and on how many levels. */
interface Resolved {
  readonly node: unknown;
  readonly size: number;
  readonly height: number;
}

/**
 * A file of YAML 1.2, or JSON, with aliases resolved, merge keys applied and variables replaced. The constructor never
 * throws, and takes linear time.
 */
export class YamlFile {
  /** Texts, nulls (empty values), lists and mappings. undefined: this is not YAML; null: it is empty. */
  readonly value: unknown;
  readonly faults: YamlFault[] = [];
  readonly #text: string;
  readonly #env: Environment;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  /** By anchor; undefined while the anchor's own node is being resolved. */
  readonly #anchors = new Map<string, Resolved | undefined>();
  readonly #pairs = new Map<unknown, Map<string, Pair>>();
  readonly #broken = new Set<unknown>();
  #aliased = 0;

  constructor(text: string, env: Environment) {
    this.#text = text;
    this.#env = env;
    // The parser's own count misses line breaks in text that it cannot read, where positions matter most.
    this.#lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) this.#lines.addNewLine(index + 1);
    const deep = tooDeepAt(text);
    if (deep !== undefined) this.#fault(deep, tooDeep(MAX_DEPTH));
    this.#document = parseYaml(deep === undefined ? text : '');
    const errors = [...this.#document.errors, ...this.#document.warnings];
    let reported = 0;
    for (const [i, error] of errors.sort((a, b) => a.pos[0] - b.pos[0]).entries()) {
      // One error causes more: further unexpected tokens are not reported.
      if (i > 0 && error.code === 'UNEXPECTED_TOKEN') continue;
      const message = yamlFault(error, text);
      const at = message === YAML.openQuote ? lastQuoteOf(this.#document) : error.pos[0];
      const isRepeated = i > 0 && (at === reported || this.faults.at(-1)?.message.en === message.en);
      if (!isRepeated) this.#fault(at, message);
      reported = at;
    }
    if (this.faults.length > 0) return;
    this.#document.contents = this.#resolve(this.#document.contents, 0).node as Document['contents'];
    this.value = this.#document.toJS() ?? null;
  }

  /** Where a value or its key begins; for a path without a value, the key of its parent. */
  locate(path: Path, part: 'key' | 'value'): Pick<YamlFault, 'line' | 'column'> {
    const { node, keyAt } = this.#find(path);
    const isEmpty = node === undefined || (isScalar(node) && node.value === null);
    return this.#placeAt(part === 'key' || isEmpty ? keyAt : offsetOf(node));
  }

  /** The text at a path as written in the file, with its variables; undefined if there is no text. */
  written(path: Path): string | undefined {
    const { node } = this.#find(path);
    return isScalar(node) ? node.source : undefined;
  }

  /** Whether there is already a fault about the value at a path. */
  isBroken(path: Path): boolean {
    return this.#broken.has(this.#find(path).node);
  }

  #placeAt(offset: number): Pick<YamlFault, 'line' | 'column'> {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #fault(at: unknown, message: Text): void {
    this.faults.push({ ...this.#placeAt(typeof at === 'number' ? at : offsetOf(at)), message });
  }

  #find(path: Path): { readonly node: unknown; readonly keyAt: number } {
    let node: unknown = this.#document.contents;
    let keyAt = 0;
    for (const step of path) {
      // A single item needs no list.
      if (typeof step === 'number' && !isSeq(node)) continue;
      const pair = this.#pairs.get(node)?.get(String(step));
      node = isSeq(node) ? node.items[Number(step)] : pair?.value;
      if (node === undefined) break;
      keyAt = offsetOf(pair?.key ?? node);
    }
    return { node, keyAt };
  }

  /** Recursion is as deep as the text is nested: the target of an alias was resolved before. */
  #resolve(node: unknown, depth: number): Resolved {
    if (isAlias(node)) return this.#follow(node, depth);
    let [size, height] = [1, 1];
    const within = (child: unknown): unknown => {
      const inner = this.#resolve(child ?? new Scalar(null), depth + 1);
      size += inner.size;
      height = Math.max(height, inner.height + 1);
      return inner.node;
    };
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, undefined);
    if (isScalar(node)) this.#resolveText(node);
    if (isSeq(node)) node.items = node.items.map(within);
    if (isMap(node)) this.#resolveMap(node, within);
    const resolved = { node, size, height };
    if (anchor) this.#anchors.set(anchor, resolved);
    return resolved;
  }

  #follow(alias: Alias, depth: number): Resolved {
    const target = this.#anchors.get(alias.source);
    const wasTooMuch = this.#aliased > MAX_ALIASED;
    this.#aliased += target?.size ?? 0;
    const isTooMuch = this.#aliased > MAX_ALIASED;
    if (target && !isTooMuch && depth + target.height <= MAX_DEPTH) return target;
    if (!target) this.#fault(alias, this.#anchors.has(alias.source) ? NODES.itself : NODES.unknownAnchor);
    else if (!wasTooMuch) this.#fault(alias, isTooMuch ? tooMuch(MAX_ALIASED) : tooDeep(MAX_DEPTH));
    const nothing = new Scalar(null);
    nothing.range = alias.range ?? null;
    this.#broken.add(nothing);
    return { node: nothing, size: 1, height: 1 };
  }

  #resolveMap(map: YAMLMap, within: (child: unknown) => unknown): void {
    const pairs = new Map<string, Pair>();
    this.#pairs.set(map, pairs);
    const isMerge = ({ key }: Pair): boolean => isScalar(key) && typeof key.value === 'symbol';
    for (const pair of map.items.filter((one) => !isMerge(one))) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      const twin = pairs.get(name);
      if (name === '') this.#fault(pair.key, NODES.oddKey);
      else if (name === '__proto__') this.#fault(pair.key, NODES.proto);
      else if (twin) {
        const { line } = this.#placeAt(offsetOf(twin.key));
        this.#fault(pair.key, keptTwice(JSON.stringify(name), line));
      } else {
        pair.value = within(pair.value);
        pairs.set(name, pair);
      }
    }
    // Written keys win over merged ones, earlier merged ones over later ones.
    for (const { key, value } of map.items.filter(isMerge)) {
      for (const source of isSeq(value) ? value.items : [value]) {
        const node = within(source);
        const merged = this.#pairs.get(node);
        if (!merged && !this.#broken.has(node)) this.#fault(key, NODES.mergeOfNone);
        for (const [name, pair] of merged ?? []) if (!pairs.has(name)) pairs.set(name, pair);
      }
    }
    map.items = [...pairs.values()];
  }

  /** Only an unquoted value can be absent as in `server:`; `""` is an empty text. */
  #resolveText(node: Scalar): void {
    const written = String(node.value ?? '');
    node.source = written;
    node.value = null;
    if ((node.type ?? 'PLAIN') === 'PLAIN' && /^(~|null|Null|NULL)?$/.test(written)) return;
    const { text, faults } = interpolate(written, this.#env);
    node.value = text.trim();
    if (faults.size > 0) this.#broken.add(node);
    const [start, end] = node.range ?? [0, 0];
    for (const [match, message] of faults) {
      this.#fault(start + Math.max(0, this.#text.slice(start, end).indexOf(match)), message);
    }
  }
}

/**
 * Where the nesting becomes too deep. The parser is recursive, and at some tens of thousands of levels V8 does not
 * throw: it ends the process. Brackets in quotes and comments count, too; nobody writes that many there either.
 */
function tooDeepAt(text: string): number | undefined {
  let open = 0;
  for (const { 0: token, index } of text.matchAll(/[[{]|[\]}]|(?:[-?:][ \t]+){64}|\n {512}(?=\S)/g)) {
    if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open = Math.max(0, open - 1);
    else return index;
    if (open > MAX_DEPTH) return index;
  }
  return undefined;
}

/** Where the last text in quotes begins: one that has no closing quote lasts to the end of the file. */
function lastQuoteOf(document: Document): number {
  let at = 0;
  visit(document, {
    Scalar(_, node) {
      if (node.type?.startsWith('QUOTE')) at = offsetOf(node);
    },
  });
  return at;
}

function offsetOf(node: unknown): number {
  return (node as { readonly range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}
