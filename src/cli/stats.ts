import { workingSpanText } from '../approval/words.ts';
import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import { type Language, sayIn } from '../base/language.ts';
import { approvalTimeOf } from '../relay/routing/approvalTime.ts';
import { type StatsRow, statsOf } from '../relay/stats/statsOf.ts';
import { lastDays } from '../relay/stats/sums.ts';
import type { Settings } from '../settings/settings.ts';
import { badSince } from '../words/cliText.ts';
import {
  EITHER_CSV_OR_JSON,
  NO_FIGURES,
  namesProgress,
  STATS_HEAD,
  WHO_HEAD,
  WHOLE_REQUEST,
} from '../words/statsText.ts';
import { progressLine } from './askTheBot.ts';
import { mustBeConfigured } from './configured.ts';
import { csvOf } from './csv.ts';
import { EXIT_OK } from './exit.ts';
import { MisuseError } from './misuse.ts';
import { namesByPortions, personNames } from './personNames.ts';
import { readStore } from './storeOf.ts';
import { tableOf } from './table.ts';

interface StatsOptions {
  readonly config?: string;
  readonly since: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** A printed row: durations in ms of working time, nothing nested. */
type Printed = ReturnType<typeof printed>;

/**
 * `approval-relay stats`: per approval, step, and (with `stats.people`) person, how many decisions there were and how
 * long they took, compared with the same number of days before; and what has waited longest. It changes nothing.
 */
export async function run(options: StatsOptions): Promise<number> {
  const { language, since } = options;
  const span = parseDuration(since);
  if (!span) throw new MisuseError(badSince(since));
  if (options.csv && options.json) throw new MisuseError(EITHER_CSV_OR_JSON);
  const { settings } = mustBeConfigured(options);
  const now = systemClock().now();
  const days = lastDays(settings.timezone, span.ms, now);
  const rows = await readStore(settings, (store) => statsOf({ settings, store }, days, now));
  const names = await namesFor(rows, settings, options);
  const all = rows.map((row) => printed(row, settings, names));
  if (options.csv) process.stdout.write(csvOf(HEAD, all.map(cellsOf)));
  else if (options.json) console.log(JSON.stringify(all, null, 2));
  else console.log(all.length === 0 ? sayIn(language)(NO_FIGURES) : asText(all, settings, language));
  return EXIT_OK;
}

function namesFor(
  rows: readonly StatsRow[],
  settings: Settings,
  { csv, language }: StatsOptions,
): Promise<ReadonlyMap<string, string>> {
  const ids = rows.map(({ person }) => person);
  if (!csv) return personNames(settings, ids);
  const all = [...new Set(ids)].filter((id) => id !== '');
  const showProgress = progressLine((done: number) => sayIn(language)(namesProgress(done, all.length)));
  return all.length === 0 ? Promise.resolve(new Map()) : namesByPortions(settings, all, showProgress);
}

function printed(row: StatsRow, settings: Settings, names: ReadonlyMap<string, string>) {
  const { approval, approvalName, step, stepName, person, created, count, median, p90, before } = row;
  return {
    approval,
    name: approvalName || (settings.approvals.get(approval)?.name ?? ''),
    step,
    stepName,
    person,
    personName: names.get(person) ?? '',
    created,
    count,
    median,
    p90,
    beforeCreated: before.created,
    beforeCount: before.count,
    beforeMedian: before.median,
    beforeP90: before.p90,
    waiting: row.waiting,
    longest: row.longest,
    longestInstance: row.longestInstance,
  };
}

const HEAD = [
  'approval',
  'name',
  'step',
  'stepName',
  'person',
  'personName',
  'created',
  'count',
  'median',
  'p90',
  'beforeCreated',
  'beforeCount',
  'beforeMedian',
  'beforeP90',
  'waiting',
  'longest',
  'longestInstance',
] as const satisfies (keyof Printed)[];

function cellsOf(row: Printed): (string | number | null)[] {
  return HEAD.map((name) => row[name]);
}

function asText(rows: readonly Printed[], settings: Settings, language: Language): string {
  const say = sayIn(language);
  const withPeople = rows.some(({ person }) => person !== '');
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  const lines = rows.map((row) => {
    const time = approvalTimeOf(settings, row.approval);
    const span = (ms: number | null): string => (ms === null ? '' : workingSpanText(ms, time, locale));
    const isWhole = row.step === '';
    return [
      row.name || row.approval,
      isWhole ? say(WHOLE_REQUEST) : row.stepName || row.step,
      ...(withPeople ? [row.personName || row.person] : []),
      isWhole ? `${row.created}` : '',
      `${row.count}`,
      span(row.median),
      span(row.p90),
      span(row.beforeMedian),
      `${row.waiting}`,
      span(row.longest),
    ];
  });
  const head = withPeople ? STATS_HEAD.toSpliced(2, 0, WHO_HEAD) : STATS_HEAD;
  return tableOf(head.map(say), lines);
}
