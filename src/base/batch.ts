import { pause } from './patience.ts';

/** How {@link batched} makes batches; absent: without a pause, of any weight. */
export interface BatchOptions<T> {
  /** Between the starts of two consecutive batches, ms. */
  readonly restMs?: number;
  /** What an item weighs; with `heaviest`. */
  readonly weigh?: (item: T) => number;
  /** A batch ends with the item that brings it to this weight. */
  readonly heaviest?: number;
}

/**
 * Collects single items into batches: items that come in during one turn of the event loop, or while a batch is
 * running, go together into the next. One write to disk then serves many callers.
 *
 * With `restMs`, batches are larger under load; the first after a pause does not wait.
 *
 * `run` gets the items in order of arrival and returns one result for each, in that order; if it throws, every
 * caller of that batch gets the error.
 */
export function batched<T, R>(
  largest: number,
  run: (items: readonly T[]) => Promise<readonly R[]>,
  { restMs = 0, weigh = () => 0, heaviest = Number.POSITIVE_INFINITY }: BatchOptions<T> = {},
): (item: T) => Promise<R> {
  let waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = [];
  let isRunning = false;
  let restUntil = 0;

  /** How many waiting items go into the next batch. */
  const count = (): number => {
    let weight = 0;
    const heavy = waiting.findIndex(({ item }, i) => {
      weight += weigh(item);
      return i + 1 === largest || weight >= heaviest;
    });
    return heavy < 0 ? waiting.length : heavy + 1;
  };

  const rest = async (): Promise<void> => {
    const spanMs = restUntil - performance.now();
    if (spanMs > 0 && waiting.length < largest) await pause(spanMs);
    restUntil = performance.now() + restMs;
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (restMs > 0) await rest();
      const batch = waiting.slice(0, count());
      waiting = waiting.slice(batch.length);
      try {
        const results = await run(batch.map((w) => w.item));
        batch.forEach((w, i) => {
          w.resolve(results[i] as R);
        });
      } catch (error) {
        for (const w of batch) w.reject(error);
      }
    }
    isRunning = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // Another batch follows the current one.
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void flush());
    });
}
