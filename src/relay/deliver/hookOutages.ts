import { type Backoff, backoffMs } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';

/** What a failed request means for other rows of the hook. */
export interface HookFailed {
  /** The receiver accepts nothing now: all its rows wait. Otherwise only this one may be affected. */
  readonly isOutage: boolean;
  /** How long the receiver asks to wait. */
  readonly retryAfterMs?: number;
}

/** A hook that fails. */
interface Outage {
  failures: number;
  /** By the monotonic clock, like {@link pausedUntil}. */
  readonly since: number;
  pausedUntil: number;
}

const BETWEEN: Backoff = { baseMs: 1_000, maxMs: 60_000 };
/** This many failures in a row of any kind count as an outage. */
const IN_A_ROW = 3;

/**
 * The circuit breaker of each hook: while its receiver is down, one request is tried after each pause, always the first
 * that waits, so nothing overtakes it. Bounded by the number of configured hooks.
 */
export class HookOutages {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #outages = new Map<string, Outage>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  isPaused(chat: string): boolean {
    return (this.#outages.get(chat)?.pausedUntil ?? 0) > this.#clock.monotonic();
  }

  /** It accepted something, or is another receiver now. */
  forget(chat: string): void {
    this.#outages.delete(chat);
  }

  /** Returns how long the hook's rows must wait, and for how long it has failed, both ms. */
  failed(chat: string, { isOutage, retryAfterMs = 0 }: HookFailed): { pauseMs: number; failingMs: number } {
    const now = this.#clock.monotonic();
    const outage = this.#outages.get(chat) ?? { failures: 0, since: now, pausedUntil: 0 };
    this.#outages.set(chat, outage);
    outage.failures += 1;
    const counted = isOutage ? outage.failures : outage.failures - IN_A_ROW + 1;
    const pauseMs = counted > 0 ? Math.max(retryAfterMs, backoffMs(counted, BETWEEN)) : 0;
    outage.pausedUntil = now + pauseMs;
    return { pauseMs, failingMs: now - outage.since };
  }
}
