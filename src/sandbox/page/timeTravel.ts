import { NO_LISTED_DAYS } from '../../approval/calendar.ts';
import { createWorkingTime } from '../../approval/workingTime.ts';
import type { ShiftableClock } from '../../base/clock.ts';

/** How far a visitor can move the time with one click; it only goes forward. */
export const LEAPS = ['hour', 'workday'] as const;
export type Leap = (typeof LEAPS)[number];

const HOUR_MS = 3_600_000;
/** The hours in which the demo's reminders count and go out. */
const HOURS = { startMinute: 9 * 60, endMinute: 18 * 60 };

/**
 * Moves the clock that bot and sandbox share. A working day is a number of working hours: a jump always lands within working
 * hours, even from a Friday night, and what waited before has waited for a whole working day.
 *
 * @param timezone IANA name
 */
export function leapForward(clock: ShiftableClock, leap: Leap, timezone: string): void {
  clock.advance(leap === 'hour' ? HOUR_MS : untilNextWorkday(clock.now(), timezone));
}

function untilNextWorkday(now: number, timezone: string): number {
  const work = createWorkingTime({ calendar: 'china', listed: NO_LISTED_DAYS, hours: HOURS, timezone });
  return (work.addMs(now, work.dayMs) ?? now + 24 * HOUR_MS) - now;
}
