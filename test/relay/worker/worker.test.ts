import { describe, expect, it } from 'vitest';
import type { ReceivedChange } from '../../../src/approval/change.ts';
import { silentLog } from '../../../src/base/log.ts';
import { WorkerSignals } from '../../../src/relay/context/workerSignals.ts';
import { createWorker, type Worker, type WorkerParts } from '../../../src/relay/worker/worker.ts';
import { StillClock } from '../../support/stillClock.ts';

const change = (seq: number): ReceivedChange => ({
  seq,
  id: `e${seq}`,
  type: 'approval_instance',
  instanceCode: `I-${seq}`,
  approvalCode: 'A',
  status: 'PENDING',
  changedAt: 1,
  receivedAt: 1,
  attempts: 0,
  asked: 0,
});

const GUARD: WorkerParts['clockGuard'] = {
  begin: async () => true,
  check: async () => false,
  jumped: () => undefined,
};

/** A worker whose store always has these changes due. */
function startWorker(
  compose: (one: ReceivedChange) => Promise<void>,
  more: Partial<Pick<WorkerParts, 'clockGuard' | 'lease'>> = {},
): {
  worker: Worker;
  clock: StillClock;
} {
  const clock = new StillClock();
  const worker = createWorker({
    lease: more.lease ?? {
      holder: 'me',
      hold: async () => ({ held: true, renewed: true }),
      isHeldByAnybody: async () => true,
      outlasts: () => true,
      release: async () => undefined,
    },
    inbox: { dueChanges: async () => [change(1), change(2), change(3)] },
    outbox: { dueChats: async () => [] },
    work: {
      restAgain: async () => undefined,
      recoverDeliveries: async () => 0,
      attemptsSince: async () => [],
    },
    prune: async () => Number.POSITIVE_INFINITY,
    clockGuard: more.clockGuard ?? GUARD,
    signals: new WorkerSignals(),
    ledger: { reopenAllChats: async () => 0 },
    client: { remember: () => undefined },
    onWake: () => undefined,
    createPipeline: () => ({
      compose,
      deliver: {
        wake: () => undefined,
        remember: () => undefined,
        tend: async () => undefined,
        reconfigured: () => undefined,
        stop: async () => undefined,
      },
      refresh: { run: async () => undefined, settled: async () => undefined },
      remind: async () => Number.POSITIVE_INFINITY,
      reconcile: { tick: async () => Number.POSITIVE_INFINITY, wake: () => undefined },
      replay: async () => Number.MAX_SAFE_INTEGER,
      reconfigured: () => undefined,
      takeCommands: async () => false,
      welcome: async () => Number.POSITIVE_INFINITY,
      answer: async () => Number.POSITIVE_INFINITY,
      tally: async () => Number.POSITIVE_INFINITY,
      notifyOperators: async () => Number.POSITIVE_INFINITY,
      stop: () => undefined,
    }),
    isIntakeBusy: () => false,
    clock,
    log: silentLog,
  } satisfies WorkerParts);
  return { worker, clock };
}

describe('the worker', () => {
  it('lets a row rest that cannot be written, instead of trying it again at once and for ever', async () => {
    const tried: number[] = [];
    let third: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      third = resolve;
    });
    const { worker, clock } = startWorker(async (one) => {
      tried.push(one.seq);
      if (tried.length === 3 || tried.length === 6) third();
      throw new Error('disk full');
    });
    await worker.start();
    await all;
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(tried).toEqual([1, 2, 3]);
    const again = new Promise<void>((resolve) => {
      third = resolve;
    });
    clock.advance(1_000);
    await again;
    expect(tried).toHaveLength(6);
    await worker.stop();
  });

  it('renews its lease while moments are brought back before it begins, and begins nothing once it stops', async () => {
    const steps: string[] = [];
    let outlasts = true;
    const lease: WorkerParts['lease'] = {
      holder: 'me',
      hold: async () => {
        steps.push('hold');
        outlasts = true;
        return { held: true, renewed: true };
      },
      isHeldByAnybody: async () => true,
      outlasts: () => outlasts,
      release: async () => void steps.push('release'),
    };
    let goOn = (): void => undefined;
    const isStopping = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let hasBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const begin = async (goesOn: () => boolean | Promise<boolean> = () => true): Promise<boolean> => {
      steps.push(`batch ${await goesOn()}`);
      outlasts = false;
      steps.push(`batch ${await goesOn()}`);
      hasBegun();
      await isStopping;
      const isDone = await goesOn();
      steps.push(`batch ${isDone}`);
      return isDone;
    };
    const compose = async (): Promise<void> => void steps.push('compose');
    const { worker } = startWorker(compose, { lease, clockGuard: { ...GUARD, begin } });
    const started = worker.start();
    await begun;
    const stopped = worker.stop();
    goOn();
    expect(await started).toBe(false);
    await stopped;
    expect(steps.filter((step) => step !== 'release')).toEqual([
      'hold',
      'batch true',
      'hold',
      'batch true',
      'batch false',
    ]);
  });
});
