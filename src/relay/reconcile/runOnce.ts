import type { ReconcileSettings, Settings } from '../../settings/settings.ts';
import { LONGEST_REST_MS, REST_MS } from '../../store/reconcile/rests.ts';
import { type AskingParts, createAsking } from './asking.ts';
import { reconcileOnce } from './reconcileRun.ts';
import type { RunParts } from './runParts.ts';
import { newReport, type RunOrder, type RunReport } from './runReport.ts';
import { RunStopped } from './runStopped.ts';

export interface RunOnceParts
  extends Omit<RunParts, 'asking' | 'lookbackMs' | 'signal'>,
    Omit<AskingParts, 'clock' | 'signal'> {
  readonly settings: RunParts['settings'] & Pick<Settings, 'reconcile'>;
  /** By which a run goes that is asked for where the settings switch the others off. */
  readonly defaults: ReconcileSettings;
}

/** One run, however it ends. A run can take hours, since its requests are counted by the hour. */
export async function runOnce(
  parts: RunOnceParts,
  order: RunOrder,
  signal: AbortSignal,
  report = newReport(),
): Promise<RunReport> {
  const { lookbackMs } = parts.settings.reconcile ?? parts.defaults;
  const asking = createAsking({ ...parts, signal });
  try {
    await reconcileOnce({ ...parts, lookbackMs, asking, signal }, order, report);
  } catch (thrown) {
    if (!(thrown instanceof RunStopped)) throw thrown;
    report.stopped = { why: thrown.why, message: thrown.message };
    // Nothing may be asked for weeks: then it is sent as it was.
    if (thrown.why !== 'month') await keepStale(parts);
  }
  return report;
}

/** What was looked at long ago is not sent before the next run has looked at it again. */
async function keepStale({ work, clock }: Pick<RunParts, 'work' | 'clock'>): Promise<void> {
  const now = clock.now();
  await work.restAgain(now - REST_MS, now + LONGEST_REST_MS);
}
