import type { Delivery } from '../approval/delivery.ts';
import { readBuzzAbout } from '../approval/reminderAbout.ts';
import type { FeishuError } from '../feishu/error.ts';
import { verdictOnBuzz } from '../feishu/errorCodes.ts';
import type { Outcome } from './outcome.ts';
import { retryInMs } from './retry.ts';

const CARD_GONE = 'filtered: the card was recalled or deleted.';

/**
 * Decides what becomes of a buzz whose request failed. Pure.
 *
 * There is no key that would keep a second one from ringing, so that one of which nobody knows whether it rang counts as
 * done. What surely did not ring is tried again where it may pass by itself (for some minutes: buzzPlan.ts), and parked
 * with its remedy where only a person can mend it: the moment is over by then, but the next buzz needs it, too.
 */
export function buzzOutcomeOf(delivery: Delivery, error: FeishuError, now: number): Outcome {
  const verdict = verdictOnBuzz(error);
  const reason = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
  if (error.reached === 'maybe') {
    const { messageId } = readBuzzAbout(delivery.about);
    const word = 'outcome-unknown';
    return { settled: { state: 'sent', messageId, isCard: false, reason: word }, verdict, word };
  }
  if (verdict.action === 'replace')
    return { settled: { state: 'suppressed', reason: CARD_GONE }, verdict, word: 'filtered' };
  const isPassing = verdict.action === 'retry' || verdict.action === 'renew-token';
  if (verdict.needsPerson || !isPassing) {
    const sentence = `refused: ${reason}. ${verdict.remedy}`;
    return { settled: { state: 'parked', reason: sentence }, verdict, word: 'refused' };
  }
  const nextAt = now + retryInMs(error, verdict, delivery.attempts + 1);
  return {
    settled: { state: 'waiting', nextAt, detail: delivery.detail, reason },
    verdict,
    word: 'retry',
  };
}
