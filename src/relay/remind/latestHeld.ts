import type { Settings } from '../../settings/settings.ts';
import { configuredReminders, workingTimeOf } from '../routing/reminderTargets.ts';

/** The latest time, ms, until which an overview can wait that was not sent before its hours ended: it may be weekend. */
export function latestHeld(settings: Settings, now: number): number {
  const moments = configuredReminders(settings).flatMap((reminders) =>
    reminders.digest ? (workingTimeOf(settings, reminders).nextWorking(now) ?? now) : [],
  );
  return Math.max(now, ...moments);
}
