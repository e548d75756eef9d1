import type { Delivery } from '../approval/delivery.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import type { FeishuError } from '../feishu/error.ts';
import { type Verdict, verdictOf, verdictOnMessage } from '../feishu/errorCodes.ts';
import type { Settled } from '../store/deliveries.ts';
import type { Request } from './plan.ts';
import { isGivenUp, retryInMs } from './retry.ts';

/**
 * Feishu honours an idempotency key for one hour from the first try. A send whose outcome is unknown is repeated
 * for this long after the start of the first such try, never later: then it would be a second message.
 */
export const REPEAT_UNKNOWN_MS = 50 * 60_000;

const CLOCK_SLACK_MS = 60_000;

export const OUTCOME_UNKNOWN =
  'outcome-unknown: nobody knows whether the card arrived; look into the chat, then replay it or mark it as sent.';

const CARD_GONE = 'filtered: the card was recalled or deleted; the next change posts a fresh one.';

/** What becomes of a delivery after a failed request, and why, for the log. */
export interface Outcome {
  readonly settled: Settled;
  readonly verdict: Verdict;
  /** A short word for metrics: `retry`, `unknown`, `degrade`, `chat-closed`, `card-gone`, `refused`, `gave-up`. */
  readonly word: string;
}

/** What the log and the metrics tell of a failed request. */
export function toldOf({ settled, verdict, word }: Outcome, error: FeishuError) {
  return {
    result: settled.state === 'waiting' ? ('retry' as const) : settled.state,
    reason: word,
    remedy: verdict.remedy,
    ...(error.code === undefined ? {} : { code: error.code }),
    logId: error.logId,
  };
}

/** Whether the time in which this delivery may be repeated with its key is over. */
export function isPastRepeating(delivery: Delivery, now: number): boolean {
  const { unknownSince } = delivery;
  if (unknownSince === undefined) return false;
  // A time ahead of now: the clock was set back, and nobody knows how long ago it was.
  return now - unknownSince >= REPEAT_UNKNOWN_MS || unknownSince > now + CLOCK_SLACK_MS;
}

/** The request that failed. */
export interface FailedRequest {
  readonly does: Request['do'];
  readonly startedAt: number;
  readonly now: number;
  /** The next step down the ladder of simpler cards; undefined at its foot. */
  readonly simpler: string | undefined;
}

/**
 * Decides what becomes of a delivery whose request failed. Pure.
 *
 * An update is simply repeated with the newest state: twice is no double, so that its outcome is never unknown.
 */
export function outcomeOf(
  delivery: Delivery,
  error: FeishuError,
  { does, startedAt, now, simpler }: FailedRequest,
): Outcome {
  const verdict = does === 'post' ? verdictOf(error) : verdictOnMessage(error);
  const failures = delivery.attempts + 1;
  const isUnknown = error.reached === 'maybe' && does !== 'update';
  const unknownSince =
    does === 'update' ? undefined : (delivery.unknownSince ?? (isUnknown ? startedAt : undefined));
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
    case 'replace': {
      if (does === 'post') return park('refused', `${reason}. ${verdict.remedy}`);
      // Nothing has happened that a fresh card would have to tell.
      if (delivery.kind === 'refresh') {
        return {
          settled: { state: 'suppressed', reason: CARD_GONE, forgetsCard: true },
          verdict,
          word: 'filtered',
        };
      }
      const fresh = {
        state: 'waiting',
        nextAt: now,
        detail: FULL_DETAIL,
        reason,
        forgetsCard: true,
      } as const;
      return { settled: fresh, verdict, word: 'card-gone' };
    }
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
      return { settled, verdict, word: isUnknown ? 'unknown' : 'retry' };
    }
  }
}
