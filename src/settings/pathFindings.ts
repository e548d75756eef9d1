import type { z } from 'zod';
import { variablesIn } from './interpolate.ts';
import { WRITTEN } from './leaf.ts';
import { nearest } from './nearest.ts';
import { HOMES } from './settingsSchema.ts';
import type { Path, YamlFile } from './yamlFile.ts';

/** A problem at a path of a file, not yet at a place of it. */
export interface Finding {
  readonly path: Path;
  /** Whether the key or the value is what is wrong. */
  readonly part: 'key' | 'value';
  /** A whole sentence. */
  readonly message: string;
}

/** The schema's issues as whole sentences: each begins with the name of its key. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], yaml: YamlFile): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = issue.path as Path;
    if (issue.code !== 'unrecognized_keys') {
      return [
        { path, part: 'value', message: `${nameOf(path)} ${inFull(issue.message, yaml.written(path))}` },
      ];
    }
    return issue.keys.map((key) => {
      const at = [...path, key];
      return {
        path: at,
        part: 'key',
        message: `${nameOf(at)} ${unknownKey(key, issue.message.split(', '))}`,
      };
    });
  });
}

/** Quotes a value as the file has it, and names the variables that left it empty. */
function inFull(message: string, written = ''): string {
  const short = written.trim().length > 60 ? `${written.trim().slice(0, 59)}…` : written.trim();
  const names = variablesIn(written);
  return message
    .replace(/^is empty(?=:)/, names.length > 0 ? `is empty, as ${names.join(' and ')} is` : '$&')
    .replaceAll(WRITTEN, () => JSON.stringify(short));
}

/** How a key is refused that is not among the known ones. */
function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `is unknown: did you mean "${meant}"?`;
  const [home] = HOMES.find(([, keys]) => keys.includes(key)) ?? [];
  if (home !== undefined) return `does not belong here: it is a key of ${home}.`;
  return `is unknown: the keys here are ${known.join(', ')}.`;
}

/**
 * The key's name as a person would say it: without the numbers of lists, and below an approval without the
 * approval, which the place shows.
 */
export function nameOf(path: Path): string {
  if (path.length === 0) return 'The file';
  const below = path[0] === 'approvals' && path.length > 2 ? path.slice(2) : path;
  const named = (steps: Path): string => steps.filter((step) => typeof step === 'string').join('.');
  const inEntry = below !== path && below[0] === 'chats' ? named(below.slice(1)) : '';
  return JSON.stringify(inEntry || named(below));
}
