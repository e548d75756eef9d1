import { dayName, type Zone } from '../base/zone.ts';
import { type CalendarKind, calendarOf, type ListedDays } from './calendar.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Which days count, and which part of them. */
export interface DayRules {
  readonly calendar: CalendarKind;
  /** Days that the configuration lays over the calendar. */
  readonly listed: ListedDays;
  /** Minutes since midnight; `endMinute` 1440 is midnight. */
  readonly hours: { readonly startMinute: number; readonly endMinute: number };
}

/** One day's working time, [startAt, endAt). */
export interface Period {
  readonly startAt: number;
  readonly endAt: number;
}

/**
 * A day's period, by the number of the day; undefined on a free day, and where a change of clocks swallows the hours.
 * Up to `most` are remembered, since the same months are gone through for every reminder.
 */
export function rememberDays(
  { hours, calendar, listed }: DayRules,
  zone: Zone,
  most: number,
): (day: number) => Period | undefined {
  const counts = calendarOf(calendar, listed);
  const days = new Map<number, Period | undefined>();
  const learn = (day: number): Period | undefined => {
    if (!counts(dayName(day))) return undefined;
    const startAt = zone.atWall(day * DAY_MS + hours.startMinute * MINUTE_MS);
    const endAt = zone.atWall(day * DAY_MS + hours.endMinute * MINUTE_MS);
    return startAt < endAt ? { startAt, endAt } : undefined;
  };
  return (day) => {
    const period = days.get(day);
    if (period || days.has(day)) return period;
    if (days.size >= most) days.clear();
    const learned = learn(day);
    days.set(day, learned);
    return learned;
  };
}
