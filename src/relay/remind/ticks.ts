import { matchedBetween } from '../../base/schedule.ts';
import { type Digest, writeOverview } from './overview.ts';
import { type RemindContext, unlessFeishuIsAway } from './remindContext.ts';

/**
 * Writes an overview, once, if its schedule ticked since its last run, which is on disk; however often it did, that is
 * one run. A run ends by noting itself: one that is cut off is done again, like one for which now is no time.
 */
export async function tick(context: RemindContext, digest: Digest): Promise<void> {
  const { settings, store, clock, signal } = context;
  const { name, schedule } = digest;
  const { work } = store;
  const now = clock.now();
  const noted = (await work.lastRun(name))?.at;
  // Never run before: it waits for the next tick.
  if (noted !== undefined) {
    // A future run was recorded with a fast clock. An overview that came early for its tick is not written again.
    const last = Math.min(noted, now);
    if (last < noted) await work.noteRun(name, { at: last, state: '' });
    const ticked = matchedBetween(schedule, settings.timezone, last, now);
    if (ticked === undefined) return;
    const isDone = await writeOverview(context, digest, ticked).catch(unlessFeishuIsAway);
    if (!isDone || signal.aborted) return;
  }
  await work.noteRun(name, { at: now, state: '' });
}
