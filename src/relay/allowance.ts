import { type Clock, wait } from '../base/clock.ts';
import { RunStopped } from './runStopped.ts';

export interface AllowanceParts {
  readonly clock: Clock;
  readonly perHour: number;
  /** 0: without end. */
  readonly perMonth: number;
  /** How many requests of this month are on record already. */
  readonly spentThisMonth: () => Promise<number>;
  /** How many of this hour of the clock are. */
  readonly spentThisHour: () => Promise<number>;
  /** One more is made. */
  readonly spend: () => Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Between two requests: so a run leaves live work most of each second's and minute's limit. */
const APART_MS = 200;

/**
 * How many requests reconcile may make: one after the other, and so many in an hour and in a month. Feishu bills each of
 * them, and a tenant's apps share one quota. This process's memory knows any hour; the store, which a restart does not
 * reset, the month and the hour of the clock.
 */
export class Allowance {
  readonly #parts: AllowanceParts;
  readonly #takenAt: number[] = [];

  constructor(parts: AllowanceParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when one more request may be made, and counts it.
   *
   * @throws RunStopped where the month's are used up, or `signal` aborts
   */
  async take(signal: AbortSignal): Promise<void> {
    const { clock, perHour, perMonth } = this.#parts;
    for (;;) {
      if (signal.aborted) throw new RunStopped('called-off', 'called off');
      const restMs = this.#readyAt() - clock.now();
      if (restMs > 0) await wait(clock, restMs, signal);
      else if ((await this.#parts.spentThisHour()) < perHour) break;
      else await wait(clock, HOUR_MS - (clock.now() % HOUR_MS), signal);
    }
    if (perMonth > 0 && (await this.#parts.spentThisMonth()) >= perMonth) {
      throw new RunStopped('month', `reconcile.requestsPerMonth (${perMonth}) is used up until the 1st`);
    }
    this.#takenAt.push(clock.now());
    await this.#parts.spend();
  }

  #readyAt(): number {
    const { clock, perHour } = this.#parts;
    const now = clock.now();
    // What lies ahead of now was taken before the clock was set back.
    while (this.#takenAt[0] !== undefined && Math.abs(now - this.#takenAt[0]) >= HOUR_MS)
      this.#takenAt.shift();
    const last = this.#takenAt.at(-1);
    const oldest = this.#takenAt.at(-perHour);
    return Math.max(
      last === undefined ? now : Math.min(last, now) + APART_MS,
      oldest === undefined ? now : Math.min(oldest, now) + HOUR_MS,
    );
  }
}
