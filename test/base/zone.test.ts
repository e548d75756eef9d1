import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayName, dayNumber, zoneOf } from '../../src/base/zone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const iso = (at: number): string => new Date(at).toISOString();
const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Europe/London',
  'UTC',
];

/** What Intl itself says the clock shows. */
function shown(timezone: string, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
}

describe('the clock of a zone', () => {
  it('shows what Intl says, at any time in any zone', () => {
    const anyTime = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyTime, (timezone, at) => {
        const zone = zoneOf(timezone);
        expect(iso(zone.wallAt(at)).slice(0, 19).replace('T', ' ')).toBe(shown(timezone, at));
        expect(dayName(zone.dayAt(at))).toBe(shown(timezone, at).slice(0, 10));
        const [hour = 0, minute = 0] = shown(timezone, at).slice(11).split(':').map(Number);
        expect(zone.minuteAt(at)).toBe(hour * 60 + minute);
      }),
      { numRuns: 500 },
    );
  });

  it('is right to the second on the days on which clocks are changed', () => {
    let changes = 0;
    for (const timezone of ZONES) {
      const zone = zoneOf(timezone);
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += DAY_MS) {
        if (zone.offsetAt(at) === zone.offsetAt(at + DAY_MS)) continue;
        changes += 1;
        for (let half = at; half < at + DAY_MS; half += HOUR_MS / 2) {
          for (const moment of [half - 1000, half])
            expect(iso(zone.wallAt(moment)).slice(11, 19)).toBe(shown(timezone, moment).slice(11));
        }
      }
    }
    // How often each zone's are depends on what its government has decided recently; New York's alone are two.
    expect(changes).toBeGreaterThan(2);
  });

  it('finds its way back from what it shows, to the first of two such times', () => {
    const anyTime = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyTime, (timezone, at) => {
        const zone = zoneOf(timezone);
        const back = zone.atWall(zone.wallAt(at));
        expect(zone.wallAt(back)).toBe(zone.wallAt(at));
        expect(back).toBeLessThanOrEqual(at);
        expect(at - back).toBeLessThan(DAY_MS);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a day like any other', 'Asia/Shanghai', '2026-10-01T09:00', '2026-10-01T01:00'],
    ['a time that is skipped', 'America/New_York', '2026-03-08T02:30', '2026-03-08T07:00'],
    ['the time before', 'America/New_York', '2026-03-08T01:59', '2026-03-08T06:59'],
    ['the time after', 'America/New_York', '2026-03-08T03:00', '2026-03-08T07:00'],
    ['a time that comes twice', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
    ['a midnight that is skipped', 'America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00'],
    ['a midnight that is skipped', 'Asia/Beirut', '2026-03-29T00:00', '2026-03-28T22:00'],
    ['a midnight after an hour that comes twice', 'Asia/Beirut', '2026-10-25T00:00', '2026-10-24T22:00'],
    ['a whole day that is skipped', 'Pacific/Apia', '2011-12-30T20:00', '2011-12-30T10:00'],
    ['the day after it', 'Pacific/Apia', '2011-12-31T01:00', '2011-12-30T11:00'],
  ])('%s in %s: %s', (_what, timezone, wall, at) => {
    expect(iso(zoneOf(timezone).atWall(Date.parse(`${wall}Z`)))).toBe(`${at}:00.000Z`);
  });

  it.each<[string, string, from: string, to: string, periods: string[]]>([
    ['a day like any other', 'Asia/Shanghai', '2026-10-01T09:00', '2026-10-01T18:00', ['01:00 to 10:00']],
    ['hours that are skipped', 'America/New_York', '2026-03-08T02:00', '2026-03-08T03:00', []],
    [
      'hours whose end is skipped',
      'America/New_York',
      '2026-03-08T01:00',
      '2026-03-08T02:30',
      ['06:00 to 07:00'],
    ],
    [
      'an hour that comes twice',
      'America/New_York',
      '2026-11-01T01:00',
      '2026-11-01T02:00',
      ['05:00 to 07:00'],
    ],
    [
      'a part of an hour that comes twice',
      'America/New_York',
      '2026-11-01T01:15',
      '2026-11-01T01:45',
      ['05:15 to 05:45', '06:15 to 06:45'],
    ],
    [
      'the hour before a midnight that comes twice',
      'Asia/Beirut',
      '2026-10-24T23:00',
      '2026-10-25T00:00',
      ['20:00 to 22:00'],
    ],
  ])('shows %s in %s when it does', (_what, timezone, from, to, periods) => {
    const found = zoneOf(timezone).within(Date.parse(`${from}Z`), Date.parse(`${to}Z`));
    expect(
      found.map(({ startAt, endAt }) => `${iso(startAt).slice(11, 16)} to ${iso(endAt).slice(11, 16)}`),
    ).toEqual(periods);
  });

  it('counts as UTC if there is no such zone', () => {
    expect(zoneOf('Mars/Olympus').offsetAt(Date.UTC(2026, 0, 1))).toBe(0);
  });
});

describe('the number of a day', () => {
  it('and its name lead to each other', () => {
    expect(dayNumber('1970-01-02')).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), (day) => {
        expect(dayNumber(dayName(day))).toBe(day);
      }),
    );
  });
});
