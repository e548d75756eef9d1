/** Where every time in the program comes from. Times are milliseconds since the epoch, spans milliseconds. */
export interface Clock {
  now(): number;
  /**
   * Milliseconds since an arbitrary moment of this process. Only the difference of two readings means anything. It never
   * goes back, and setting the machine's clock does not move it: measure spans within one process by it (rate limits,
   * pauses, ages of caches). A span in which the machine slept may not count.
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

/** `setTimeout` fires at once beyond 2^31 - 1 ms; nobody here needs longer than a day between looks. */
const LONGEST_WAIT_MS = 86_400_000;
/** The two clocks run apart a little: whoever is called at a time finds that time on the clock on the wall. */
const APART_MS = 5;
/** The monotonic clock has fractions, which do not add up exactly. */
const INEXACT_MS = 0.001;

interface Timer {
  /** By the monotonic clock. */
  readonly due: number;
  readonly rearm: () => void;
}

/**
 * The clock of the machine plus an offset that can be moved forward: every timer that falls due by the move
 * fires at once. The demo uses it to show tomorrow's reminder, tests use it instead of sleeping.
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

  /** A span that was begun ends when it has passed, whatever becomes of the clock on the wall meanwhile. */
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
          // It may fire a little early, and the longest waits are cut.
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

  /** Moves the clock forward by `spanMs` and lets everything that is due by then fire. */
  advance(spanMs: number): void {
    if (!(spanMs >= 0)) throw new RangeError(`a clock only moves forward, not by ${spanMs} ms`);
    this.#offsetMs += spanMs;
    // Timers of one wait fire in the order in which they were set.
    for (const timer of [...this.#timers].sort((a, b) => a.due - b.due)) timer.rearm();
  }

  /** Sets the clock on the wall ahead, or back, as a person or a time service does. No time passes by that. */
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
