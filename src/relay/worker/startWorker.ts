import type { Closers } from '../../base/closers.ts';
import type { Accept } from '../accept/accept.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';
import { createPipeline, type PipelineParts } from '../pipeline.ts';
import type { ClockWatch } from '../warnings/clockWatch.ts';
import type { WarningRegistry } from '../warnings/warningRegistry.ts';
import { ClockGuard } from './clockGuard.ts';
import { pruneOld } from './pruneOld.ts';
import { createWorker, type Worker } from './worker.ts';

export interface StartWorkerParts
  extends Omit<PipelineParts, 'worker' | 'feishuTime' | 'warnings' | 'noticed'> {
  readonly warnings: WarningRegistry;
  readonly signals: WorkerSignals;
  readonly clockWatch: ClockWatch;
  /** Since when the approvals of the configuration count as configured, if they are new, ms since the epoch. */
  readonly configuredAt: number;
}

/** Starts the stages behind the inbox. One process works at a time; any other is a standby. */
export async function startWorker(
  parts: StartWorkerParts,
  accept: Pick<Accept, 'isBusy'>,
  closers: Closers,
): Promise<Worker> {
  const { settings, store, client, signals, clockWatch, clock, log } = parts;
  const pruning = {
    prune: store.work.prune,
    clock,
    retentionMs: () => settings.retentionMs,
    isClockTrusted: () => clockWatch.isTrusted(),
  };
  const worker = createWorker({
    lease: store.lease,
    inbox: store.inbox,
    outbox: store.outbox,
    work: store.work,
    ledger: store.ledger,
    onWake: store.onWake,
    client,
    signals,
    clock,
    log,
    isIntakeBusy: () => accept.isBusy(),
    prune: () => pruneOld(pruning),
    clockGuard: new ClockGuard({
      work: store.work,
      feishuNow: () => clockWatch.feishuNow(),
      settings,
      clock,
      log,
    }),
    createPipeline: () =>
      createPipeline({
        ...parts,
        worker: signals,
        feishuTime: () => clockWatch.feishuTime(),
        noticed: () => parts.warnings.list(),
      }),
  });
  closers.push('worker', () => worker.stop());
  // Before the first run of reconcile: it must not look further back than this.
  await store.ledger.noteConfigured([...settings.approvals.keys()], parts.configuredAt);
  await worker.start();
  return worker;
}
