import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.ts';
import type { SignIns } from '../../store/signIns.ts';

/** At most this many wrong tokens of one address are answered within {@link MINUTE_MS}. */
const MOST_FAILURES = 5;
const MINUTE_MS = 60_000;
/** How many addresses over the limit are cached; others are looked up in the store. */
const REMEMBERED = 10_000;

/** Counts wrong tokens by address. A right one is never counted, and never locked out. */
export interface SignInLimit {
  /** Counts a failure; returns how long the address must wait, in ms: 0 while it may try again. */
  failed(network: string): Promise<number>;
}

/**
 * The counts are in the store, so replicas share them. An address over the limit costs no write until its minute is
 * over.
 */
export function createSignInLimit(
  signIns: Pick<SignIns, 'noteFailure'>,
  clock: Pick<Clock, 'now'>,
): SignInLimit {
  const over = new LRUCache<string, number>({ max: REMEMBERED });
  return {
    async failed(network) {
      const now = clock.now();
      const leftMs = (over.get(network) ?? 0) - now;
      if (leftMs > 0 && leftMs <= MINUTE_MS) return leftMs;
      const { count, until } = await signIns.noteFailure(network, now, MINUTE_MS);
      if (count >= MOST_FAILURES) over.set(network, until);
      return count <= MOST_FAILURES ? 0 : Math.max(1, until - now);
    },
  };
}
