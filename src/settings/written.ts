import { asList, at, isMapping, type Path, type Tree } from './tree.ts';

/** Where approvals stand in the file. */
export function approvalPaths(root: Tree): Path[] {
  const all = at(root, ['approvals']);
  return isMapping(all) ? Object.keys(all).map((code): Path => ['approvals', code]) : [];
}

/** Where the keys of chat entries may stand in the file: under `defaults`, and in each entry. */
export function entryPaths(root: Tree): Path[] {
  const entries = approvalPaths(root).flatMap((approval): Path[] => {
    const chats = at(root, [...approval, 'chats']);
    if (isMapping(chats)) return [[...approval, 'chats']];
    return asList(chats).map((_, i) => [...approval, 'chats', i]);
  });
  return [['defaults'], ...entries];
}

/** Where `reminders` may stand in the file, the most general first. */
export function reminderPaths(root: Tree): Path[] {
  const levels: Path[] = [[], ...approvalPaths(root), ...entryPaths(root)];
  return levels.map((level) => [...level, 'reminders']);
}
