import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { type Clock, wait } from '../../base/clock.ts';
import { type ListWindow, listInstances } from '../../feishu/api/instanceList.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { type FeishuError, toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import type { Lookup, LookupResult } from '../lookup/lookup.ts';
import type { CallBudget } from './callBudget.ts';
import { RunStopped } from './runReport.ts';

/** How reconcile calls Feishu: within the call budget, retrying failures that may pass. */
export interface Asking {
  /** `failed`: Feishu refuses to show this one. */
  look(instanceCode: string, approvalCode: string): Promise<LookupResult>;
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
  readonly signal: AbortSignal;
}

/** Failures in a row after which Feishu counts as unreachable; an outage is the API gate's. */
const TRIES = 5;
const BETWEEN_TRIES: Backoff = { baseMs: 1_000, maxMs: 30_000 };

/** Its functions throw RunStopped if the run must end. */
export function createAsking({ callBudget, lookup, list, clock, signal }: AskingParts): Asking {
  const take = (): Promise<void> => callBudget.take(signal);

  /**
   * Refusals for good are returned to the caller; failures that only a person can fix end the run; others are retried.
   */
  const afterFailure = async (error: FeishuError, failures: number): Promise<'refused' | 'again'> => {
    if (signal.aborted) throw new RunStopped('called-off', 'called off');
    const { action, needsPerson, remedy } = verdictOf(error);
    const mayPass = action === 'retry' || action === 'renew-token';
    // A single odd answer must not end the run.
    if (!mayPass || error.failure === 'wrong-answer') return 'refused';
    const why = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
    if (needsPerson) throw new RunStopped('refused', `${why}. ${remedy.en}`);
    if (failures >= TRIES) throw new RunStopped('unreachable', why);
    const pauseMs = (error.resetSeconds ?? 0) * 1_000;
    await wait(clock, Math.max(pauseMs, backoffMs(failures, BETWEEN_TRIES)), signal);
    return 'again';
  };

  return {
    async look(instanceCode, approvalCode) {
      for (let tries = 1; ; tries += 1) {
        await take();
        const result = await lookup.look(instanceCode, clock.now(), approvalCode);
        if (result.kind !== 'failed') return result;
        if ((await afterFailure(result.error, tries)) === 'refused') return result;
      }
    },
    async list(window) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await list(window, take);
        } catch (thrown) {
          if (thrown instanceof RunStopped) throw thrown;
          if ((await afterFailure(toFeishuError(thrown), tries)) === 'refused') return undefined;
        }
      }
    },
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
