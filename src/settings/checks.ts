import { ID, isMapping } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import { type Finding, nameOf } from './pathFindings.ts';
import { approvalPaths, at, entryPaths, itemsOf, textAt } from './raw.ts';
import { isDay } from './times.ts';
import type { Path } from './yamlFile.ts';

/** Adds a sentence about a value, or about a key. */
interface Found {
  value(path: Path, message: string): void;
  key(path: Path, message: string): void;
}

/**
 * What the schema does not see: keys that the user names, and what only several keys together show to be wrong. Works
 * on the file as it was written, so these are found together with what is wrong with single values.
 */
export function crossCheck(file: unknown): Finding[] {
  const findings: Finding[] = [];
  const found: Found = {
    value: (path, message) => findings.push({ path, part: 'value', message }),
    key: (path, message) => findings.push({ path, part: 'key', message }),
  };
  checkCredentials(file, found);
  checkCalendar(file, found);
  checkHooks(file, found);
  for (const approval of approvalPaths(file)) {
    checkCode(approval, found);
    checkOtherwise(file, approval, found);
  }
  for (const entry of entryPaths(file)) checkEntry(file, entry, found);
  return findings;
}

/** With neither, anybody could post events: see the contract's "HTTP". */
function checkCredentials(file: unknown, found: Found): void {
  const feishu = at(file, ['feishu']);
  if (!isMapping(feishu) || feishu.events === 'websocket') return;
  if (feishu.encryptKey || feishu.verificationToken) return;
  const key = ['encryptKey', 'verificationToken'].find((name) => typeof feishu[name] === 'string');
  found.key(
    key ? ['feishu', key] : ['feishu'],
    '"feishu" needs "encryptKey" or "verificationToken" for events by webhook, or anybody could post events: ' +
      'copy the Encrypt Key from "Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console.',
  );
}

function checkCalendar(file: unknown, found: Found): void {
  const holidays = new Set(itemsOf(file, ['calendar', 'holidays']).map((path) => at(file, path)));
  for (const path of itemsOf(file, ['calendar', 'workdays'])) {
    const day = textAt(file, path);
    if (!isDay(day) || !holidays.has(day)) continue;
    found.value(path, `"calendar" calls "${day}" both a holiday and a workday: keep one of them.`);
  }
}

/** Each comparison takes time. */
const MAX_COMPARED = 100;

function checkHooks(file: unknown, found: Found): void {
  const codes = new Set(approvalPaths(file).map((path) => String(path.at(-1))));
  const names = new Set<unknown>();
  for (const hook of itemsOf(file, ['hooks'])) {
    const [name, url] = [at(file, [...hook, 'name']), textAt(file, [...hook, 'url'])];
    if (names.has(name))
      found.value([...hook, 'name'], '"hooks.name" stands above already: give each its own.');
    if (name) names.add(name);
    if (/^http:/i.test(url) && at(file, [...hook, 'allowPrivate']) !== 'true') {
      found.value([...hook, 'url'], '"hooks.url" must begin with https://, unless "allowPrivate" is true.');
    }
    for (const path of itemsOf(file, [...hook, 'approvals'])) {
      const code = textAt(file, path);
      if (codes.has(code) || codes.has('*')) continue;
      const hint = didYouMean(code, [...codes].slice(0, MAX_COMPARED)) || ': map it there first.';
      found.value(path, `"hooks.approvals" names an approval that is not under "approvals"${hint}`);
    }
  }
}

function checkCode(path: Path, found: Found): void {
  const code = String(path.at(-1));
  const inLink = /definitionCode=([A-Za-z0-9_-]{1,64})/.exec(code)?.[1];
  if (/^(o[cunm]_|cli_|od-)/.test(code)) {
    found.key(path, `${nameOf(path)} is no approval code: chats and people stand under "chats" of a code.`);
  } else if (inLink) {
    // The address of the approval in the admin page holds it.
    found.key(path, `${nameOf(path)} is a link: did you mean "${inLink}"?`);
  } else if (code !== '*' && !ID.test(code)) {
    const hint = code.includes('${')
      ? 'variables are replaced in values, not in keys.'
      : "it stands in the address of the approval's page, behind definitionCode=.";
    found.key(path, `${nameOf(path)} is no approval code: ${hint}`);
  }
}

/** It is about what the conditions of the other entries leave over. */
function checkOtherwise(file: unknown, approval: Path, found: Found): void {
  const conditions = itemsOf(file, [...approval, 'chats']).map((path): Path => [...path, 'when']);
  if (
    conditions.map((path) => at(file, path)).some((when) => isMapping(when) && Object.keys(when).length > 0)
  )
    return;
  for (const path of conditions.filter((one) => at(file, one) === 'otherwise')) {
    found.value(
      path,
      '"when: otherwise" needs another entry of this approval with conditions: give it some.',
    );
  }
}

/** A chat entry, or `defaults`. */
function checkEntry(file: unknown, entry: Path, found: Found): void {
  const here = (...path: Path): unknown => at(file, [...entry, ...path]);
  const fields: Path = [...entry, 'fields'];
  if (here('fields', 'only') && itemsOf(file, [...fields, 'hide']).length > 0) {
    found.value(fields, `${nameOf(fields)} has both "only" and "hide": keep one of them.`);
  }
  const when = here('when');
  for (const subject of Object.keys(isMapping(when) ? when : {})) {
    if (/^(applicant$|department$|form\..)/.test(subject)) continue;
    const path: Path = [...entry, 'when', subject];
    const known = ': write applicant, department or form.<name or id of the widget>.';
    const hint = didYouMean(subject, ['applicant', 'department']) || known;
    found.key(path, `${nameOf(path)} cannot be asked about${hint}`);
  }
  if (!here('stage')) return;
  // A step has a living card of its own from its opening to its end.
  const clashes = ['mode', 'statuses', ...(when === 'otherwise' ? ['when'] : [])].filter((key) => here(key));
  for (const key of clashes) {
    const what = key === 'when' ? 'when: otherwise' : key;
    found.key([...entry, key], `"${what}" cannot stand beside "stage": remove it, or make two entries.`);
  }
}
