import { ID } from '../approval/idPattern.ts';
import { joined, type Text } from '../base/language.ts';
import * as say from '../words/configText.ts';
import { meant } from '../words/valueText.ts';
import { isMapping } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import { keyName, type PathProblem } from './pathProblems.ts';
import { approvalPaths, at, entryPaths, itemsOf, textAt } from './raw.ts';
import { isDay } from './times.ts';
import type { Path } from './yamlFile.ts';

/** Adds a sentence about a value, or about a key. */
interface Reporter {
  value(path: Path, message: Text): void;
  key(path: Path, message: Text): void;
}

/**
 * What the schema does not check: keys that the user names, and several keys together. Works on the file as written, so
 * these problems are found together with those of single values.
 */
export function crossCheck(file: unknown): PathProblem[] {
  const problems: PathProblem[] = [];
  const report: Reporter = {
    value: (path, message) => problems.push({ path, part: 'value', message }),
    key: (path, message) => problems.push({ path, part: 'key', message }),
  };
  checkCredentials(file, report);
  checkCalendar(file, report);
  checkHooks(file, report);
  for (const approval of approvalPaths(file)) {
    checkCode(approval, report);
    checkOtherwise(file, approval, report);
  }
  for (const entry of entryPaths(file)) checkEntry(file, entry, report);
  return problems;
}

/** With neither, anybody could post events. */
function checkCredentials(file: unknown, report: Reporter): void {
  const feishu = at(file, ['feishu']);
  if (!isMapping(feishu) || feishu.events === 'websocket') return;
  if (feishu.encryptKey || feishu.verificationToken) return;
  const key = ['encryptKey', 'verificationToken'].find((name) => typeof feishu[name] === 'string');
  report.key(key ? ['feishu', key] : ['feishu'], say.CREDENTIALS);
}

function checkCalendar(file: unknown, report: Reporter): void {
  const holidays = new Set(itemsOf(file, ['calendar', 'holidays']).map((path) => at(file, path)));
  for (const path of itemsOf(file, ['calendar', 'workdays'])) {
    const day = textAt(file, path);
    if (!isDay(day) || !holidays.has(day)) continue;
    report.value(path, say.bothDays(day));
  }
}

/** Each comparison takes time. */
const MAX_COMPARED = 100;

function checkHooks(file: unknown, report: Reporter): void {
  const codes = new Set(approvalPaths(file).map((path) => String(path.at(-1))));
  const names = new Set<unknown>();
  for (const hook of itemsOf(file, ['hooks'])) {
    const [name, url] = [at(file, [...hook, 'name']), textAt(file, [...hook, 'url'])];
    if (names.has(name)) report.value([...hook, 'name'], say.HOOKS.twice);
    if (name) names.add(name);
    if (/^http:/i.test(url) && at(file, [...hook, 'allowPrivate']) !== 'true') {
      report.value([...hook, 'url'], say.HOOKS.https);
    }
    for (const path of itemsOf(file, [...hook, 'approvals'])) {
      const code = textAt(file, path);
      if (codes.has(code) || codes.has('*')) continue;
      const hint = didYouMean(code, [...codes].slice(0, MAX_COMPARED)) ?? say.HOOKS.mapFirst;
      report.value(path, joined(say.HOOKS.unmapped, hint));
    }
  }
}

function checkCode(path: Path, report: Reporter): void {
  const code = String(path.at(-1));
  const inLink = /definitionCode=([A-Za-z0-9_-]{1,64})/.exec(code)?.[1];
  if (/^(o[cunm]_|cli_|od-)/.test(code)) {
    report.key(path, say.about(keyName(path), say.CODES.person));
  } else if (inLink) {
    // The code is in the address of the approval's admin page.
    report.key(path, say.about(keyName(path), joined(say.CODES.link, meant(`"${inLink}"`))));
  } else if (code !== '*' && !ID.test(code)) {
    const what = code.includes('${') ? say.CODES.variable : say.CODES.other;
    report.key(path, say.about(keyName(path), what));
  }
}

/** `otherwise` needs conditions in another entry. */
function checkOtherwise(file: unknown, approval: Path, report: Reporter): void {
  const conditions = itemsOf(file, [...approval, 'chats']).map((path): Path => [...path, 'when']);
  if (
    conditions.map((path) => at(file, path)).some((when) => isMapping(when) && Object.keys(when).length > 0)
  )
    return;
  for (const path of conditions.filter((one) => at(file, one) === 'otherwise'))
    report.value(path, say.LONE_OTHERWISE);
}

/** A chat entry, or `defaults`. */
function checkEntry(file: unknown, entry: Path, report: Reporter): void {
  const here = (...path: Path): unknown => at(file, [...entry, ...path]);
  const fields: Path = [...entry, 'fields'];
  if (here('fields', 'only') && itemsOf(file, [...fields, 'hide']).length > 0) {
    report.value(fields, say.about(keyName(fields), say.ONLY_AND_HIDE));
  }
  const when = here('when');
  for (const subject of Object.keys(isMapping(when) ? when : {})) {
    if (/^(applicant$|department$|form\..)/.test(subject)) continue;
    const path: Path = [...entry, 'when', subject];
    const hint = didYouMean(subject, ['applicant', 'department']) ?? say.SUBJECTS;
    report.key(path, say.about(keyName(path), joined(say.NO_SUBJECT, hint)));
  }
  if (!here('stage')) return;
  // A step always has its own living card, from its opening to its end.
  const clashes = ['mode', 'statuses', ...(when === 'otherwise' ? ['when'] : [])].filter((key) => here(key));
  for (const key of clashes) {
    const what = key === 'when' ? 'when: otherwise' : key;
    report.key([...entry, key], say.besideStage(what));
  }
}
