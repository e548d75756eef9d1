import { startLoop } from '../base/loop.ts';
import type { ReconcileSettings, Settings } from '../settings/settings.ts';
import { type AskingParts, createAsking } from './asking.ts';
import { reconcileOnce } from './reconcileRun.ts';
import { type ReleaseParts, releaseHeld, type When } from './release.ts';
import { newReport, type RunOrder, type RunReport } from './report.ts';
import type { RunParts, RunWork } from './runParts.ts';
import { RunStopped } from './runStopped.ts';
import { unprovenOf } from './unproven.ts';

export interface RunOnceParts
  extends Omit<RunParts, 'work' | 'asking' | 'unproven' | 'lookbackMs' | 'signal'>,
    Omit<AskingParts, 'clock' | 'signal'> {
  readonly settings: RunParts['settings'] & Pick<Settings, 'reconcile'>;
  /** By which a run goes that is asked for where the settings switch the others off. */
  readonly defaults: ReconcileSettings;
  readonly work: RunWork & ReleaseParts['work'];
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}

/** How often it looks whether something has been kept for too long. */
const LOOK_MS = 60_000;

/**
 * One run from its first request to the handing over of what it found. A run can take hours, since its requests are
 * counted by the hour: some of what it has found by then is handed over meanwhile (release.ts).
 */
export async function runOnce(
  parts: RunOnceParts,
  order: RunOrder,
  signal: AbortSignal,
  report = newReport(),
): Promise<RunReport> {
  const { work, clock } = parts;
  const { lookbackMs } = parts.settings.reconcile ?? parts.defaults;
  const asking = createAsking({ ...parts, signal });
  const run = `reconcile:${clock.now()}`;
  const unproven = await unprovenOf(parts.settings, work, clock);
  const release = (when: When): Promise<void> =>
    releaseHeld(parts, { run, unproven: new Set(unproven.keys()), when });
  const meanwhile = startLoop({ clock, everyMs: LOOK_MS, onError: () => undefined }, async () => {
    if (!signal.aborted) await release('meanwhile');
  });
  try {
    await reconcileOnce({ ...parts, lookbackMs, asking, unproven, signal }, order, report);
  } catch (thrown) {
    if (!(thrown instanceof RunStopped)) throw thrown;
    report.stopped = { why: thrown.why, message: thrown.message };
  } finally {
    await meanwhile.stop();
  }
  // Nothing may be asked for weeks: better told as it was than kept for so long.
  if (report.stopped?.why === 'month') unproven.clear();
  // A run that was called off goes on later: how much a chat is to hear is known when it is through.
  if (report.stopped?.why !== 'called-off') await release(report.stopped ? 'stopped' : 'through');
  return report;
}
