import { NO_LISTED_DAYS } from '../approval/calendar.ts';
import { systemClock } from '../base/clock.ts';
import { joined } from '../base/language.ts';
import { ABSENT_CONFIG, EMPTY_CONFIG, NO_MAPPING, THE_FILE } from '../words/yamlText.ts';
import { advise } from './advice.ts';
import { assemble } from './assemble.ts';
import { readCalendarFile } from './calendarFile.ts';
import { crossCheck } from './checks.ts';
import { deepFreeze } from './freeze.ts';
import type { Environment } from './interpolate.ts';
import { isMapping } from './leaf.ts';
import { type PathProblem, problemsOf } from './pathProblems.ts';
import { hasError, inOrder, type Problem } from './problem.ts';
import { at } from './raw.ts';
import type { Settings } from './settings.ts';
import { configuration } from './settingsSchema.ts';
import { readSourceText } from './sourceText.ts';
import { YamlFile } from './yamlFile.ts';

/** The settings if there is no error, and all problems of the file. */
export interface SettingsReading {
  readonly settings?: Settings;
  readonly problems: Problem[];
}

/**
 * Reads, checks and freezes a configuration. Never throws; finds all problems at once. Problems that depend on the
 * time, such as a calendar that ends soon, are judged at `now`, ms since the epoch.
 */
export function readSettings(
  file: string,
  env: Environment,
  now: number = systemClock().now(),
): SettingsReading {
  const source = readSourceText(file);
  if ('text' in source) return readSettingsText(file, source.text, env, now);
  const message = joined(THE_FILE, source.fault, source.isAbsent ? ABSENT_CONFIG : '');
  return { problems: [{ file, line: 1, column: 1, message, severity: 'error' }] };
}

/** The same for a text in memory; `file` is its name in problems. */
export function readSettingsText(
  file: string,
  text: string,
  env: Environment,
  now: number = systemClock().now(),
): SettingsReading {
  const yaml = new YamlFile(text, env);
  const problems: Problem[] = yaml.faults.map((fault) => ({ file, severity: 'error', ...fault }));
  const report = (severity: Problem['severity'], found: readonly PathProblem[]): void => {
    for (const { path, part, message } of found) {
      if (!yaml.isBroken(path)) problems.push({ file, ...yaml.locate(path, part), message, severity });
    }
  };
  const written = yaml.value;
  if (!isMapping(written)) {
    if (written !== undefined)
      report('error', [{ path: [], part: 'value', message: written === null ? EMPTY_CONFIG : NO_MAPPING }]);
    return { problems: inOrder(problems) };
  }
  const read = configuration.safeParse(written);
  report('error', read.success ? [] : problemsOf(read.error.issues, yaml));
  report('error', crossCheck(written));
  const calendarFile = at(written, ['calendar', 'file']);
  const days =
    typeof calendarFile === 'string' && calendarFile !== ''
      ? readCalendarFile(calendarFile)
      : { ...NO_LISTED_DAYS, problems: [] };
  problems.push(...days.problems);
  if (!read.success || hasError(problems)) return { problems: inOrder(problems) };
  const settings = assemble(file, read.data, days);
  report('warning', advise(settings, written, now));
  return { settings: deepFreeze(settings), problems: inOrder(problems) };
}
