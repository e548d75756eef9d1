import { refuseContent, refuseJson, SUB_CODE } from './cardRefusal.ts';
import type { CardWorld } from './textRules.ts';

/** …/card-json-v2-structure: elements such as a plain_text count like components. */
const MOST_ELEMENTS = 200;

/** A JSON object, unchecked. */
export type Json = { readonly [name: string]: unknown };

/** The position of the check in a card, and what it has counted so far. */
export interface Walk {
  readonly world: CardWorld;
  readonly seen: { elements: number; tables: number; readonly ids: Set<string> };
  /** As the platform writes it: `ROOT -> body -> elements -> [1](tag: column_set)`. */
  readonly path: string;
  /** How many containers surround this place. */
  readonly depth: number;
}

export function startWalk(world: CardWorld): Walk {
  return { world, seen: { elements: 0, tables: 0, ids: new Set() }, path: 'ROOT', depth: 0 };
}

export function step(walk: Walk, name: string): Walk {
  return { ...walk, path: `${walk.path} -> ${name}` };
}

export function itemStep(walk: Walk, index: number, value: unknown): Walk {
  const tag = typeof value === 'object' && value ? (value as Json).tag : undefined;
  return step(walk, `[${index}]${tag === undefined ? '' : `(tag: ${String(tag)})`}`);
}

/** Everything with a tag is an element. */
export function countElement(walk: Walk): void {
  walk.seen.elements += 1;
  if (walk.seen.elements > MOST_ELEMENTS) refuseContent(SUB_CODE.general, 'element exceeds the limit');
}

/** Letters, digits and underscores, a letter first, at most 20, unique in the card. */
export function checkId(id: string, walk: Walk): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,19}$/.test(id)) refuseJson(`invalid element_id ${id}`, walk.path);
  if (walk.seen.ids.has(id)) refuseJson(`duplicate element_id ${id}`, walk.path);
  walk.seen.ids.add(id);
}

export function refuseType(wanted: string, walk: Walk): never {
  return refuseJson(`wrong type, want: ${wanted}`, walk.path);
}

export function asObject(value: unknown, walk: Walk): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  return refuseType('object', walk);
}

export function asList(value: unknown, walk: Walk): readonly unknown[] {
  return Array.isArray(value) ? value : refuseType('array', walk);
}
