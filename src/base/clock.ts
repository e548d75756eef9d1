/** Where every time in the program comes from. Times are milliseconds since the epoch, spans milliseconds. */
export interface Clock {
  now(): number;
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
const EARLY_MS = 5;

/**
 * The clock of the machine plus an offset that can be moved forward: every timer that falls due by the move
 * fires at once. The demo uses it to show tomorrow's reminder, tests use it instead of sleeping.
 */
export class ShiftableClock implements Clock {
  #offsetMs = 0;
  readonly #timers = new Set<{ at: number; fn: () => void; rearm: () => void }>();

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  at(at: number, fn: () => void, options: { background?: boolean } = {}): () => void {
    let handle: NodeJS.Timeout | undefined;
    const timer = {
      at,
      fn,
      rearm: (): void => {
        clearTimeout(handle);
        const waitMs = Math.min(Math.max(at - this.now(), 0), LONGEST_WAIT_MS);
        handle = setTimeout(() => {
          const leftMs = at - this.now();
          // A timer may fire a little early, and the longest waits are cut. Otherwise its span has passed, whatever
          // the clock on the wall says: one that was set back must not stop every loop until it has caught up.
          if (waitMs === LONGEST_WAIT_MS || (leftMs > 0 && leftMs <= EARLY_MS)) return timer.rearm();
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
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) timer.rearm();
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
