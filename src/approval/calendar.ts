import { createRequire } from 'node:module';
import { dayNumber } from '../base/zone.ts';
import { isStatutoryHoliday } from './statutoryHolidays.ts';

/** Which days count: China's working days, Monday to Friday, or all. */
export type CalendarKind = 'china' | 'weekdays' | 'always';

/** Days `YYYY-MM-DD` with which the configuration overrides the built-in calendar. */
export interface ListedDays {
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
}

/** Whether people work on a day `YYYY-MM-DD`. */
export type Calendar = (day: string) => boolean;

/** No day listed. */
export const NO_LISTED_DAYS: ListedDays = { holidays: [], workdays: [] };

/**
 * The calendar of a kind, with the listed days on top. A listed workday counts though it is a weekend or holiday (a
 * make-up day), a listed holiday is free though it is neither. The settings refuse a day that is in both; here the
 * holiday wins: a reminder that comes a day late does less harm than one on a free day. With `always`, listed days
 * change nothing.
 */
export function calendarOf(kind: CalendarKind, listed: ListedDays = NO_LISTED_DAYS): Calendar {
  if (kind === 'always') return () => true;
  const builtIn = kind === 'china' ? isChinaWorkday : isWeekday;
  const [holidays, workdays] = [new Set(listed.holidays), new Set(listed.workdays)];
  return (day) => !holidays.has(day) && (workdays.has(day) || builtIn(day));
}

/** The last day that the built-in data knows: `2026-12-31`. Later days are judged by the weekday and the statute. */
export function calendarEnds(): string {
  return chinaDays().ends;
}

/** Days from `today` (`YYYY-MM-DD`) until `ends`; 0 on that day itself, negative after it. */
export function daysLeft(today: string, ends: string = calendarEnds()): number {
  return dayNumber(ends) - dayNumber(today);
}

/**
 * By the State Council's yearly notice (国务院办公厅关于部分节假日安排的通知), published in November. After the last
 * one, only weekends and the days fixed by statute are known to be free; make-up days are not known yet.
 */
function isChinaWorkday(day: string): boolean {
  const { holidays, workdays, begins, ends } = chinaDays();
  if (day < begins || day > ends) return isWeekday(day) && !isStatutoryHoliday(day);
  if (Object.hasOwn(workdays, day)) return true;
  return isWeekday(day) && !Object.hasOwn(holidays, day);
}

/** Monday to Friday. 1970-01-01 was a Thursday. */
function isWeekday(day: string): boolean {
  return ((((dayNumber(day) + 4) % 7) + 7) % 7) % 6 !== 0;
}

interface ChinaDays {
  /** Every day off by its `YYYY-MM-DD`, weekends within a holiday too. */
  readonly holidays: Readonly<Record<string, string>>;
  /** The make-up days (调休). */
  readonly workdays: Readonly<Record<string, string>>;
  readonly begins: string;
  readonly ends: string;
}

let known: ChinaDays | undefined;

/**
 * The data of `chinese-days` (37 KB of JSON), read at the first use. Its function `isWorkday` is not used: it reads
 * even a `YYYY-MM-DD` in the zone of the process, west of Greenwich as the day before.
 */
function chinaDays(): ChinaDays {
  if (known) return known;
  const load = createRequire(import.meta.url);
  const { holidays, workdays } = load('chinese-days/dist/chinese-days.json') as ChinaDays;
  // A year is known if its last long holiday is known. Days of the next year's holiday (30 December) are not enough.
  const years = Object.keys(holidays)
    .filter((day) => day.endsWith('-10-01'))
    .map((day) => day.slice(0, 4))
    .sort();
  known = { holidays, workdays, begins: `${years[0]}-01-01`, ends: `${years.at(-1)}-12-31` };
  return known;
}
