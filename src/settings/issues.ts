import type { z } from 'zod';
import { homeOf } from './homes.ts';
import type { IssueFacts } from './leaf.ts';
import { nearest } from './nearest.ts';
import type { Path } from './tree.ts';

/** A problem at a path of the configuration, not yet at a place of the file. */
export interface Finding {
  readonly path: Path;
  /** Whether the key or the value is what is wrong. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** The schema's issues as whole sentences: each begins with the name of its key. */
export function findingsOf(issues: readonly z.core.$ZodIssue[]): Finding[] {
  return issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    const facts: IssueFacts = issue.code === 'custom' ? (issue.params ?? {}) : {};
    const part = facts.atKey ? 'key' : 'value';
    const rest = facts.known ? unknownKey(String(path.at(-1)), facts.known) : issue.message;
    return { path, part, message: `${nameOf(path)} ${rest}` };
  });
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

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `is unknown: did you mean "${meant}"?`;
  const home = homeOf(key);
  if (home !== undefined) return `does not belong here: it is a key of ${home}.`;
  return `is unknown: the keys here are ${known.join(', ')}.`;
}
