import { formatProblem, type Problem } from '../../src/settings/problem.ts';
import { readSettingsText, type SettingsReading } from '../../src/settings/readSettings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { expectBothLanguages } from '../support/bothLanguages.ts';

/** The least that is valid, in two parts. */
export const FEISHU = 'feishu: { appId: cli_0123456789abcdef, appSecret: the-secret, encryptKey: the-key }\n';
export const APPROVALS = 'approvals: { A-1: { chats: [oc_1] } }\n';

/** A day on which nothing is about to end. */
export const ANY_DAY = Date.UTC(2026, 5, 1);

export function read(text: string, env: Record<string, string> = {}, now = ANY_DAY): SettingsReading {
  return readSettingsText('relay.yaml', text, env, now);
}

/** The settings of a valid text; throws with all problems if it is invalid. */
export function settingsOf(text: string, env: Record<string, string> = {}): Settings {
  const { settings, problems } = read(text, env);
  if (!settings) throw new Error(problems.map(formatProblem).join('\n'));
  return settings;
}

/** Without the file's name: `3:5: sentence`. */
export function linesOf(problems: readonly Problem[]): string[] {
  return problems.map((problem) => {
    expectBothLanguages(problem.message);
    return formatProblem(problem).replace(/^[^:]*:/, '');
  });
}

/** `${inside}`, which the linter takes for a mistake in a plain string. */
export function variable(inside: string): string {
  return `$\{${inside}}`;
}
