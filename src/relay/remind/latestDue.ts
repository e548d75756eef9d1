import { nextMatch } from '../../base/schedule.ts';
import type { Settings } from '../../settings/settings.ts';
import { configuredReminders, LONGEST_PAUSE_MS, workingTimeOf } from '../routing/reminderTargets.ts';

/** Holidays, and postponements to the morning after them. */
const MARGIN_MS = 30 * 86_400_000;

/** The latest due time that any reminder computed at `now` can have, ms. */
export function latestDue(settings: Settings, now: number): number {
  const moments = configuredReminders(settings).flatMap((reminders) => {
    const time = workingTimeOf(settings, reminders);
    const spans = [reminders.after, reminders.every, ...reminders.escalate.map(({ after }) => after)];
    return spans.map((span) => {
      const due = time.add(now, span) ?? now;
      return nextMatch(reminders.schedule, settings.timezone, due, LONGEST_PAUSE_MS) ?? due;
    });
  });
  return Math.max(now, ...moments) + MARGIN_MS;
}

/** The latest time, ms, until which an overview can wait that was not sent before its hours ended: it may be weekend. */
export function latestHeld(settings: Settings, now: number): number {
  const moments = configuredReminders(settings).flatMap((reminders) =>
    reminders.digest ? (workingTimeOf(settings, reminders).nextWorking(now) ?? now) : [],
  );
  return Math.max(now, ...moments);
}
