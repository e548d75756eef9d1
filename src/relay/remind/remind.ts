import type { Silence } from '../../approval/silence.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { nextMatch } from '../../base/schedule.ts';
import type { Settings } from '../../settings/settings.ts';
import type { OpenInstances } from '../../store/instances/openInstances.ts';
import type { PressedCards } from '../../store/reminders/presses.ts';
import type { Reminders } from '../../store/reminders/reminders.ts';
import type { Schedules } from '../../store/schedules.ts';
import type { Silences } from '../../store/silences.ts';
import { Counts } from '../lookup/runCounts.ts';
import { applyPresses } from './applyPresses.ts';
import { digestsOf, type OverviewParts, writeOverview } from './overview.ts';
import { remindBatch } from './remindBatch.ts';
import { InstanceReminder, type RemindInstanceParts } from './remindInstance.ts';
import { remindersIn, resyncReminders } from './resync.ts';
import { type Scheduled, tick } from './ticks.ts';

export interface RemindParts extends RemindInstanceParts {
  readonly settings: Settings;
  readonly work: RemindInstanceParts['work'] &
    OverviewParts['work'] &
    Schedules &
    OpenInstances &
    PressedCards &
    Pick<Silences, 'silences' | 'closeSilences'> &
    Pick<Reminders, 'dueInstances' | 'nextDue' | 'foldReminders' | 'resyncReminders' | 'remindersOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks whether anybody is to be reminded. Says when it wants to look again at the latest. */
export type Remind = () => Promise<number>;

/** How often it looks whether anything is due, whatever becomes of the clock. */
const LOOK_MS = 30_000;
/** Between two looks at the least. */
const REST_MS = 500;
/** Instances that are gone through together; what exceeds a chat's limit among them becomes one card. */
const BATCH = 2_000;

/**
 * Fourth of the five verbs: who has waited too long? Each reminder has one moment, which is on disk: a run that is cut off
 * is done again, and finds due only what it had not come to. The overviews go by their own schedules.
 */
export function createRemind(parts: RemindParts): Remind {
  const { settings, work, clock, signal } = parts;
  const reminder = new InstanceReminder(parts);

  const run = async (): Promise<void> => {
    const counts = new Counts();
    const handled = new Set<string>();
    const now = clock.now();
    let silences: readonly Silence[] | undefined;
    while (!signal.aborted) {
      const due = await work.dueInstances(now, BATCH);
      const fresh = due.filter((code) => !handled.has(code));
      if (fresh.length === 0) break;
      for (const code of fresh) handled.add(code);
      silences ??= await work.silences(now);
      await remindBatch(fresh, { now, counts, silences }, reminder, parts);
    }
    if (handled.size > 0) parts.log.info({ due: handled.size, ...counts.all() }, 'reminded');
  };

  const overviews = digestsOf(settings).map(
    (one): Scheduled => ({
      name: one.name,
      schedule: one.schedule,
      act: (ticked) => writeOverview(parts, one, ticked),
    }),
  );

  const schedules = new Set([...overviews, ...remindersIn(settings)].map(({ schedule }) => schedule));

  return async () => {
    await applyPresses(parts);
    await work.closeSilences(clock.now());
    await resyncReminders(parts, settings);
    await run();
    for (const one of overviews) if (!signal.aborted) await tick(parts, one);
    const now = clock.now();
    const next = [...schedules].map(
      (schedule) => nextMatch(schedule, settings.timezone, now, LOOK_MS) ?? Number.POSITIVE_INFINITY,
    );
    const soonest = Math.min((await work.nextDue()) ?? Number.POSITIVE_INFINITY, ...next);
    return Math.max(now + REST_MS, Math.min(now + LOOK_MS, soonest));
  };
}
