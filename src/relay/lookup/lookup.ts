import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.ts';
import { getInstance, type LookedUp, mustBeOf } from '../../feishu/api/instances.ts';
import { type FeishuError, toFeishuError } from '../../feishu/client/error.ts';
import { REQUEST_TIMEOUT_MS } from '../../feishu/client/http.ts';
import { CODES } from '../../feishu/errorCodes.ts';
import type { Attempt } from '../../store/outbox/attempts.ts';
import type { Context } from '../context/context.ts';

/** A look-up, and when its request began: it may only serve events received before that. */
export interface LookupAnswer extends LookedUp {
  readonly beganAt: number;
}

export type LookupResult =
  | { readonly kind: 'found'; readonly look: LookupAnswer }
  /** 1390003: Feishu does not know the instance. */
  | { readonly kind: 'missing'; readonly beganAt: number }
  | { readonly kind: 'failed'; readonly error: FeishuError };

export interface Lookup {
  /**
   * The instance as of `notBefore` or later; shares a running request if that began late enough. An answer about an
   * instance of another approval than `approvalCode` is a failure; empty: unknown.
   */
  look(instanceCode: string, notBefore: number, approvalCode?: string): Promise<LookupResult>;
}

/** Makes the request: waits for its turn, and calls `began` when it starts. */
export type AskInstance = (instanceCode: string, began: () => void) => Promise<LookedUp>;

/**
 * Looks an instance up in its turn, but not if another process may hold the lease by the time the answer comes.
 *
 * @param priority 0: live work. 1: after live work
 */
export function askInstance(
  { client, settings, mayWorkFor, signal }: Pick<Context, 'client' | 'settings' | 'mayWorkFor' | 'signal'>,
  priority: 0 | 1,
): AskInstance {
  return async (instanceCode, began) => {
    await client.prepare();
    const turn = await client.turn('instance.get', { priority, lane: instanceCode, signal });
    if (signal.aborted || !mayWorkFor(REQUEST_TIMEOUT_MS)) {
      turn.done('unused');
      throw new Error('the lease is about to end');
    }
    began();
    return getInstance(client, turn, instanceCode, settings.locale);
  };
}

type Conclusive = Exclude<LookupResult, { kind: 'failed' }>;

/** Concurrent look-ups of an instance share one request; recent results are cached. */
export function createLookup(ask: AskInstance, clock: Clock): Lookup {
  const cache = new LRUCache<string, Conclusive>({
    // More than there are concurrent callers, since an evicted request is abandoned.
    max: 500,
    ttl: 10_000,
    perf: { now: () => clock.monotonic() },
    fetchMethod: async (instanceCode) => {
      let beganAt = clock.now();
      try {
        const found = await ask(instanceCode, () => {
          beganAt = clock.now();
        });
        return { kind: 'found', look: { ...found, beganAt } };
      } catch (thrown) {
        const error = toFeishuError(thrown);
        if (error.code === CODES.noSuchInstance) return { kind: 'missing', beganAt };
        throw error;
      }
    },
  });
  const beganAt = (result: Conclusive): number =>
    result.kind === 'found' ? result.look.beganAt : result.beganAt;

  return {
    async look(instanceCode, notBefore, approvalCode = '') {
      const checked = (result: Conclusive): Conclusive => {
        if (result.kind === 'found') mustBeOf(approvalCode, result.look);
        return result;
      };
      try {
        const shared = await cache.fetch(instanceCode);
        if (shared && beganAt(shared) >= notBefore) return checked(shared);
        // The shared request began too early: make our own.
        const own = await cache.fetch(instanceCode, { forceRefresh: true });
        if (own) return checked(own);
        throw new Error('the look-up was dropped');
      } catch (thrown) {
        return { kind: 'failed', error: toFeishuError(thrown) };
      }
    },
  };
}

/** A look-up for the attempts table. */
export function attemptOf(result: LookupResult, startedAt: number, answeredAt: number): Attempt {
  const code =
    result.kind === 'found' ? 0 : result.kind === 'missing' ? CODES.noSuchInstance : result.error.code;
  return {
    api: 'instance.get',
    at: startedAt,
    answeredAt,
    ...(code === undefined ? {} : { code }),
    ...(result.kind === 'failed' ? { logId: result.error.logId } : {}),
    outcome: result.kind,
  };
}
