import type { Clock } from '../../base/clock.ts';
import type { HttpAnswer } from './http.ts';

/** The last measured difference between this machine's clock and Feishu's. */
export interface ClockSkew {
  /** Ours minus Feishu's, ms: positive if ours is ahead. Accurate to about a second. */
  readonly ms: number;
  /** When it was measured: a reading of `Clock.monotonic()`. */
  readonly seenAt: number;
}

/** After a longer wait, it is too uncertain when the answer was written. */
const LONGEST_ANSWER_MS = 5_000;
/** A `Date` header has whole seconds: on average it is half of one behind. */
const HALF_SECOND_MS = 500;

/** Compares our clock with the `Date` header of an answer; undefined: not possible. */
export function clockSkewOf(clock: Clock, { date, tookMs }: HttpAnswer): ClockSkew | undefined {
  const theirs = date === '' ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs) || tookMs > LONGEST_ANSWER_MS) return undefined;
  const ms = clock.now() - tookMs / 2 - (theirs + HALF_SECOND_MS);
  return { ms: Math.round(ms), seenAt: clock.monotonic() };
}
