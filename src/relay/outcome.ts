import type { Delivery } from '../approval/delivery.ts';
import type { FeishuError } from '../feishu/error.ts';
import { type Verdict, verdictOf } from '../feishu/errorCodes.ts';
import type { Settled } from '../store/work.ts';
import { isGivenUp, retryInMs } from './retry.ts';

/**
 * Feishu honours an idempotency key for one hour from the first try. A send whose outcome is unknown is repeated
 * for this long after the start of the first such try, never later: then it would be a second message.
 */
export const REPEAT_UNKNOWN_MS = 50 * 60_000;

const CLOCK_SLACK_MS = 60_000;

export const OUTCOME_UNKNOWN =
  'outcome-unknown: nobody knows whether the card arrived; look into the chat, then replay it or mark it as sent.';

/** What becomes of a delivery after a failed request, and why, for the log. */
export interface Outcome {
  readonly settled: Settled;
  readonly verdict: Verdict;
  /** A short word for metrics: `retry`, `unknown`, `degrade`, `chat-closed`, `refused`, `gave-up`. */
  readonly word: string;
}

/** Whether the time in which this delivery may be repeated with its key is over. */
export function isPastRepeating(delivery: Delivery, now: number): boolean {
  const { unknownSince } = delivery;
  if (unknownSince === undefined) return false;
  // A time ahead of now: the clock was set back, and nobody knows how long ago it was.
  return now - unknownSince >= REPEAT_UNKNOWN_MS || unknownSince > now + CLOCK_SLACK_MS;
}

/**
 * Decides what becomes of a delivery whose request failed. Pure.
 *
 * @param startedAt when the request was started
 * @param simpler the next step down the ladder of simpler cards; undefined at its foot
 */
export function outcomeOf(
  delivery: Delivery,
  error: FeishuError,
  { startedAt, now, simpler }: { startedAt: number; now: number; simpler: string | undefined },
): Outcome {
  const verdict = verdictOf(error);
  const failures = delivery.attempts + 1;
  const unknownSince = delivery.unknownSince ?? (error.reached === 'maybe' ? startedAt : undefined);
  const kept = unknownSince === undefined ? {} : { unknownSince };
  const reason = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
  const park = (word: string, sentence: string): Outcome => ({
    settled: { state: 'parked', reason: `${word}: ${sentence}` },
    verdict,
    word,
  });

  switch (verdict.action) {
    case 'park':
      return park('refused', `${reason}. ${verdict.remedy}`);
    case 'close-chat':
      return park('chat-closed', `${reason}. ${verdict.remedy}`);
    case 'degrade': {
      if (simpler === undefined) return park('refused', `${reason}. ${verdict.remedy}`);
      const settled = { state: 'waiting' as const, nextAt: now, detail: simpler, reason, ...kept };
      return { settled, verdict, word: 'degrade' };
    }
    case 'retry':
    case 'renew-token': {
      if (isGivenUp(error, now - delivery.createdAt))
        return park('gave-up', `${reason}, for seven days. ${verdict.remedy}`);
      const nextAt = now + retryInMs(error, verdict, failures);
      const settled = { state: 'waiting' as const, nextAt, detail: delivery.detail, reason, ...kept };
      return { settled, verdict, word: error.reached === 'maybe' ? 'unknown' : 'retry' };
    }
  }
}
