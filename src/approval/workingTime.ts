import type { Duration } from '../base/duration.ts';
import { type Period, zoneOf } from '../base/zone.ts';
import { type DayRules, rememberDays } from './workingDays.ts';

/** What working time is made of. */
export interface WorkingRules extends DayRules {
  /** IANA name. */
  readonly timezone: string;
}

/**
 * The time in which people can be expected to act: on the days of the calendar, within the hours. Every period is
 * [start, end): 18:00 is no longer working time. A day with a clock change counts its real length: an hour that comes
 * twice counts twice, one that is skipped does not count. All times are ms since the epoch.
 *
 * After {@link GIVE_UP_DAYS} free days in a row, or more than {@link HORIZON_DAYS} days in all, the answer is
 * undefined, which means never.
 */
export interface WorkingTime {
  /** The length of `hours`, ms: what `1d` means. */
  readonly dayMs: number;
  /** All time counts, so a day is a calendar day. */
  readonly isPlain: boolean;
  isWorking(at: number): boolean;
  /** `at` itself if it is working time, else the next beginning. */
  nextWorking(at: number): number | undefined;
  /** When the working period that contains `at` ends; `at` itself outside working time; Infinity: it never ends. */
  periodEnd(at: number): number;
  /**
   * The first working moment by which `spanMs` have been worked since `from`: a whole day from Friday 09:00 is Monday
   * 09:00, as Friday's 18:00 is not working time.
   */
  addMs(from: number, spanMs: number): number | undefined;
  /** The same for a span as configured: `1d` is one working day. */
  add(from: number, span: Duration): number | undefined;
  /** Working time in [from, to), ms; 0 if `to` comes first. Of spans over 20 years only the last 20. */
  between(from: number, to: number): number;
}

/** After this many free days in a row, the answer is "never". */
export const GIVE_UP_DAYS = 400;
/** The longest span that is counted: 20 years. */
export const HORIZON_DAYS = 7_305;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** @throws nothing: a zone that does not exist counts as UTC */
export function createWorkingTime(rules: WorkingRules): WorkingTime {
  const { startMinute, endMinute } = rules.hours;
  const dayMs = (endMinute - startMinute) * MINUTE_MS;
  const inMs = (span: Duration): number => (span.unit === 'd' ? Math.round(span.amount * dayMs) : span.ms);
  if (rules.calendar === 'always' && dayMs === DAY_MS) return plainTime(inMs);
  const zone = zoneOf(rules.timezone);
  const dayOf = rememberDays(rules, zone, HORIZON_DAYS);

  /** The working period that contains `at`, or the next one. */
  const periodFrom = (at: number): Period | undefined => {
    if (!isTime(at)) return undefined;
    const today = zone.dayAt(at);
    for (let day = today; day <= today + GIVE_UP_DAYS; day += 1) {
      const period = dayOf(day).find(({ endAt }) => at < endAt);
      if (period) return period;
    }
    return undefined;
  };
  const nextWorking = (at: number): number | undefined => {
    const period = periodFrom(at);
    return period && Math.max(at, period.startAt);
  };
  // By the period, not by the day: if clocks go back over midnight, a day is left and entered again.
  const isWorking = (at: number): boolean => (periodFrom(at)?.startAt ?? Number.NaN) <= at;
  const addMs = (from: number, spanMs: number): number | undefined => {
    let period = periodFrom(from);
    let leftMs = Math.max(0, spanMs);
    let at = from;
    while (period && period.endAt - from <= HORIZON_DAYS * DAY_MS) {
      at = Math.max(at, period.startAt);
      if (leftMs < period.endAt - at) return at + leftMs;
      leftMs -= period.endAt - at;
      at = period.endAt;
      period = periodFrom(at);
    }
    return undefined;
  };
  return {
    dayMs,
    isPlain: false,
    isWorking,
    nextWorking,
    periodEnd(at) {
      const period = periodFrom(at);
      return period && period.startAt <= at ? period.endAt : at;
    },
    addMs,
    add: (from, span) => addMs(from, inMs(span)),
    between(from, to) {
      if (!isTime(from) || !isTime(to)) return 0;
      const since = Math.max(from, to - HORIZON_DAYS * DAY_MS);
      let worked = 0;
      for (let day = zone.dayAt(since); day <= zone.dayAt(to) + 1; day += 1) {
        for (const { startAt, endAt } of dayOf(day)) {
          worked += Math.max(0, Math.min(to, endAt) - Math.max(since, startAt));
        }
      }
      return worked;
    },
  };
}

/** All the time, every day. */
function plainTime(inMs: (span: Duration) => number): WorkingTime {
  const addMs = (from: number, spanMs: number): number | undefined =>
    spanMs <= HORIZON_DAYS * DAY_MS ? from + Math.max(0, spanMs) : undefined;
  return {
    dayMs: DAY_MS,
    isPlain: true,
    isWorking: () => true,
    nextWorking: (at) => at,
    periodEnd: () => Number.POSITIVE_INFINITY,
    addMs,
    add: (from, span) => addMs(from, inMs(span)),
    between: (from, to) => Math.max(0, to - from),
  };
}

/** Only years of four digits have day names. */
function isTime(at: number): boolean {
  return at >= EARLIEST && at <= LATEST;
}

const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
