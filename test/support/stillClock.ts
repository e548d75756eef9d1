import { ShiftableClock } from '../../src/base/clock.ts';

/**
 * A clock on which no time passes but what a test lets pass: what is expected is true on every day, and on every machine,
 * however slow. Not for what waits for the network or for another process.
 */
export class StillClock extends ShiftableClock {
  #wallMs: number;
  #passedMs = 0;

  /** @param at what it shows, ms since the epoch; default: noon of a Thursday in Shanghai */
  constructor(at = Date.parse('2026-11-26T12:00:00+08:00')) {
    super();
    this.#wallMs = at;
  }

  override now(): number {
    return this.#wallMs;
  }

  override monotonic(): number {
    return this.#passedMs;
  }

  override advance(spanMs: number): void {
    this.#wallMs += spanMs;
    this.#passedMs += spanMs;
    super.advance(spanMs);
  }

  override set(byMs: number): void {
    this.#wallMs += byMs;
  }
}
