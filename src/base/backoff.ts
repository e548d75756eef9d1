/** The waits between retries: doubled each time, from `baseMs` up to `maxMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after the `failures`-th failure in a row (1 for the first), in ms. Up to a quarter is randomly
 * subtracted, so things that failed together are not retried together.
 */
export function backoffMs(failures: number, { baseMs, maxMs }: Backoff, random = Math.random): number {
  const span = Math.min(maxMs, baseMs * 2 ** Math.min(Math.max(failures, 1) - 1, 30));
  return Math.round(span * (1 - random() / 4));
}
