import { validateDetailed } from 'node-cron';
import { type Duration, parseDuration } from '../base/duration.ts';
import * as say from '../words/valueText.ts';
import { leaf } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { Hours } from './settings.ts';

/** A duration above zero: `90s`, `30m`, `8h`, `3d`. */
export const span = leaf(say.SPAN, (value, refuse): Duration => {
  const duration = parseDuration(value);
  if (duration && duration.ms > 0) return duration;
  return refuse(say.unlike(duration ? say.SPAN_OF_NOTHING : say.SPAN_FORM));
});

/** The same in milliseconds; a day has 24 hours. */
export const spanMs = span.transform((duration) => duration.ms);

/** `HH:MM-HH:MM`; `24:00` at the end is midnight. */
export const hours = leaf(say.HOURS, (value, refuse): Hours | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(value);
  if (!match) return undefined;
  const [, startHour, startRest, endHour = 24, endRest = 0] = match.map((part) => part && Number(part));
  const startMinute = Number(startHour) * 60 + Number(startRest);
  const endMinute = Number(endHour) * 60 + Number(endRest);
  if (startMinute < endMinute) return { startMinute, endMinute };
  return refuse(say.HOURS_BACKWARDS);
});

/** Whether a text is a day `YYYY-MM-DD` that exists. */
export function isDay(value: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // Date.parse reads the 31st of a shorter month as a day of the next one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

/** A day of the calendar. */
export const day = leaf(say.DAY, (value) => (isDay(value) ? value : undefined));

/** A cron expression for node-cron: five fields, or six with seconds first. */
export const schedule = leaf(say.SCHEDULE, (value, refuse) => {
  const { valid, errors } = validateDetailed(value);
  if (valid) return value;
  const field = errors[0]?.field.replace('dayOfMonth', 'day').replace('dayOfWeek', 'weekday');
  return refuse(say.notSchedule(field === 'expression' ? undefined : field));
});

/** An IANA name that this Node.js knows. */
export const timeZone = leaf(say.TIME_ZONE, (value, refuse) => {
  if (isTimeZone(value)) return value;
  const isChina = /^((asia\/)?beijing|china( standard time)?|cst|\+08:?00|(gmt|utc)\+8)$/i.test(value);
  const meant = isChina ? 'Asia/Shanghai' : value.toLowerCase() === 'jst' ? 'Asia/Tokyo' : undefined;
  const hint = meant ? say.meant(`"${meant}"`) : didYouMean(value, Intl.supportedValuesOf('timeZone'));
  return refuse(say.unlike(say.TIME_ZONE_NAME, hint ?? say.GIVE_TIME_ZONE));
});

function isTimeZone(name: string): boolean {
  // Only newer versions of Node.js know offsets; CST means Chicago to Intl, and Shanghai to its writer.
  if (/^[+-]/.test(name) || name.toLowerCase() === 'cst') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
