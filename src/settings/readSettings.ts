import { systemClock } from '../base/clock.ts';
import { advise } from './advice.ts';
import { assemble } from './assemble.ts';
import { crossCheck } from './checks.ts';
import { deepFreeze } from './freeze.ts';
import { growTree } from './growTree.ts';
import type { Environment } from './interpolate.ts';
import { type Finding, findingsOf } from './issues.ts';
import { Lines } from './lines.ts';
import { parseYaml } from './parseYaml.ts';
import { findPending } from './pending.ts';
import { hasError, inOrder, type Problem } from './problem.ts';
import { rootSection } from './rootSection.ts';
import type { Settings } from './settings.ts';
import { readSourceText } from './sourceText.ts';
import { at, isMapping, type Path, Scalar } from './tree.ts';

// The room's door: what the floors above need of it.
export { describeSettings } from './describe.ts';
export { readEnvironment } from './environment.ts';
export { formatProblem, type Problem } from './problem.ts';

/** The settings where nothing is an error, and everything there is to say about the file. */
export interface SettingsReading {
  readonly settings?: Settings;
  readonly problems: Problem[];
}

/**
 * Reads, checks and freezes a configuration. Never throws; finds all problems at once. What is only true for a while,
 * such as a calendar that ends soon, is judged at `now`, ms since the epoch.
 */
export function readSettings(
  file: string,
  env: Environment,
  now: number = systemClock().now(),
): SettingsReading {
  const source = readSourceText(file);
  if ('fault' in source) {
    const message = `The file ${source.fault}`;
    return { problems: [{ file, line: 1, column: 1, message, severity: 'error' }] };
  }
  return readSettingsText(file, source.text, env, now);
}

/** The same for a text that stands in memory; `file` is its name in problems. */
export function readSettingsText(
  file: string,
  text: string,
  env: Environment,
  now: number = systemClock().now(),
): SettingsReading {
  const lines = new Lines(text);
  const problem = (offset: number, message: string, severity: Problem['severity'] = 'error'): Problem => {
    const { line, column } = lines.placeOf(offset);
    return { file, line, column, message, severity };
  };
  const yaml = parseYaml(text);
  if (yaml.faults.length > 0) {
    return { problems: inOrder(yaml.faults.map((fault) => problem(fault.offset, fault.message))) };
  }

  const { root, places, faults } = growTree({
    text,
    lines,
    env,
    document: yaml.document,
    keepsEmpty: isMeaningfulWhenEmpty,
  });
  if (root === undefined) return { problems: [problem(0, EMPTY)] };
  if (!isMapping(root)) return { problems: [problem(0, NO_MAPPING)] };

  const locate = (severity: Problem['severity']) => (finding: Finding) =>
    problem(places.find(finding.path, finding.part), finding.message, severity);
  const isNews = ({ path }: Finding): boolean => {
    const found = at(root, path);
    return !(found instanceof Scalar && found.isBroken);
  };
  const read = rootSection.safeParse(root);
  const problems = [
    ...faults.map((fault) => problem(fault.offset, fault.message)),
    ...(read.success ? [] : findingsOf(read.error.issues)).filter(isNews).map(locate('error')),
    ...crossCheck(root).map(locate('error')),
    ...findPending(root).map((finding) => locate(finding.severity)(finding)),
  ];
  if (!read.success || hasError(problems)) return { problems: inOrder(problems) };
  const settings = assemble(file, read.data);
  problems.push(...advise(settings, root, now).map(locate('warning')));
  return { settings: deepFreeze(settings), problems: inOrder(problems) };
}

const EMPTY = 'The file is empty: start from a copy of config/relay.example.yaml.';
const NO_MAPPING =
  'The file must be a mapping with "feishu" and "approvals" at its top level: compare config/relay.example.yaml.';

/** An empty `reminders:` asks for the defaults, an approval without anything is a mistake; elsewhere empty is absent. */
function isMeaningfulWhenEmpty(path: Path): boolean {
  return (path.length === 1 && path[0] === 'reminders') || (path.length === 2 && path[0] === 'approvals');
}
