import { nextMatch } from '../../base/schedule.ts';
import { remindersIn } from '../routing/reminderTargets.ts';
import { applyPresses } from './applyPresses.ts';
import { digestsOf } from './overview.ts';
import { remindBatch } from './remindBatch.ts';
import type { RemindContext } from './remindContext.ts';
import { InstanceReminder, type Turn } from './remindInstance.ts';
import { createResync } from './resync.ts';
import { tick } from './ticks.ts';

/** Looks whether anybody is to be reminded. Says when it wants to look again at the latest. */
export type Remind = () => Promise<number>;

/** How often it looks whether anything is due, whatever becomes of the clock. */
const LOOK_MS = 30_000;
/** Between two looks at the least. */
const REST_MS = 500;
/** Instances that are gone through together; what exceeds a chat's limit among them becomes one card. */
const BATCH = 2_000;
const NONE: Turn['counts'] = {
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
 * Fourth of the five verbs: who has waited too long? Each reminder has one moment, which is on disk: a run that is cut off
 * is done again, and finds due only what it had not come to. The overviews go by their own schedules.
 */
export function createRemind(context: RemindContext): Remind {
  const { settings, clock, log, signal } = context;
  const { work } = context.store;
  const reminder = new InstanceReminder(context);
  const resync = createResync(context);

  const run = async (): Promise<void> => {
    const now = clock.now();
    const counts = { ...NONE };
    const handled = new Set<string>();
    let turn: Turn | undefined;
    while (!signal.aborted) {
      const due = await work.dueInstances(now, BATCH);
      const fresh = due.filter((code) => !handled.has(code));
      if (fresh.length === 0) break;
      for (const code of fresh) handled.add(code);
      turn ??= { now, counts, silences: await work.silences(now), failures: 0 };
      await remindBatch(fresh, turn, reminder, context);
    }
    if (handled.size > 0) log.info({ due: handled.size, ...counts }, 'reminded');
  };

  const digests = digestsOf(settings);
  // What was recorded a moment ago may fall due at a tick before anybody looks.
  const schedules = new Set([...digests, ...remindersIn(settings)].map(({ schedule }) => schedule));
  return async () => {
    await applyPresses(context);
    await work.closeSilences(clock.now());
    await resync();
    await run();
    for (const one of digests) if (!signal.aborted) await tick(context, one);
    const now = clock.now();
    const next = [...schedules].map(
      (schedule) => nextMatch(schedule, settings.timezone, now, LOOK_MS) ?? Number.POSITIVE_INFINITY,
    );
    const soonest = Math.min((await work.nextDue()) ?? Number.POSITIVE_INFINITY, ...next);
    return Math.max(now + REST_MS, Math.min(now + LOOK_MS, soonest));
  };
}
