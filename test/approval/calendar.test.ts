import { afterEach, describe, expect, it } from 'vitest';
import { calendarEnds, calendarOf, daysLeft } from '../../src/approval/calendar.ts';
import { isStatutoryHoliday } from '../../src/approval/statutoryHolidays.ts';
import { dayName, dayNumber } from '../../src/base/zone.ts';

/** The days from `first` to `last` that count. */
function countedBetween(isWorkday: (day: string) => boolean, first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = dayNumber(first); day <= dayNumber(last); day += 1) days.push(dayName(day));
  return days.filter(isWorkday).map((day) => day.slice(5));
}

describe("the calendar of China's working days", () => {
  const china = calendarOf('china');

  it('knows the holidays of 2026 and their make-up days', () => {
    // 放假安排 2026: Spring Festival 15 to 23 February, make-up on Saturdays 14 and 28 February.
    expect(countedBetween(china, '2026-02-12', '2026-03-01')).toEqual([
      '02-12',
      '02-13',
      '02-14',
      '02-24',
      '02-25',
      '02-26',
      '02-27',
      '02-28',
    ]);
    // National Day 1 to 7 October, make-up on Sunday 20 September and Saturday 10 October.
    expect(countedBetween(china, '2026-09-30', '2026-10-12')).toEqual([
      '09-30',
      '10-08',
      '10-09',
      '10-10',
      '10-12',
    ]);
    expect(china('2026-09-20')).toBe(true);
    expect(china('2026-01-02')).toBe(false);
    expect(china('2026-01-04')).toBe(true);
  });

  it('takes weekends and the holidays fixed by statute for free after its end', () => {
    expect(calendarEnds()).toBe('2026-12-31');
    const free = (first: string, last: string): string[] => {
      const counted = new Set(countedBetween(china, first, last));
      return countedBetween(calendarOf('weekdays'), first, last).filter((day) => !counted.has(day));
    };
    // Among Monday to Friday. New Year; New Year's Eve and the first days; Qingming; Dragon Boat; National Day.
    expect(free('2027-01-01', '2027-12-31')).toEqual([
      '01-01',
      '02-05',
      '02-08',
      '04-05',
      '06-09',
      '09-15',
      '10-01',
    ]);
    expect(free('2028-01-01', '2028-12-31')).toEqual([
      '01-25',
      '01-26',
      '01-27',
      '01-28',
      '04-04',
      '05-01',
      '05-02',
      '10-02',
      '10-03',
    ]);
  });

  it('agrees with the notices of the last years on the days fixed by statute', () => {
    for (let day = dayNumber('2010-01-01'); day <= dayNumber('2026-12-31'); day += 1) {
      const name = dayName(day);
      // New Year's Eve and 2 May are holidays by statute since 2025 only.
      const isNew = name < '2025-01-01' && (name.endsWith('-05-02') || isEve(day));
      if (isStatutoryHoliday(name) && !isNew) expect([name, china(name)]).toEqual([name, false]);
    }
  });

  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Shanghai', 'UTC'])(
    'says the same in a process that runs in %s',
    (zone) => {
      process.env.TZ = zone;
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
      expect(['2026-09-30', '2026-10-01', '2026-10-07', '2026-10-08'].map(china)).toEqual([
        true,
        false,
        false,
        true,
      ]);
      expect(countedBetween(isStatutoryHoliday, '2027-01-01', '2027-12-31')).toEqual(
        ['01-01', '02-05', '02-06', '02-07', '02-08', '04-05', '05-01', '05-02', '06-09', '09-15'].concat([
          '10-01',
          '10-02',
          '10-03',
        ]),
      );
    },
  );

  it('counts the days until it ends', () => {
    expect(daysLeft('2026-12-01')).toBe(30);
    expect(daysLeft('2026-12-31')).toBe(0);
    expect(daysLeft('2027-01-10')).toBe(-10);
  });
});

function isEve(day: number): boolean {
  return (
    [1, 2, 3].every((n) => isStatutoryHoliday(dayName(day + n))) && !isStatutoryHoliday(dayName(day - 1))
  );
}

describe('days that the configuration lists', () => {
  const listed = { holidays: ['2026-11-24', '2026-11-27'], workdays: ['2026-11-28', '2026-10-01'] };

  it.each(['china', 'weekdays'] as const)('lie over the calendar %s', (kind) => {
    expect(countedBetween(calendarOf(kind, listed), '2026-11-23', '2026-11-29')).toEqual([
      '11-23',
      '11-25',
      '11-26',
      '11-28',
    ]);
    expect(calendarOf(kind, listed)('2026-10-01')).toBe(true);
  });

  it('change nothing if always means always', () => {
    expect(countedBetween(calendarOf('always', listed), '2026-11-23', '2026-11-29')).toHaveLength(7);
  });

  it('are free if they are in both lists', () => {
    const both = { holidays: ['2026-11-24'], workdays: ['2026-11-24'] };
    expect(calendarOf('weekdays', both)('2026-11-24')).toBe(false);
  });
});
