import type { Clock } from './clock.ts';

/** A repeated task: it runs when woken, at a set time, and at least every `everyMs`. */
export interface Loop {
  /** Runs soon; once more if it is running. */
  wake(): void;
  /** Runs at `at` at the latest. */
  wakeAt(at: number): void;
  /** Starts no further run and resolves when the running one has ended. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  /** A run that throws does not end the loop: the next one comes `everyMs` later. */
  readonly onError: (error: unknown) => void;
}

/**
 * Starts a loop; the first run comes at once. Runs never overlap.
 *
 * @param run may say when it wants to run again at the latest
 */
export function startLoop(
  { clock, everyMs, onError }: LoopOptions,
  run: (() => Promise<void>) | (() => Promise<number>),
): Loop {
  let stopped = false;
  let woken = false;
  let running: Promise<void> | undefined;
  let timer: { due: number; cancel: () => void } | undefined;

  const setTimer = (at: number): void => {
    // By the monotonic clock: setting the machine's clock does not change the remaining wait.
    const due = clock.monotonic() + at - clock.now();
    if (stopped || (timer && timer.due <= due)) return;
    timer?.cancel();
    timer = {
      due,
      cancel: clock.at(
        at,
        () => {
          timer = undefined;
          wake();
        },
        { background: true },
      ),
    };
  };

  const turn = async (): Promise<void> => {
    while (woken && !stopped) {
      woken = false;
      try {
        const next = await run();
        if (typeof next === 'number' && Number.isFinite(next)) setTimer(next);
      } catch (error) {
        onError(error);
      }
    }
    running = undefined;
    setTimer(clock.now() + everyMs);
  };

  const wake = (): void => {
    woken = true;
    // Not synchronously: a run may use the loop, and the caller does not have it yet.
    if (!running && !stopped) running = Promise.resolve().then(turn);
  };

  wake();
  return {
    wake,
    wakeAt: setTimer,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}
