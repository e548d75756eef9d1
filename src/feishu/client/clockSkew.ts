import type { Clock } from '../../base/clock.ts';
import type { HttpAnswer } from './http.ts';

/** How far the clock of this machine is from Feishu's, as last seen. */
export interface ClockSkew {
  /** Ours minus Feishu's, ms: positive where ours runs ahead. Right to about a second. */
  readonly ms: number;
  /** When it was seen: a reading of `Clock.monotonic()`. */
  readonly seenAt: number;
}

/** An answer that took longer tells too little about the moment at which it was written. */
const LONGEST_ANSWER_MS = 5_000;
/** A `Date` header has whole seconds: on average it is half of one behind. */
const HALF_SECOND_MS = 500;

/** What the `Date` header of an answer tells about our clock; undefined: nothing. */
export function clockSkewOf(clock: Clock, { date, tookMs }: HttpAnswer): ClockSkew | undefined {
  const theirs = date === '' ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs) || tookMs > LONGEST_ANSWER_MS) return undefined;
  const ms = clock.now() - tookMs / 2 - (theirs + HALF_SECOND_MS);
  return { ms: Math.round(ms), seenAt: clock.monotonic() };
}
