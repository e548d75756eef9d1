import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { startLoop } from '../../base/loop.ts';
import { zoneTime } from '../../cards/view/moment.ts';

const SAVE_EVERY_MS = 10_000;

/** The month of a time (ms since the epoch) in a time zone: `2026-11`. */
export function monthOf(at: number, timezone: string): string {
  return zoneTime(timezone).format(at, 'YYYY-MM');
}

/**
 * Counts the billed calls of the month in memory, and adds them to the store from time to time: a write for each call
 * would cost more than the call. A crash loses the count of the last few seconds.
 */
export class CallCount {
  readonly #clock: Clock;
  readonly #timezone: () => string;
  readonly #add: (month: string, billed: number) => Promise<void>;
  #unsaved = 0;

  /** @param timezone is read at each use, since it may change */
  constructor(clock: Clock, timezone: () => string, add: (month: string, billed: number) => Promise<void>) {
    this.#clock = clock;
    this.#timezone = timezone;
    this.#add = add;
  }

  count(): void {
    this.#unsaved += 1;
  }

  /** `2026-11`. */
  month(): string {
    return monthOf(this.#clock.now(), this.#timezone());
  }

  get unsaved(): number {
    return this.#unsaved;
  }

  async save(): Promise<void> {
    const billed = this.#unsaved;
    if (billed === 0) return;
    this.#unsaved = 0;
    try {
      await this.#add(this.month(), billed);
    } catch (error) {
      this.#unsaved += billed;
      throw error;
    }
  }
}

/** Saves a count every few seconds, and once more when it is stopped. */
export function saveRegularly(
  calls: CallCount,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): { stop(): Promise<void> } {
  const onError = logsError(log, 'warn', 'the count of calls could not be saved; tried again');
  const saving = startLoop({ clock, everyMs: SAVE_EVERY_MS, onError }, () => calls.save());
  return {
    async stop() {
      await saving.stop();
      await calls.save();
    },
  };
}
