import type { Clock } from '../base/clock.ts';
import type { ReconcileSettings, Settings } from '../settings/settings.ts';
import { type AskingParts, createAsking } from './asking.ts';
import { reconcileOnce } from './reconcileRun.ts';
import { type ReleaseParts, releaseHeld } from './release.ts';
import { newReport, type RunOrder, type RunReport } from './report.ts';
import type { RunParts, RunWork } from './runParts.ts';
import { RunStopped } from './runStopped.ts';

export interface RunOnceParts
  extends Omit<RunParts, 'work' | 'asking' | 'lookbackMs' | 'signal'>,
    Omit<AskingParts, 'clock' | 'signal'> {
  readonly settings: RunParts['settings'] & Pick<Settings, 'reconcile'>;
  /** By which a run goes that is asked for where the settings switch the others off. */
  readonly defaults: ReconcileSettings;
  readonly work: RunWork & ReleaseParts['work'];
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}

/** One run from its first request to the handing over of what it found. */
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
  }
  // A run that was called off goes on later: how much a chat is to hear is only known at its end.
  if (report.stopped?.why !== 'called-off') await releaseHeld(parts, runName(parts.clock));
  return report;
}

/** What a card that gathers is known by. */
export function runName(clock: Clock): string {
  return `reconcile:${clock.now()}`;
}
