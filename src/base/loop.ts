import type { Clock } from './clock.ts';

/** Something that is done again and again: when woken, when a time has come, and at least every `everyMs`. */
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
    // By the monotonic clock: when the clock on the wall is set, the spans that are left stay as they are.
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
    // Not at once: a run may itself use the loop, and the first one starts before its maker has it.
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
