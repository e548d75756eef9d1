import { applyPresses } from './applyPresses.ts';
import { digestsOf } from './overview.ts';
import { remindBatch } from './remindBatch.ts';
import type { RemindContext } from './remindContext.ts';
import { InstanceReminder, type RemindRun } from './remindInstance.ts';
import { createResync } from './resync.ts';
import { tick } from './ticks.ts';

/** Checks whether anybody must be reminded. */
export type Remind = () => Promise<void>;

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
  return async () => {
    await applyPresses(context);
    await work.closeSilences(clock.now());
    await resync();
    await remindDue();
    for (const one of digests) if (!signal.aborted) await tick(context, one);
  };
}
