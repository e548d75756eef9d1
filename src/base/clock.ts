/** The source of every time in the program. Times are milliseconds since the epoch, spans milliseconds. */
export interface Clock {
  now(): number;
  /**
   * Milliseconds since an arbitrary time of this process. Only the difference of two readings means anything. It never
   * goes back, and setting the machine's clock does not change it: use it for durations within one process (rate
   * limits, pauses, ages of caches). Time in which the machine slept may not count.
   */
  monotonic(): number;
  /**
   * Calls `fn` once when `now()` reaches `at`. Returns a function that cancels it.
   * The wait keeps the process alive unless `background` is set.
   */
  at(at: number, fn: () => void, options?: { background?: boolean }): () => void;
}

/** The clock of the machine. */
export function systemClock(): Clock {
  return new ShiftableClock();
}

/** `setTimeout` fires at once beyond 2^31 - 1 ms; a day is long enough. */
const LONGEST_WAIT_MS = 86_400_000;
/** The two clocks drift apart a little: when a callback runs, `now()` must have reached its time. */
const APART_MS = 5;
/** The monotonic clock has fractions, which do not add up exactly. */
const INEXACT_MS = 0.001;

interface Timer {
  /** By the monotonic clock. */
  readonly due: number;
  readonly rearm: () => void;
}

/**
 * The clock of the machine plus an offset that can be moved forward: every timer that becomes due by that fires at
 * once. The demo uses it to show tomorrow's reminder; tests use it instead of sleeping.
 */
export class ShiftableClock implements Clock {
  #offsetMs = 0;
  #setMs = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return Date.now() + this.#offsetMs + this.#setMs;
  }

  monotonic(): number {
    return performance.now() + this.#offsetMs;
  }

  /** A wait ends when its duration has passed, even if the machine's clock is set meanwhile. */
  at(at: number, fn: () => void, options: { background?: boolean } = {}): () => void {
    let handle: NodeJS.Timeout | undefined;
    const due = this.monotonic() + Math.max(at - this.now(), 0);
    const leftMs = (): number => {
      const onWallMs = at - this.now();
      const spanMs = Math.ceil(due - this.monotonic() - INEXACT_MS);
      return Math.max(0, spanMs, onWallMs <= APART_MS ? onWallMs : 0);
    };
    const timer: Timer = {
      due,
      rearm: () => {
        clearTimeout(handle);
        const waitMs = Math.min(leftMs(), LONGEST_WAIT_MS);
        handle = setTimeout(() => {
          // It may fire a little early, and the longest waits are split.
          if (leftMs() > 0) return timer.rearm();
          this.#timers.delete(timer);
          fn();
        }, waitMs);
        if (options.background) handle.unref();
      },
    };
    this.#timers.add(timer);
    timer.rearm();
    return () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
  }

  /** Moves the clock forward by `spanMs` and fires everything that is due by then. */
  advance(spanMs: number): void {
    if (!(spanMs >= 0)) throw new RangeError(`a clock only moves forward, not by ${spanMs} ms`);
    this.#offsetMs += spanMs;
    // Timers of one wait fire in the order in which they were set.
    for (const timer of [...this.#timers].sort((a, b) => a.due - b.due)) timer.rearm();
  }

  /** Sets the clock ahead, or back, as a person or a time service does. No time passes. */
  set(byMs: number): void {
    this.#setMs += byMs;
  }
}

/** Resolves when `spanMs` have passed on `clock`, or as soon as `signal` aborts. Never rejects. */
export function wait(clock: Clock, spanMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.at(clock.now() + spanMs, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
