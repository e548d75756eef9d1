import { type Clock, wait } from '../../base/clock.ts';
import { RECONCILE_DEFAULTS } from '../../settings/defaults.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Ledger } from '../../store/ledger.ts';
import { monthOf } from '../calls/callCount.ts';
import { RunStopped } from './runReport.ts';

export interface CallBudgetParts {
  /** Read at each use: they may change. */
  readonly settings: Pick<Settings, 'timezone' | 'reconcile'>;
  readonly ledger: Pick<Ledger, 'addCalls' | 'callsOf'>;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
/** Between two requests, so a run leaves most of the rate limits for live work. */
const APART_MS = 200;

/**
 * How many requests reconcile may make: one after the other, with limits by the hour and the month. Feishu bills each
 * of them, and a tenant's apps share one quota. Memory knows the last 60 minutes; the store, which survives restarts,
 * the month and the clock hour.
 */
export class CallBudget {
  readonly #parts: CallBudgetParts;
  /** Readings of the monotonic clock, ascending. */
  readonly #takenAt: number[] = [];

  constructor(parts: CallBudgetParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when one more request may be made, and counts it.
   *
   * @throws RunStopped if the month's are used up, or `signal` aborts
   */
  async take(signal: AbortSignal): Promise<void> {
    const { clock, ledger, settings } = this.#parts;
    // UTC, so no hour comes twice.
    const hour = (): string => `${new Date(clock.now()).toISOString().slice(0, 13)} reconcile`;
    const month = (): string => `${monthOf(clock.now(), settings.timezone)} reconcile`;
    for (;;) {
      if (signal.aborted) throw new RunStopped('called-off', 'called off');
      const restMs = this.#restMs();
      if (restMs > 0) await wait(clock, restMs, signal);
      else if ((await ledger.callsOf(hour())) < this.#limits().requestsPerHour) break;
      else await wait(clock, HOUR_MS - (clock.now() % HOUR_MS), signal);
    }
    // 0: without end.
    const perMonth = this.#limits().requestsPerMonth;
    if (perMonth > 0 && (await ledger.callsOf(month())) >= perMonth)
      throw new RunStopped('month', `reconcile.requestsPerMonth (${perMonth}) is used up until the 1st`);
    this.#takenAt.push(clock.monotonic());
    for (const span of [hour(), month()]) await ledger.addCalls(span, 1);
  }

  /** How long the next request must wait, by the last hour's requests and the last one, ms. */
  #restMs(): number {
    const now = this.#parts.clock.monotonic();
    while (this.#takenAt[0] !== undefined && now - this.#takenAt[0] >= HOUR_MS) this.#takenAt.shift();
    const last = this.#takenAt.at(-1) ?? Number.NEGATIVE_INFINITY;
    const oldest = this.#takenAt.at(-this.#limits().requestsPerHour) ?? Number.NEGATIVE_INFINITY;
    return Math.max(last + APART_MS, oldest + HOUR_MS) - now;
  }

  #limits() {
    return this.#parts.settings.reconcile ?? RECONCILE_DEFAULTS;
  }
}
