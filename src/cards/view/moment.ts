import type { Locale } from '../../approval/locale.ts';
import { zoneOf } from '../../base/zone.ts';

/** Writes points in time for people, in one time zone. */
export interface ZoneTime {
  /** `pattern` knows YYYY MM DD HH mm ss; the rest is kept. */
  format(at: number, pattern: string): string;
  /** Whether all of these are on the same day. */
  isOneDay(times: readonly number[]): boolean;
}

export const FULL_TIME = 'YYYY-MM-DD HH:mm';
const DAY = 'YYYY-MM-DD';
const SHORT_TIME = 'MM-DD HH:mm';
export const CLOCK_TIME = 'HH:mm';

const zones = new Map<string, ZoneTime>();

/** The clock of an IANA zone; an unknown one counts as UTC. */
export function zoneTime(timezone: string): ZoneTime {
  const known = zones.get(timezone);
  if (known) return known;
  const { wallAt } = zoneOf(timezone);
  const zone: ZoneTime = {
    format(at, pattern) {
      if (!Number.isFinite(at) || Math.abs(at) > LATEST) return '';
      const wall = new Date(wallAt(at));
      return pattern.replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => PARTS[part]?.(wall) ?? part);
    },
    isOneDay(times) {
      return new Set(times.map((at) => zone.format(at, DAY))).size <= 1;
    },
  };
  zones.set(timezone, zone);
  return zone;
}

/** Without the year if it is the year of `now`. */
export function shortTime(zone: ZoneTime, at: number, now: number): string {
  return zone.format(at, zone.format(at, 'YYYY') === zone.format(now, 'YYYY') ? SHORT_TIME : FULL_TIME);
}

/** Only the time of day if it is the day of `now`. */
export function timeOfDay(zone: ZoneTime, at: number, now: number): string {
  return zone.isOneDay([at, now]) ? zone.format(at, CLOCK_TIME) : shortTime(zone, at, now);
}

const two = (part: number): string => String(part).padStart(2, '0');

/** Parts of the local time, held as if it were UTC. */
const PARTS: Readonly<Record<string, (wall: Date) => string>> = {
  YYYY: (wall) => String(wall.getUTCFullYear()),
  MM: (wall) => two(wall.getUTCMonth() + 1),
  DD: (wall) => two(wall.getUTCDate()),
  HH: (wall) => two(wall.getUTCHours()),
  mm: (wall) => two(wall.getUTCMinutes()),
  ss: (wall) => two(wall.getUTCSeconds()),
};

/** The last moment that a Date can hold, ms. */
const LATEST = 8.64e15;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time of `FULL_TIME` or shorter as a language writes it: `11-24 09:40`, `Nov 24 09:40`, `11/24 09:40`. */
export function timeIn(locale: Locale, text: string): string {
  if (locale === 'zh-CN') return text;
  return text.replace(
    /(?:(\d{4})-)?(\d\d)-(\d\d)/,
    (_, year: string | undefined, month: string, day: string) => {
      if (locale === 'ja-JP') return [year, month, day].filter(Boolean).join('/');
      return `${MONTHS[Number(month) - 1]} ${Number(day)}${year ? `, ${year}` : ''}`;
    },
  );
}

/** `2026-12-01`, `2026/12/01`, `Dec 1, 2026`: a reader takes a day without a year for one of this year. */
export function withoutYear(text: string, year: string): string {
  if (!/^\d{4}$/.test(year)) return text;
  return text.replace(
    new RegExp(`\\b${year}[-/](?=\\d\\d[-/]\\d\\d)|(?<=[A-Z][a-z]{2} \\d{1,2}), ${year}\\b`, 'g'),
    '',
  );
}
