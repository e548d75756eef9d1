import { isMapping } from './leaf.ts';
import type { Path } from './yamlFile.ts';

// Access to the file as written, before its values are read.

/** The value at a path; undefined if there is none. A single item needs no list. */
export function at(file: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, step) => {
    if (typeof step === 'number' && !Array.isArray(here)) return here;
    const holds = (isMapping(here) || Array.isArray(here)) && Object.hasOwn(here, step);
    return holds ? (here as Readonly<Record<string | number, unknown>>)[step] : undefined;
  }, file);
}

/** The text at a path; empty if there is none, or if it is not a text, which the schema reports. */
export function textAt(file: unknown, path: Path): string {
  const value = at(file, path);
  return typeof value === 'string' ? value : '';
}

/** The paths of the items of a list, or of the single item without a list. */
export function itemsOf(file: unknown, path: Path): Path[] {
  const list = at(file, path) ?? [];
  return (Array.isArray(list) ? list : [list]).map((_, i) => [...path, i]);
}

/** The paths of approvals. */
export function approvalPaths(file: unknown): Path[] {
  const all = at(file, ['approvals']);
  return isMapping(all) ? Object.keys(all).map((code) => ['approvals', code]) : [];
}

/** The paths of chat entries. */
function chatPaths(file: unknown): Path[] {
  return approvalPaths(file).flatMap((path) => itemsOf(file, [...path, 'chats']));
}

/** Where keys of chat entries are possible: under `defaults`, and in each entry. */
export const entryPaths = (file: unknown): Path[] => [['defaults'], ...chatPaths(file)];

/** Where `reminders` is possible, the most general first. */
export function reminderPaths(file: unknown): Path[] {
  const levels: Path[] = [[], ...approvalPaths(file), ...entryPaths(file)];
  return levels.map((level) => [...level, 'reminders']);
}
