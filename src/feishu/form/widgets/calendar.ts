import type { Locale } from '../../../approval/locale.ts';
import { isDayEnd, isMidnight, isNoon, type Moment, readMoment } from './moment.ts';
import type { FormContext } from './source.ts';

/** How much of a date is shown; the three options of a definition. */
export type Granularity = 'day' | 'half' | 'minute';

export function granularityOf(format: string | undefined): Granularity | undefined {
  if (format === undefined || !/^y{4}/i.test(format)) return undefined;
  if (/h{1,2}/i.test(format)) return 'minute';
  return /\sa$/i.test(format) ? 'half' : 'day';
}

/** Guessed from the values if the definition is unknown: several dates of one field get the same. */
export function guessGranularity(moments: readonly Moment[]): Granularity {
  const [first, ...others] = moments;
  if (first === undefined || !isMidnight(first)) return 'minute';
  return others.every((other) => isMidnight(other) || isDayEnd(other)) ? 'day' : 'minute';
}

/**
 * The same if a unit says that days were picked: noon divides a day into halves. Undefined: the unit does not decide.
 */
export function granularityOfUnit(unit: string, moments: readonly Moment[]): Granularity | undefined {
  if (/^half_?days?$/i.test(unit)) return 'half';
  if (!/^days?$/i.test(unit) || !moments.some(isNoon)) return undefined;
  return moments.every((one) => isNoon(one) || isMidnight(one) || isDayEnd(one)) ? 'half' : undefined;
}

export function momentOf(value: unknown, siblingOffset: unknown, form: FormContext): Moment | undefined {
  return readMoment(value, siblingOffset, form.zoneOffset);
}

/**
 * `2026-11-20 09:00`, `2026-11-20 上午`, `2026-11-20`: in the picker's time zone if the value names it. Otherwise a day
 * or half a day is as written, and a time of day is in the configured zone.
 */
export function momentText(moment: Moment, granularity: Granularity, form: FormContext): string {
  if (granularity === 'day') return dayText(moment.wall, form.locale);
  if (granularity === 'half') {
    const { morning, afternoon } = form.words;
    return `${dayText(moment.wall, form.locale)} ${new Date(moment.wall).getUTCHours() < 12 ? morning : afternoon}`;
  }
  const { at, pickerOffset } = moment;
  const wall = at === undefined || pickerOffset !== undefined ? moment.wall : at + form.zoneOffset(at);
  return `${dayText(wall, form.locale)} ${isoOf(wall).slice(-13, -8)}`;
}

/** ` UTC+9` after times that are not in the configured zone; empty if there is no ambiguity. */
export function clockNote(moments: readonly Moment[], granularity: Granularity, form: FormContext): string {
  const foreign = moments.find(
    ({ at, pickerOffset }) =>
      at !== undefined && pickerOffset !== undefined && pickerOffset !== form.zoneOffset(at),
  );
  if (granularity !== 'minute' || foreign?.pickerOffset === undefined) return '';
  const minutes = Math.abs(foreign.pickerOffset) / 60_000;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return ` UTC${foreign.pickerOffset < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

/** Years of five digits have a sign and a zero in front in ISO 8601: a reader does not expect them. */
function isoOf(wall: number): string {
  return new Date(wall).toISOString().replace(/^\+0/, '');
}

function dayText(wall: number, locale: Locale): string {
  const [year = '', month = '', day = ''] = isoOf(wall).slice(0, -14).split('-');
  if (locale === 'en-US') return `${MONTHS[Number(month) - 1] ?? month} ${Number(day)}, ${year}`;
  return [year, month, day].join(locale === 'ja-JP' ? '/' : '-');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
