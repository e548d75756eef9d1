import type { Zone } from '../base/zone.ts';

/** Hours of the day in minutes since midnight; `endMinute` 1440 is midnight. They begin before they end. */
export interface HoursOfDay {
  readonly startMinute: number;
  readonly endMinute: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Whether a time lies within the hours, by the clock of `zone`. */
export function isWithin({ startMinute, endMinute }: HoursOfDay, zone: Zone, at: number): boolean {
  const minute = zone.minuteAt(at);
  return minute >= startMinute && minute < endMinute;
}

/** When the hours begin next after a time outside of them, ms. */
export function hoursBegin({ startMinute }: HoursOfDay, zone: Zone, at: number): number {
  const today = zone.dayAt(at) * DAY_MS + startMinute * MINUTE_MS;
  const begin = zone.atWall(today);
  return begin > at ? begin : zone.atWall(today + DAY_MS);
}

/** When the hours end within which a time lies, ms. */
export function hoursEnd({ endMinute }: HoursOfDay, zone: Zone, at: number): number {
  return zone.atWall(zone.dayAt(at) * DAY_MS + endMinute * MINUTE_MS);
}
