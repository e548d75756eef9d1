import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf, NO_LISTED_DAYS } from '../../src/approval/calendar.ts';
import {
  createWorkingTime,
  GIVE_UP_DAYS,
  HORIZON_DAYS,
  type WorkingRules,
} from '../../src/approval/workingTime.ts';
import { parseDuration } from '../../src/base/duration.ts';
import { dayName, zoneOf } from '../../src/base/zone.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const OFFICE = { startMinute: 9 * 60, endMinute: 18 * 60 };
const ALL_DAY = { startMinute: 0, endMinute: 24 * 60 };
const SHANGHAI: WorkingRules = {
  calendar: 'china',
  listed: NO_LISTED_DAYS,
  hours: OFFICE,
  timezone: 'Asia/Shanghai',
};

/** The moment at which a zone's clock shows this. */
function moment(timezone: string, wall: string): number {
  return zoneOf(timezone).atWall(Date.parse(`${wall.replace(' ', 'T')}Z`));
}

/** What a zone's clock shows: `2026-11-24 09:30`. */
function shown(timezone: string, at: number | undefined): string {
  if (at === undefined) return 'never';
  return new Date(zoneOf(timezone).wallAt(at)).toISOString().slice(0, 16).replace('T', ' ');
}

describe('working time in real cases', () => {
  it.each<[string, Partial<WorkingRules>, from: string, span: string, due: string]>([
    ['within a day', {}, '2026-11-24 10:00', '4h', '2026-11-24 14:00'],
    ['one working day', {}, '2026-11-24 10:00', '1d', '2026-11-25 10:00'],
    ['from a Friday evening', {}, '2026-11-27 20:00', '1h', '2026-11-30 10:00'],
    ['from a Friday afternoon', {}, '2026-11-27 17:00', '4h', '2026-11-30 12:00'],
    ['a whole Friday', {}, '2026-11-27 09:00', '1d', '2026-11-30 09:00'],
    ['over National Day', {}, '2026-09-30 17:30', '1h', '2026-10-08 09:30'],
    ['over National Day, with its make-up Saturday', {}, '2026-09-30 12:00', '3d', '2026-10-10 12:00'],
    ['on the make-up Sunday before it', {}, '2026-09-19 12:00', '1h', '2026-09-20 10:00'],
    ['over Spring Festival, from its make-up Saturday', {}, '2026-02-14 16:00', '1d', '2026-02-24 16:00'],
    ['on the make-up Saturday after it', {}, '2026-02-27 17:00', '2h', '2026-02-28 10:00'],
    ['over New Year 2027, where the data ends', {}, '2026-12-31 17:00', '2h', '2027-01-04 10:00'],
    ['over Spring Festival 2027, by statute', {}, '2027-02-04 17:00', '2h', '2027-02-09 10:00'],
    ['over National Day 2027, by statute', {}, '2027-09-30 17:00', '2h', '2027-10-04 10:00'],
    [
      'over listed holidays',
      { listed: { holidays: ['2026-11-25'], workdays: ['2026-11-28'] } },
      '2026-11-24 17:00',
      '2d',
      '2026-11-27 17:00',
    ],
    [
      'by weekdays, National Day or not',
      { calendar: 'weekdays' },
      '2026-09-30 17:30',
      '1h',
      '2026-10-01 09:30',
    ],
    ['on any day, within hours', { calendar: 'always' }, '2026-11-27 17:00', '4h', '2026-11-28 12:00'],
    ['on working days around the clock', { hours: ALL_DAY }, '2026-11-27 20:00', '1d', '2026-11-30 20:00'],
    ['at any time', { calendar: 'always', hours: ALL_DAY }, '2026-11-27 20:00', '1d', '2026-11-28 20:00'],
    ['seconds', {}, '2026-11-24 10:00', '90s', '2026-11-24 10:01'],
    ['half a working day', {}, '2026-11-24 10:00', '0.5d', '2026-11-24 14:30'],
  ])('%s', (_what, rules, from, span, due) => {
    const workingTime = createWorkingTime({ ...SHANGHAI, ...rules });
    const duration = parseDuration(span);
    if (!duration) throw new Error(span);
    const found = workingTime.add(moment('Asia/Shanghai', from), duration);
    expect(shown('Asia/Shanghai', found)).toBe(due);
  });

  const weekdays = (timezone: string, hours = OFFICE): WorkingRules => ({
    calendar: 'weekdays',
    listed: NO_LISTED_DAYS,
    hours,
    timezone,
  });

  it.each<[string, string, from: string, hours: number, due: string]>([
    [
      'New York, a weekend on which clocks go forward',
      'America/New_York',
      '2026-03-06 17:00',
      2,
      '2026-03-09 10:00',
    ],
    [
      'New York, a weekend on which clocks go back',
      'America/New_York',
      '2026-10-30 17:00',
      2,
      '2026-11-02 10:00',
    ],
    ['Santiago', 'America/Santiago', '2026-09-04 17:00', 2, '2026-09-07 10:00'],
  ])('%s', (_what, timezone, from, hours, due) => {
    const workingTime = createWorkingTime(weekdays(timezone));
    expect(shown(timezone, workingTime.addMs(moment(timezone, from), hours * HOUR_MS))).toBe(due);
  });

  it.each<[string, string, string, hours: number]>([
    ['America/New_York', '2026-03-08 00:00', '2026-03-09 00:00', 23],
    ['America/New_York', '2026-11-01 00:00', '2026-11-02 00:00', 25],
    ['America/Santiago', '2026-09-06 00:00', '2026-09-07 00:00', 23],
    ['America/Santiago', '2026-04-04 00:00', '2026-04-05 00:00', 25],
    ['Asia/Beirut', '2026-03-29 00:00', '2026-03-30 00:00', 23],
    ['Asia/Shanghai', '2026-03-29 00:00', '2026-03-30 00:00', 24],
  ])('a day in %s, from %s to %s, counts its real length', (timezone, from, to, hours) => {
    // Not "always" around the clock, which is plain time and asks no zone.
    const listed = { holidays: [], workdays: [from.slice(0, 10)] };
    const workingTime = createWorkingTime({ ...weekdays(timezone, ALL_DAY), listed });
    const [start, end] = [moment(timezone, from), moment(timezone, to)];
    expect(workingTime.between(start, end)).toBe(hours * HOUR_MS);
    expect(end - start).toBe(hours * HOUR_MS);
    // The early hour that is skipped or doubled belongs to it.
    expect(createWorkingTime({ ...weekdays(timezone), listed }).between(start, end)).toBe(9 * HOUR_MS);
  });

  it('has no working time on a day whose hours are skipped', () => {
    const rules = weekdays('America/New_York', { startMinute: 120, endMinute: 180 });
    const sunday = { ...rules, listed: { holidays: [], workdays: ['2026-03-08'] } };
    const workingTime = createWorkingTime(sunday);
    const midnight = moment('America/New_York', '2026-03-08 00:00');
    expect(shown('America/New_York', workingTime.nextWorking(midnight))).toBe('2026-03-09 02:00');
  });

  it.each<[string, startMinute: number, endMinute: number, periods: string[]]>([
    ['leaves them and enters them again', 90, 120, ['05:30 to 06:00', '06:30 to 07:00']],
    ['begins in an hour that comes twice', 90, 150, ['05:30 to 06:00', '06:30 to 07:30']],
    ['ends in an hour that comes twice', 0, 90, ['04:00 to 05:30', '06:00 to 06:30']],
    ['holds the whole of it', 60, 150, ['05:00 to 07:30']],
  ])('keeps to the hours if the clock %s', (_what, startMinute, endMinute, periods) => {
    const rules = weekdays('America/New_York', { startMinute, endMinute });
    const workingTime = createWorkingTime({ ...rules, listed: { holidays: [], workdays: ['2026-11-01'] } });
    const found: string[] = [];
    const end = Date.UTC(2026, 10, 2, 4);
    let next = workingTime.nextWorking(Date.UTC(2026, 10, 1, 4));
    while (next !== undefined && next < end) {
      const over = workingTime.periodEnd(next);
      found.push(`${shown('UTC', next).slice(11)} to ${shown('UTC', over).slice(11)}`);
      expect(workingTime.between(next, end + HOUR_MS)).toBe(
        over - next + workingTime.between(over, end + HOUR_MS),
      );
      next = workingTime.nextWorking(over);
    }
    expect(found).toEqual(periods);
  });

  it('continues if clocks go back over midnight, into the day before', () => {
    // Until 2011, one minute after midnight.
    const workingTime = createWorkingTime(weekdays('America/St_Johns', ALL_DAY));
    const listed = { holidays: [], workdays: ['2010-11-06', '2010-11-07'] };
    const weekend = createWorkingTime({ ...weekdays('America/St_Johns', ALL_DAY), listed });
    const start = moment('America/St_Johns', '2010-11-06 22:00');
    for (let at = start; at < start + 4 * HOUR_MS; at += MINUTE_MS) {
      expect(weekend.isWorking(at)).toBe(true);
      expect(weekend.nextWorking(at)).toBe(at);
      expect(weekend.between(start, at)).toBe(at - start);
      expect(workingTime.isWorking(at)).toBe(false);
    }
  });

  it('means the zone it is given: Friday evening in Shanghai is Friday morning in New York', () => {
    const at = moment('Asia/Shanghai', '2026-11-27 22:30');
    expect(createWorkingTime(weekdays('Asia/Shanghai')).isWorking(at)).toBe(false);
    expect(createWorkingTime(weekdays('America/New_York')).isWorking(at)).toBe(true);
  });

  it('begins at the first minute and is over at the last', () => {
    const workingTime = createWorkingTime(SHANGHAI);
    const isWorking = (wall: string): boolean => workingTime.isWorking(moment('Asia/Shanghai', wall));
    expect(['08:59', '09:00', '17:59', '18:00'].map((time) => isWorking(`2026-11-24 ${time}`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(workingTime.periodEnd(moment('Asia/Shanghai', '2026-11-24 09:00'))).toBe(
      moment('Asia/Shanghai', '2026-11-24 18:00'),
    );
  });

  it('never reminds at night, on a weekend that is none, or on a holiday, from 2026 to 2028', () => {
    const workingTime = createWorkingTime(SHANGHAI);
    const zone = zoneOf('Asia/Shanghai');
    const counts = calendarOf('china');
    const weekends = new Set<string>();
    for (let at = Date.UTC(2025, 11, 31, 16); at < Date.UTC(2028, 11, 31, 16); at += HOUR_MS) {
      const next = workingTime.nextWorking(at) ?? Number.NaN;
      const day = dayName(zone.dayAt(next));
      const minute = zone.minuteAt(next);
      if (!(next >= at && minute >= 540 && minute < 1080 && counts(day))) throw new Error(shown('UTC', at));
      if ([0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay())) weekends.add(day);
    }
    expect([...weekends]).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
  });
});

describe('working time without end', () => {
  const now = moment('Asia/Shanghai', '2026-11-24 10:00');

  it('is given up if every day is a holiday', () => {
    const holidays: string[] = [];
    const today = zoneOf('Asia/Shanghai').dayAt(now);
    for (let day = today; day <= today + GIVE_UP_DAYS; day += 1) holidays.push(dayName(day));
    const workingTime = createWorkingTime({ ...SHANGHAI, listed: { holidays, workdays: [] } });
    expect(workingTime.isWorking(now)).toBe(false);
    expect(workingTime.nextWorking(now)).toBeUndefined();
    expect(workingTime.addMs(now, HOUR_MS)).toBeUndefined();
    expect(workingTime.between(now, now + 300 * DAY_MS)).toBe(0);
  });

  it.each(['china', 'always'] as const)('is given up if the span is absurd (%s)', (calendar) => {
    for (const hours of [OFFICE, ALL_DAY]) {
      const workingTime = createWorkingTime({ ...SHANGHAI, calendar, hours });
      expect(
        workingTime.add(now, { amount: 999_999_999, unit: 'd', ms: 999_999_999 * DAY_MS }),
      ).toBeUndefined();
      expect(workingTime.addMs(now, HORIZON_DAYS * DAY_MS + 1)).toBeUndefined();
    }
  });

  it('counts nothing backwards', () => {
    expect(createWorkingTime(SHANGHAI).between(now, now - DAY_MS)).toBe(0);
    expect(createWorkingTime({ ...SHANGHAI, calendar: 'always', hours: ALL_DAY }).between(now, now - 1)).toBe(
      0,
    );
  });
});

const ZONES = ['Asia/Shanghai', 'America/New_York', 'America/Santiago', 'Asia/Beirut', 'Australia/Lord_Howe'];

/** The days, from 2026 to 2028, on which one of them changes its clock: by their number. */
function changeDays(): number[] {
  const days = Array.from({ length: 900 }, (_, i) => 20_454 + i);
  return days.filter((day) =>
    ZONES.map(zoneOf).some((zone) => zone.offsetAt(day * DAY_MS) !== zone.offsetAt((day + 1) * DAY_MS)),
  );
}

describe('working time, whatever the rules', () => {
  const listedDay = fc.integer({ min: 0, max: 900 }).map((n) => dayName(20_454 + n));
  const anyRules: fc.Arbitrary<WorkingRules> = fc.record({
    calendar: fc.constantFrom('china' as const, 'weekdays' as const, 'always' as const),
    listed: fc.record({
      holidays: fc.array(listedDay, { maxLength: 20 }),
      workdays: fc.array(listedDay, { maxLength: 20 }),
    }),
    hours: fc.constantFrom(
      OFFICE,
      ALL_DAY,
      { startMinute: 0, endMinute: 90 },
      { startMinute: 90, endMinute: 150 },
      { startMinute: 23 * 60, endMinute: 24 * 60 },
    ),
    timezone: fc.constantFrom(...ZONES),
  });
  // Half of them on days on which a clock of these is changed, or just before.
  const anyTime = fc.oneof(
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 5, 1) }),
    fc
      .record({ day: fc.constantFrom(...changeDays()), ms: fc.integer({ min: -DAY_MS, max: 2 * DAY_MS }) })
      .map(({ day, ms }) => day * DAY_MS + ms),
  );
  const anySpan = fc.oneof(
    fc.integer({ min: 0, max: 2 * DAY_MS }),
    fc.integer({ min: 0, max: 60 * 9 * HOUR_MS }),
  );
  const check = (
    property: (
      workingTime: ReturnType<typeof createWorkingTime>,
      at: number,
      spanMs: number,
      rules: WorkingRules,
    ) => void,
  ): void =>
    fc.assert(
      fc.property(anyRules, anyTime, anySpan, (rules, at, spanMs) =>
        property(createWorkingTime(rules), at, spanMs, rules),
      ),
      { numRuns: 300 },
    );

  it('begins again in working time, and then has begun', () => {
    check((workingTime, at) => {
      const next = workingTime.nextWorking(at) ?? Number.NaN;
      expect(next).toBeGreaterThanOrEqual(at);
      expect(workingTime.isWorking(next)).toBe(true);
      expect(workingTime.nextWorking(next)).toBe(next);
      expect(workingTime.isWorking(at)).toBe(next === at);
      expect(workingTime.between(at, next)).toBe(0);
    });
  });

  it('is counted as it was added', () => {
    check((workingTime, at, spanMs) => {
      const due = workingTime.addMs(at, spanMs) ?? Number.NaN;
      expect(workingTime.between(at, due)).toBe(spanMs);
      expect(workingTime.isWorking(due)).toBe(true);
    });
  });

  it('is added as it was counted', () => {
    check((workingTime, at, spanMs) => {
      const later = at + spanMs;
      const due = workingTime.addMs(at, workingTime.between(at, later));
      expect(due).toBe(workingTime.nextWorking(later));
    });
  });

  it('comes later, the more is added and the later it begins', () => {
    check((workingTime, at, spanMs) => {
      const due = workingTime.addMs(at, spanMs) ?? Number.NaN;
      expect(due).toBeGreaterThanOrEqual(at + spanMs);
      expect(workingTime.addMs(at, spanMs + 1) ?? Number.NaN).toBeGreaterThan(due);
      expect(workingTime.addMs(at + 7 * MINUTE_MS, spanMs) ?? Number.NaN).toBeGreaterThanOrEqual(due);
    });
  });

  it('adds up', () => {
    check((workingTime, at, spanMs) => {
      const [middle, end] = [at + Math.floor(spanMs / 3), at + spanMs];
      const parts = workingTime.between(at, middle) + workingTime.between(middle, end);
      expect(workingTime.between(at, end)).toBe(parts);
      const half = Math.floor(spanMs / 2);
      const twice = workingTime.addMs(workingTime.addMs(at, half) ?? Number.NaN, spanMs - half);
      expect(twice).toBe(workingTime.addMs(at, spanMs));
    });
  });

  it('never falls outside the hours, on a free day or on a holiday', () => {
    check((workingTime, at, spanMs, rules) => {
      const zone = zoneOf(rules.timezone);
      const due = workingTime.addMs(at, spanMs) ?? Number.NaN;
      expect(zone.minuteAt(due)).toBeLessThan(rules.hours.endMinute);
      expect(zone.minuteAt(due)).toBeGreaterThanOrEqual(rules.hours.startMinute);
      expect(calendarOf(rules.calendar, rules.listed)(dayName(zone.dayAt(due)))).toBe(true);
    });
  });
});
