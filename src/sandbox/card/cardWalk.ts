import { refuseContent, refuseJson, SUB_CODE } from './cardRefusal.ts';
import type { CardWorld } from './textRules.ts';

/** …/card-json-v2-structure: elements such as a plain_text count like components. */
const MOST_ELEMENTS = 200;

/** A JSON object, unchecked. */
export type UncheckedObject = { readonly [name: string]: unknown };

/** The position of the check in a card, and what it has counted so far. */
export interface CardWalk {
  readonly world: CardWorld;
  readonly seen: { elements: number; tables: number; readonly ids: Set<string> };
  /** As the platform writes it: `ROOT -> body -> elements -> [1](tag: column_set)`. */
  readonly path: string;
  /** How many containers surround this place. */
  readonly depth: number;
}

export function startWalk(world: CardWorld): CardWalk {
  return { world, seen: { elements: 0, tables: 0, ids: new Set() }, path: 'ROOT', depth: 0 };
}

export function step(walk: CardWalk, name: string): CardWalk {
  return { ...walk, path: `${walk.path} -> ${name}` };
}

export function itemStep(walk: CardWalk, index: number, value: unknown): CardWalk {
  const tag = typeof value === 'object' && value ? (value as UncheckedObject).tag : undefined;
  return step(walk, `[${index}]${tag === undefined ? '' : `(tag: ${String(tag)})`}`);
}

/** Everything with a tag is an element. */
export function countElement(walk: CardWalk): void {
  walk.seen.elements += 1;
  if (walk.seen.elements > MOST_ELEMENTS) refuseContent(SUB_CODE.general, 'element exceeds the limit');
}

/** Letters, digits and underscores, a letter first, at most 20, unique in the card. */
export function checkId(id: string, walk: CardWalk): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,19}$/.test(id)) refuseJson(`invalid element_id ${id}`, walk.path);
  if (walk.seen.ids.has(id)) refuseJson(`duplicate element_id ${id}`, walk.path);
  walk.seen.ids.add(id);
}

export function refuseType(wanted: string, walk: CardWalk): never {
  return refuseJson(`wrong type, want: ${wanted}`, walk.path);
}

export function objectAt(value: unknown, walk: CardWalk): UncheckedObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as UncheckedObject;
  return refuseType('object', walk);
}

export function listAt(value: unknown, walk: CardWalk): readonly unknown[] {
  return Array.isArray(value) ? value : refuseType('array', walk);
}
