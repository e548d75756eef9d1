import { ShiftableClock } from '../../src/base/clock.ts';

/** A clock on which time passes `factor` times as fast: minutes of waiting in a test of seconds, without a jump. */
export class FastClock extends ShiftableClock {
  readonly #realStart = super.now();
  readonly #startedAt: number;
  readonly #monotonicStart = super.monotonic();
  readonly #factor: number;

  /** @param at what it shows first, ms since the epoch */
  constructor(factor: number, at: number) {
    super();
    this.#factor = factor;
    this.#startedAt = at;
  }

  override now(): number {
    return this.#startedAt + (super.now() - this.#realStart) * this.#factor;
  }

  override monotonic(): number {
    return this.#monotonicStart + (super.monotonic() - this.#monotonicStart) * this.#factor;
  }

  override at(at: number, fn: () => void, options: { background?: boolean } = {}): () => void {
    let handle: NodeJS.Timeout | undefined;
    const arm = (): void => {
      handle = setTimeout(
        () => (this.now() < at ? arm() : fn()),
        Math.max(0, (at - this.now()) / this.#factor),
      );
      if (options.background) handle.unref();
    };
    arm();
    return () => clearTimeout(handle);
  }

  override advance(): void {
    throw new Error('this clock runs by itself');
  }
}
