import { ShiftableClock } from '../../src/base/clock.ts';

/** A clock on which time passes `factor` times as fast: minutes of waiting in a test of seconds, without a jump. */
export class FastClock extends ShiftableClock {
  readonly #startedAt = super.now();
  readonly #monotonicStart = super.monotonic();
  readonly #factor: number;

  constructor(factor: number) {
    super();
    this.#factor = factor;
  }

  override now(): number {
    // The base class asks during its own construction, before there is a factor.
    return this.#factor === undefined
      ? super.now()
      : this.#startedAt + (super.now() - this.#startedAt) * this.#factor;
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
