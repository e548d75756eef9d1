import fc from 'fast-check';
import { getTasks } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { LOOK_BACK_MS, matchedBetween, nextMatch, scheduleOf } from '../../src/base/schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string): number => Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
const iso = (moment: number | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment).toISOString().slice(0, 19);

/** All runs of a loop that looks every `everyMs` and remembers its last run as the worker does. */
function runsOf(
  expression: string,
  timezone: string,
  from: number,
  to: number,
  everyMs = MINUTE_MS,
): string[] {
  const runs: string[] = [];
  let lookedAt = from;
  for (let now = from; now <= to; now += everyMs) {
    const matched = matchedBetween(expression, timezone, lookedAt, now);
    if (matched !== undefined) runs.push(iso(matched) ?? '');
    lookedAt = Math.max(lookedAt, now);
  }
  return runs;
}

describe('a schedule', () => {
  it('has matched if a tick lies after the last check and not after this one', () => {
    const daily = (after: string, upTo: string): string | undefined =>
      iso(matchedBetween('0 9 * * 1-5', 'Asia/Shanghai', at(after), at(upTo)));
    expect(daily('2026-11-24T00:59', '2026-11-24T01:00')).toBe('2026-11-24T01:00:00');
    expect(daily('2026-11-24T00:59', '2026-11-24T03:17')).toBe('2026-11-24T01:00:00');
    expect(daily('2026-11-24T01:00', '2026-11-24T03:17')).toBeUndefined();
    expect(daily('2026-11-24T00:00', '2026-11-24T00:59')).toBeUndefined();
    // Saturday.
    expect(daily('2026-11-28T00:00', '2026-11-28T23:00')).toBeUndefined();
  });

  it('runs once however many ticks have passed', () => {
    const matched = matchedBetween('*/10 * * * *', 'UTC', at('2026-11-24T01:00'), at('2026-11-24T05:05'));
    expect(iso(matched)).toBe('2026-11-24T05:00:00');
  });

  it('knows seconds if there are six fields', () => {
    const look = (after: string, upTo: string): string | undefined =>
      iso(matchedBetween('*/15 * * * * *', 'UTC', at(after), at(upTo)));
    expect(look('2026-11-24T01:00:00', '2026-11-24T01:00:14')).toBeUndefined();
    expect(look('2026-11-24T01:00:00', '2026-11-24T01:00:16')).toBe('2026-11-24T01:00:15');
    expect(scheduleOf('*/15 * * * * *', 'UTC').stepMs).toBe(1000);
  });

  it.each(['0 9 24 11 *', '0 0 9 24 11 *'])('%s is not made up for after a longer sleep', (expression) => {
    const nine = at('2026-11-24T09:00');
    const years = nine - 800 * DAY_MS;
    expect(matchedBetween(expression, 'UTC', years, nine + LOOK_BACK_MS - MINUTE_MS)).toBe(nine);
    expect(matchedBetween(expression, 'UTC', years, nine + LOOK_BACK_MS)).toBeUndefined();
  });

  it('of a week is made up for after two days of sleep, with seconds and without', () => {
    const monday = at('2026-11-23T09:00');
    expect(matchedBetween('0 9 * * 1', 'UTC', monday - HOUR_MS, monday + 2 * DAY_MS)).toBe(monday);
    expect(matchedBetween('30 0 9 * * 1', 'UTC', monday, monday + 2 * DAY_MS)).toBe(monday + 30_000);
    expect(matchedBetween('30 0 9 * * 1', 'UTC', monday + 30_000, monday + 2 * DAY_MS)).toBeUndefined();
    expect(matchedBetween('30 0 9 * * 1', 'UTC', monday, monday + 29_000)).toBeUndefined();
  });

  it('does not run twice if the clock is set back a little', () => {
    const nine = at('2026-11-24T09:00');
    expect(matchedBetween('0 9 * * *', 'UTC', nine, nine - HOUR_MS)).toBeUndefined();
    expect(matchedBetween('0 9 * * *', 'UTC', nine, nine)).toBeUndefined();
    expect(matchedBetween('0 9 * * *', 'UTC', nine, nine + DAY_MS)).toBe(nine + DAY_MS);
  });

  it('goes on although the last run was dated by a clock that was years ahead', () => {
    const nine = at('2026-11-24T09:00');
    const ahead = nine + 900 * DAY_MS;
    expect(matchedBetween('0 9 * * *', 'UTC', ahead, nine + 30_000)).toBe(nine);
    expect(matchedBetween('0 9 * * *', 'UTC', ahead, nine + MINUTE_MS)).toBeUndefined();
  });

  it('runs once on the day on which its time is skipped: at the jump', () => {
    const runs = runsOf('30 2 * * *', 'America/New_York', at('2026-03-07T05:00'), at('2026-03-10T05:00'));
    expect(runs).toEqual(['2026-03-07T07:30:00', '2026-03-08T07:00:00', '2026-03-09T06:30:00']);
  });

  it('runs once on the day on which its time comes twice: the first time', () => {
    const runs = runsOf('30 1 * * *', 'America/New_York', at('2026-10-31T04:00'), at('2026-11-03T04:00'));
    expect(runs).toEqual(['2026-10-31T05:30:00', '2026-11-01T05:30:00', '2026-11-02T06:30:00']);
  });

  it('runs once if midnight itself is skipped', () => {
    const runs = runsOf('0 0 * * *', 'America/Santiago', at('2026-09-05T05:00'), at('2026-09-07T05:00'));
    expect(runs).toEqual(['2026-09-06T04:00:00', '2026-09-07T03:00:00']);
  });

  it('follows elapsed time if it runs every hour', () => {
    for (const [from, to] of [
      ['2026-03-08T04:00', '2026-03-08T10:00'],
      ['2026-11-01T04:00', '2026-11-01T10:00'],
    ] as const) {
      expect(runsOf('*/30 * * * *', 'America/New_York', at(from), at(to))).toHaveLength(12);
    }
  });

  it('finds each run once, however its looks fall', () => {
    const day = at('2026-11-01T00:00');
    fc.assert(
      fc.property(
        fc.constantFrom('30 1 * * *', '*/20 * * * *', '15 3-6 * * *', '0 9 * * 1-5'),
        fc.array(fc.integer({ min: 1, max: 59 * MINUTE_MS }), { minLength: 1, maxLength: 80 }),
        (expression, gaps) => {
          let lookedAt = day;
          const seen: number[] = [];
          for (const gap of gaps) {
            const matched = matchedBetween(expression, 'America/New_York', lookedAt, lookedAt + gap);
            if (matched !== undefined) {
              expect(matched).toBeGreaterThan(lookedAt);
              expect(matched).toBeLessThanOrEqual(lookedAt + gap);
              seen.push(matched);
            }
            lookedAt += gap;
          }
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives its next run, which is the one it then matches', () => {
    const now = at('2026-11-27T02:00');
    const next = nextMatch('0 9 * * 1-5', 'Asia/Shanghai', now, 7 * DAY_MS);
    expect(iso(next)).toBe('2026-11-30T01:00:00');
    expect(matchedBetween('0 9 * * 1-5', 'Asia/Shanghai', (next ?? 0) - 1, next ?? 0)).toBe(next);
    expect(nextMatch('0 9 * * 1-5', 'Asia/Shanghai', now, DAY_MS)).toBeUndefined();
    expect(iso(nextMatch('0 30 10 * * *', 'Asia/Shanghai', now, DAY_MS))).toBe('2026-11-27T02:30:00');
    // When an hour is skipped, in zones with half-hours, and once a year.
    expect(iso(nextMatch('30 2 * * *', 'America/New_York', at('2026-03-08T05:00'), DAY_MS))).toBe(
      '2026-03-08T07:00:00',
    );
    expect(iso(nextMatch('15 9 * * *', 'Asia/Kolkata', now, 2 * DAY_MS))?.slice(11)).toBe('03:45:00');
    expect(iso(nextMatch('5 0 9 1 1 *', 'UTC', now, 400 * DAY_MS))).toBe('2027-01-01T09:00:05');
    expect(nextMatch('0 9 29 2 *', 'UTC', now, 400 * DAY_MS)).toBeUndefined();
  });

  it('starts no timer and leaves no task behind', () => {
    scheduleOf('7 7 7 7 *', 'UTC');
    expect(getTasks().size).toBe(0);
  });
});
