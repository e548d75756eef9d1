import { createRequire } from 'node:module';
import { dayName, dayNumber } from '../base/zone.ts';

/**
 * Whether a day `YYYY-MM-DD` is a statutory holiday in China, without the year's notice: 1 January; New Year's
 * Eve to the third day of the lunar year; Qingming; 1 and 2 May; Dragon Boat; Mid-Autumn; 1 to 3 October
 * (全国年节及纪念日放假办法, as of 2025). Right for the years 1901 to 2099, which is as far as lunar tables go.
 */
export function isStatutoryHoliday(day: string): boolean {
  return FIXED.has(day.slice(5)) || isQingming(day) || isLunarHoliday(day);
}

const FIXED: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);
/** Month/day of the lunar calendar. New Year's Eve is found by the day after it: its month has 29 or 30 days. */
const LUNAR: ReadonlySet<string> = new Set(['1/1', '1/2', '1/3', '5/5', '8/15']);

function isLunarHoliday(day: string): boolean {
  return LUNAR.has(lunarDay(day)) || lunarDay(dayName(dayNumber(day) + 1)) === '1/1';
}

/** `8/15`; another form for days of a leap month, which are never holidays. */
function lunarDay(day: string): string {
  const { lunarMon, lunarDay: date, isLeap } = library().getLunarDate(day);
  return isLeap ? '' : `${lunarMon}/${date}`;
}

/** The 4th, 5th or 6th of April. */
function isQingming(day: string): boolean {
  const date = Number(day.slice(8));
  if (day.slice(5, 7) !== '04' || date < 4 || date > 6) return false;
  const year = Number(day.slice(0, 4));
  const printed = library().getSolarTermDate(year, 4, 'pure_brightness');
  // The library formats UTC's midnight of that day in the zone of the process, which may be a day earlier.
  return printed.endsWith(String(new Date(Date.UTC(year, 3, date)).getDate()).padStart(2, '0'));
}

type ChineseDays = Pick<typeof import('chinese-days'), 'getLunarDate' | 'getSolarTermDate'>;

let loaded: ChineseDays | undefined;

/** Takes 20 ms to load: only used for days that no yearly notice covers. */
function library(): ChineseDays {
  loaded ??= createRequire(import.meta.url)('chinese-days') as ChineseDays;
  return loaded;
}
