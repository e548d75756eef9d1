import type { Clock } from '../base/clock.ts';

/**
 * Counts the calls of the month that Feishu bills, in memory, and adds them to the store from time to time: a
 * write for each call would cost more than the call. A crash loses the last few seconds' count.
 */
export class CallCount {
  readonly #clock: Clock;
  readonly #months: Intl.DateTimeFormat;
  readonly #add: (month: string, billed: number) => Promise<void>;
  #unsaved = 0;

  constructor(clock: Clock, timezone: string, add: (month: string, billed: number) => Promise<void>) {
    this.#clock = clock;
    this.#months = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
    });
    this.#add = add;
  }

  count(): void {
    this.#unsaved += 1;
  }

  /** `2026-11`. */
  month(): string {
    return this.#months.format(new Date(this.#clock.now()));
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
