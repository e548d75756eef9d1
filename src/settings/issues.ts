import type { z } from 'zod';
import { homeOf } from './homes.ts';
import type { IssueFacts } from './leaf.ts';
import { nearest } from './nearest.ts';
import { nameOf, type Path } from './tree.ts';

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

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `is unknown: did you mean "${meant}"?`;
  const home = homeOf(key);
  if (home !== undefined) return `does not belong here: it is a key of ${home}.`;
  return `is unknown: the keys here are ${known.join(', ')}.`;
}
