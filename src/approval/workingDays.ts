import { dayName, type Period, type Zone } from '../base/zone.ts';
import { type CalendarKind, calendarOf, type ListedDays } from './calendar.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Which days count, and which part of them. */
export interface DayRules {
  readonly calendar: CalendarKind;
  /** Days with which the configuration overrides the calendar. */
  readonly listed: ListedDays;
  /** Minutes since midnight; `endMinute` 1440 is midnight. */
  readonly hours: { readonly startMinute: number; readonly endMinute: number };
}

/**
 * A day's working time, by the number of the day: one period; none on a free day or if a clock change skips the hours;
 * two if the clock is set back across their beginning or end. Up to `most` days are cached, since every reminder needs
 * the same months.
 */
export function rememberDays(
  { hours, calendar, listed }: DayRules,
  zone: Zone,
  most: number,
): (day: number) => readonly Period[] {
  const counts = calendarOf(calendar, listed);
  const days = new Map<number, readonly Period[]>();
  const learn = (day: number): readonly Period[] => {
    if (!counts(dayName(day))) return [];
    const midnight = day * DAY_MS;
    return zone.within(midnight + hours.startMinute * MINUTE_MS, midnight + hours.endMinute * MINUTE_MS);
  };
  return (day) => {
    const periods = days.get(day);
    if (periods) return periods;
    if (days.size >= most) days.clear();
    const learned = learn(day);
    days.set(day, learned);
    return learned;
  };
}
