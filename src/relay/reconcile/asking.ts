import type { InstanceRef } from '../../approval/change.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { type Clock, wait } from '../../base/clock.ts';
import { type ListWindow, listInstances } from '../../feishu/api/instanceList.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import { stopsWork } from '../../store/engine/storeError.ts';
import type { Lookup, LookupResult } from '../lookup/lookup.ts';
import type { CallBudget } from './callBudget.ts';
import { RunStopped } from './runReport.ts';

/** How reconcile calls Feishu: within the call budget, retrying failures that may pass. */
export interface Asking {
  /** undefined: Feishu refuses to show this one. */
  look(subject: InstanceRef): Promise<Exclude<LookupResult, { kind: 'failed' }> | undefined>;
  /** undefined: Feishu refuses to list this approval. */
  list(window: ListWindow): Promise<string[] | undefined>;
}

export interface AskingParts {
  readonly callBudget: Pick<CallBudget, 'take'>;
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
  /** Lists a window; calls `before` before each page. */
  readonly list: (window: ListWindow, before: () => Promise<void>) => Promise<string[]>;
  readonly clock: Clock;
}

/** Failures in a row after which Feishu counts as unreachable; an outage is the API gate's. */
const TRIES = 5;
const BETWEEN_TRIES: Backoff = { baseMs: 1_000, maxMs: 30_000 };

/** Its functions throw RunStopped if the run must end. */
export function createAsking({ callBudget, lookup, list, clock }: AskingParts, signal: AbortSignal): Asking {
  const take = (): Promise<void> => callBudget.take(signal);

  /** undefined: refused for good. What only a person can fix ends the run; other failures are retried. */
  const ask = async <T>(request: () => Promise<T>): Promise<T | undefined> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await request();
      } catch (thrown) {
        if (thrown instanceof RunStopped || stopsWork(thrown)) throw thrown;
        if (signal.aborted) throw new RunStopped('called-off', 'called off');
        const error = toFeishuError(thrown);
        const verdict = verdictOf(error);
        // A single odd answer must not end the run.
        if (!isTriedAgain(verdict) || error.failure === 'wrong-answer') return undefined;
        const why = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
        if (verdict.needsPerson) throw new RunStopped('refused', `${why}. ${verdict.remedy.en}`);
        if (failures >= TRIES) throw new RunStopped('unreachable', why);
        const pauseMs = (error.resetSeconds ?? 0) * 1_000;
        await wait(clock, Math.max(pauseMs, backoffMs(failures, BETWEEN_TRIES)), signal);
      }
    }
  };

  return {
    look: ({ instanceCode, approvalCode }) =>
      ask(async () => {
        await take();
        const result = await lookup.look(instanceCode, clock.now(), approvalCode);
        if (result.kind === 'failed') throw result.error;
        return result;
      }),
    list: (window) => ask(() => list(window, take)),
  };
}

/** Lists a window, after live work. */
export function createLister(client: FeishuClient, signal: AbortSignal): AskingParts['list'] {
  return (window, before) =>
    listInstances(
      client,
      async () => {
        await before();
        await client.prepare();
        return client.turn('instance.list', { priority: 1, lane: window.approvalCode, signal });
      },
      window,
    );
}
