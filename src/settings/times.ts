import { validateDetailed } from 'node-cron';
import type { z } from 'zod';
import { type Duration, parseDuration } from '../base/duration.ts';
import { leaf, refuse } from './leaf.ts';
import { nearest } from './nearest.ts';
import type { Hours } from './settings.ts';

/** A span longer than nothing: `90s`, `30m`, `8h`, `3d`. */
export const span: z.ZodType<Duration> = leaf('a duration such as 90s, 30m, 8h or 3d', (value, scalar) => {
  const duration = parseDuration(value);
  if (duration && duration.ms > 0) return duration;
  const why = duration ? 'longer than nothing' : 'a number with s, m, h or d, such as 90s, 30m, 8h or 3d';
  return refuse(`must be ${why}, not ${scalar.quoted}.`);
});

/** The same in milliseconds, where days are plain days. */
export const spanMs: z.ZodType<number> = span.transform((duration) => duration.ms);

/** `HH:MM-HH:MM`; `24:00` at the end is midnight. */
export const hours: z.ZodType<Hours> = leaf('hours such as "09:00-18:00"', (value, scalar) => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(value);
  const [, startHour, startRest, endHour, endRest] = (match ?? []).map(Number);
  const startMinute = Number(startHour) * 60 + Number(startRest);
  const endMinute = Number(endHour) * 60 + Number(endRest);
  if (!match || endMinute > 24 * 60) {
    return refuse(`must be hours such as "09:00-18:00", with two digits each, not ${scalar.quoted}.`);
  }
  if (startMinute < endMinute) return { startMinute, endMinute };
  return refuse(`must begin before they end, within one day, not ${scalar.quoted}.`);
});

/** A day of the calendar. */
export const day: z.ZodType<string> = leaf('a day such as 2027-01-01', (value, scalar) => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // Date.parse takes the 31st of a shorter month for a day of the next one.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
  return isDay ? value : refuse(`must be a day that exists, such as 2027-01-01, not ${scalar.quoted}.`);
});

/** A cron expression as node-cron reads it: five fields, or six with seconds in front. */
export const schedule: z.ZodType<string> = leaf('a schedule such as "*/10 * * * *"', (value, scalar) => {
  const { valid, errors } = validateDetailed(value);
  if (valid) return value;
  const [fault] = errors;
  const place =
    fault && fault.field !== 'expression' ? ` (look at its ${FIELDS[fault.field] ?? fault.field})` : '';
  return refuse(
    `must be five fields "minute hour day month weekday", or six with seconds in front, not ${scalar.quoted}${place}.`,
  );
});

const FIELDS: Readonly<Partial<Record<string, string>>> = { dayOfMonth: 'day', dayOfWeek: 'weekday' };

/** An IANA name that this Node.js knows. */
export const timeZone: z.ZodType<string> = leaf('a time zone such as Asia/Shanghai', (value, scalar) => {
  if (isTimeZone(value)) return value;
  const meant = MISNOMERS[value.toLowerCase()] ?? nearest(value, Intl.supportedValuesOf('timeZone'));
  const hint = meant === undefined ? 'give one such as Asia/Shanghai or UTC.' : `did you mean "${meant}"?`;
  return refuse(`must be the name of a time zone, not ${scalar.quoted}: ${hint}`);
});

/** What people write for the zones this product is mostly used in. */
const MISNOMERS: Readonly<Partial<Record<string, string>>> = {
  'asia/beijing': 'Asia/Shanghai',
  beijing: 'Asia/Shanghai',
  china: 'Asia/Shanghai',
  cst: 'Asia/Shanghai',
  'china standard time': 'Asia/Shanghai',
  '+08:00': 'Asia/Shanghai',
  '+0800': 'Asia/Shanghai',
  'gmt+8': 'Asia/Shanghai',
  'utc+8': 'Asia/Shanghai',
  jst: 'Asia/Tokyo',
};

function isTimeZone(name: string): boolean {
  // Offsets are known to newer versions of Node.js only; CST is Chicago to Intl and Shanghai to its writer.
  if (/^[+-]/.test(name) || name.toLowerCase() === 'cst') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
