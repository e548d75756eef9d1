import type { Locale } from '../locale.ts';
import { isDayEnd, isMidnight, type Moment, readMoment } from './moment.ts';
import type { View } from './source.ts';

/** How much of a date is shown; the three that a definition can ask for. */
export type Granularity = 'day' | 'half' | 'minute';

export function granularityOf(format: string | undefined): Granularity | undefined {
  if (format === undefined || !/^y{4}/i.test(format)) return undefined;
  if (/h{1,2}/i.test(format)) return 'minute';
  return /\sa$/i.test(format) ? 'half' : 'day';
}

/** As much as was picked, where the definition is unknown: several dates of one field get the same. */
export function guessGranularity(moments: readonly Moment[]): Granularity {
  const [first, ...others] = moments;
  if (first === undefined || !isMidnight(first)) return 'minute';
  return others.every((other) => isMidnight(other) || isDayEnd(other)) ? 'day' : 'minute';
}

export function momentOf(value: unknown, siblingOffset: unknown, view: View): Moment | undefined {
  return readMoment(value, siblingOffset, view.zoneOffset);
}

/**
 * `2026-11-20 09:00`, `2026-11-20 上午`, `2026-11-20`. A time of day is told by the clocks of the configured zone. A
 * day, or half of one, is the day that was picked, wherever the picker was.
 */
export function momentText(moment: Moment, granularity: Granularity, view: View): string {
  if (granularity === 'day') return dayText(moment.wall, view.locale);
  if (granularity === 'half') {
    const { morning, afternoon } = view.words;
    return `${dayText(moment.wall, view.locale)} ${new Date(moment.wall).getUTCHours() < 12 ? morning : afternoon}`;
  }
  const wall = moment.at === undefined ? moment.wall : moment.at + view.zoneOffset(moment.at);
  return `${dayText(wall, view.locale)} ${new Date(wall).toISOString().slice(11, 16)}`;
}

function dayText(wall: number, locale: Locale): string {
  const [year = '', month = '', day = ''] = new Date(wall).toISOString().slice(0, 10).split('-');
  if (locale === 'en-US') return `${MONTHS[Number(month) - 1] ?? month} ${Number(day)}, ${year}`;
  return [year, month, day].join(locale === 'ja-JP' ? '/' : '-');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
