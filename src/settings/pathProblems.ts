import type { z } from 'zod';
import { asIs, type Text } from '../base/language.ts';
import { about, THE_FILE_ITSELF } from '../words/configText.ts';
import { namingVariables, UNKNOWN_KEY, WRITTEN } from '../words/valueText.ts';
import { variablesIn } from './interpolate.ts';
import { textOfIssue } from './issueText.ts';
import { nearest } from './nearest.ts';
import { HOMES } from './settingsSchema.ts';
import type { Path, YamlFile } from './yamlFile.ts';

/** A problem at a path of a file, without line and column. */
export interface PathProblem {
  readonly path: Path;
  /** Whether the key or the value is wrong. */
  readonly part: 'key' | 'value';
  /** A whole sentence. */
  readonly message: Text;
}

/** The schema's issues as whole sentences: each begins with the name of its key. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], yaml: YamlFile): PathProblem[] {
  return issues.flatMap((issue): PathProblem[] => {
    const path = issue.path as Path;
    if (issue.code !== 'unrecognized_keys') {
      const message = about(keyName(path), inFull(textOfIssue(issue.message), yaml.written(path)));
      return [{ path, part: 'value', message }];
    }
    return issue.keys.map((key) => {
      const at = [...path, key];
      const message = about(keyName(at), unknownKey(key, issue.message.split(', ')));
      return { path: at, part: 'key', message };
    });
  });
}

/** Quotes a value as written in the file, and names the variables that left it empty or a placeholder. */
function inFull(message: Text, written = ''): Text {
  const short = written.trim().length > 60 ? `${written.trim().slice(0, 59)}…` : written.trim();
  const { en, zh } = namingVariables(message, variablesIn(written));
  const quoted = (text: string): string => text.replaceAll(WRITTEN, () => JSON.stringify(short));
  return { en: quoted(en), zh: quoted(zh) };
}

/** The message for an unknown key. */
function unknownKey(key: string, known: readonly string[]): Text {
  const meant = nearest(key, known);
  if (meant !== undefined) return UNKNOWN_KEY.nearest(meant);
  const [home] = HOMES.find(([, keys]) => keys.includes(key)) ?? [];
  if (home !== undefined) return UNKNOWN_KEY.elsewhere(home);
  return UNKNOWN_KEY.anything(known);
}

/**
 * The key's name for people: without the indexes of lists, and below an approval without the approval, which line and
 * column show.
 */
export function keyName(path: Path): Text {
  if (path.length === 0) return THE_FILE_ITSELF;
  const below = path[0] === 'approvals' && path.length > 2 ? path.slice(2) : path;
  const named = (steps: Path): string => steps.filter((step) => typeof step === 'string').join('.');
  const inEntry = below !== path && below[0] === 'chats' ? named(below.slice(1)) : '';
  return asIs(JSON.stringify(inEntry || named(below)));
}
