import { isMapping } from './leaf.ts';
import type { Path } from './yamlFile.ts';

// The file as it was written, before its values are read: what stands where.

/** What stands at a path; undefined where nothing does. One item may stand without its list. */
export function at(file: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, step) => {
    if (typeof step === 'number' && !Array.isArray(here)) return here;
    const holds = (isMapping(here) || Array.isArray(here)) && Object.hasOwn(here, step);
    return holds ? (here as Readonly<Record<string | number, unknown>>)[step] : undefined;
  }, file);
}

/** The text that stands at a path; empty where nothing does, or what is no text: the schema says so. */
export function textAt(file: unknown, path: Path): string {
  const value = at(file, path);
  return typeof value === 'string' ? value : '';
}

/** The paths of the items of a list, or of the one that stands without it. */
export function itemsOf(file: unknown, path: Path): Path[] {
  const list = at(file, path) ?? [];
  return (Array.isArray(list) ? list : [list]).map((_, i) => [...path, i]);
}

/** Where approvals stand. */
export function approvalPaths(file: unknown): Path[] {
  const all = at(file, ['approvals']);
  return isMapping(all) ? Object.keys(all).map((code) => ['approvals', code]) : [];
}

/** Where chat entries stand. */
export function chatPaths(file: unknown): Path[] {
  return approvalPaths(file).flatMap((path) => itemsOf(file, [...path, 'chats']));
}

/** Where the keys of chat entries may stand: under `defaults`, and in each entry. */
export const entryPaths = (file: unknown): Path[] => [['defaults'], ...chatPaths(file)];

/** Where `reminders` may stand, the most general first. */
export function reminderPaths(file: unknown): Path[] {
  const levels: Path[] = [[], ...approvalPaths(file), ...entryPaths(file)];
  return levels.map((level) => [...level, 'reminders']);
}
