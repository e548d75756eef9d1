import { nextMatch } from '../../base/schedule.ts';
import { configuredReminders } from '../routing/reminderTargets.ts';
import { applyPresses } from './applyPresses.ts';
import { digestsOf } from './overview.ts';
import { remindBatch } from './remindBatch.ts';
import type { RemindContext } from './remindContext.ts';
import { InstanceReminder, type RemindRun } from './remindInstance.ts';
import { createResync } from './resync.ts';
import { tick } from './ticks.ts';

/** Checks whether anybody must be reminded. Returns when to run again at the latest. */
export type Remind = () => Promise<number>;

/** How often it checks what is due, even if the clock is set. */
const LOOK_MS = 30_000;
/** The shortest pause between two checks. */
const PAUSE_MS = 500;
/** Instances that are handled together; those above a chat's limit become one card. */
const BATCH = 2_000;
const NONE: RemindRun['counts'] = {
  reminded: 0,
  folded: 0,
  deferred: 0,
  silenced: 0,
  ended: 0,
  missing: 0,
  failed: 0,
  unsent: 0,
};

/**
 * Finds who has waited too long. The due time of each reminder is on disk: an interrupted run is repeated, and finds
 * only what it had not handled. Overviews have their own schedules.
 */
export function createRemind(context: RemindContext): Remind {
  const { settings, clock, log, signal } = context;
  const { work } = context.store;
  const reminder = new InstanceReminder(context);
  const resync = createResync(context);

  const remindDue = async (): Promise<void> => {
    const now = clock.now();
    const counts = { ...NONE };
    const handled = new Set<string>();
    let run: RemindRun | undefined;
    while (!signal.aborted) {
      const due = await work.dueInstances(now, BATCH);
      const fresh = due.filter((code) => !handled.has(code));
      if (fresh.length === 0) break;
      for (const code of fresh) handled.add(code);
      run ??= { now, counts, silences: await work.silences(now), failures: 0 };
      await remindBatch(fresh, run, reminder, context);
    }
    if (handled.size > 0) log.info({ due: handled.size, ...counts }, 'reminded');
  };

  const digests = digestsOf(settings);
  // What was recorded a moment ago may fall due at a tick before anybody looks.
  const schedules = new Set([...digests, ...configuredReminders(settings)].map(({ schedule }) => schedule));
  return async () => {
    await applyPresses(context);
    await work.closeSilences(clock.now());
    await resync();
    await remindDue();
    for (const one of digests) if (!signal.aborted) await tick(context, one);
    const now = clock.now();
    const next = [...schedules].map(
      (schedule) => nextMatch(schedule, settings.timezone, now, LOOK_MS) ?? Number.POSITIVE_INFINITY,
    );
    const soonest = Math.min((await work.nextDue()) ?? Number.POSITIVE_INFINITY, ...next);
    return Math.max(now + PAUSE_MS, Math.min(now + LOOK_MS, soonest));
  };
}
