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

/** A worker whose store always has these changes due. */
function startWorker(compose: (one: ReceivedChange) => Promise<void>): {
  worker: Worker;
  clock: StillClock;
} {
  const clock = new StillClock();
  const worker = createWorker({
    lease: {
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
    clockGuard: { begin: async () => undefined, check: async () => undefined, jumped: () => undefined },
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
      tellOperators: async () => Number.POSITIVE_INFINITY,
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
});
