import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { FeishuError } from '../feishu/error.ts';
import { toFeishuError } from '../feishu/error.ts';
import type { LookedUp } from '../feishu/instances.ts';
import type { Attempt } from '../store/attempts.ts';

/** A look-up, and when its request began: it may serve only events received before that. */
export interface Look extends LookedUp {
  readonly beganAt: number;
}

export type LookResult =
  | { readonly kind: 'found'; readonly look: Look }
  /** 1390003: Feishu does not know the instance. */
  | { readonly kind: 'missing'; readonly beganAt: number }
  | { readonly kind: 'failed'; readonly error: FeishuError };

export interface Lookup {
  /** The instance as it is at `notBefore` or later; shares a request under way where that began late enough. */
  look(instanceCode: string, notBefore: number): Promise<LookResult>;
}

/** Makes the request: waits for its turn, calls `began` when it starts. */
export type AskInstance = (instanceCode: string, began: () => void) => Promise<LookedUp>;

const NOT_FOUND = 1390003;

/** One flight for many askers; what was found lately is kept for those who may use it. */
export function createLookup(ask: AskInstance, clock: Clock): Lookup {
  const cache = new LRUCache<string, Exclude<LookResult, { kind: 'failed' }>>({
    // More than ask at the same time, since one that is pushed out is given up: whoever asks later needs a later answer.
    max: 500,
    ttl: 10_000,
    perf: { now: () => clock.now() },
    fetchMethod: async (instanceCode) => {
      let beganAt = clock.now();
      try {
        const found = await ask(instanceCode, () => {
          beganAt = clock.now();
        });
        return { kind: 'found', look: { ...found, beganAt } };
      } catch (thrown) {
        const error = toFeishuError(thrown);
        if (error.code === NOT_FOUND) return { kind: 'missing', beganAt };
        throw error;
      }
    },
  });
  const beganAt = (result: Exclude<LookResult, { kind: 'failed' }>): number =>
    result.kind === 'found' ? result.look.beganAt : result.beganAt;

  return {
    async look(instanceCode, notBefore) {
      try {
        const shared = await cache.fetch(instanceCode);
        if (shared && beganAt(shared) >= notBefore) return shared;
        // It began too early, or was under way when we came: now there is none but our own.
        const own = await cache.fetch(instanceCode, { forceRefresh: true });
        if (own) return own;
        throw new Error('the look-up was dropped');
      } catch (thrown) {
        return { kind: 'failed', error: toFeishuError(thrown) };
      }
    },
  };
}

/** A look-up as the attempts table remembers it. */
export function attemptOf(result: LookResult, startedAt: number, answeredAt: number): Attempt {
  const code = result.kind === 'found' ? 0 : result.kind === 'missing' ? NOT_FOUND : result.error.code;
  return {
    api: 'instance.get',
    at: startedAt,
    answeredAt,
    ...(code === undefined ? {} : { code }),
    ...(result.kind === 'failed' ? { logId: result.error.logId } : {}),
    outcome: result.kind,
  };
}
