import type { BuzzDelivery, RemindingDelivery } from '../../approval/delivery.ts';
import type { BuzzContent } from '../../approval/deliveryContent.ts';
import { OPEN_ID } from '../../approval/idPattern.ts';
import { waitingIn } from '../../approval/reminded.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOnBuzz } from '../../feishu/errorCodes.ts';
import { mayPass } from '../../feishu/verdict.ts';
import { retryInMs } from '../context/retry.ts';
import type { Outcome } from './outcome.ts';

/** The limit of one call (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app). */
const MOST_PEOPLE = 200;
const CARD_GONE = 'filtered: the card was recalled or deleted.';

/**
 * Decides what to do with a buzz whose request failed. Pure.
 *
 * There is no idempotency key, so a buzz with unknown outcome counts as done. One that certainly did not buzz is tried
 * again after a temporary failure (for some minutes: planBuzz.ts), and parked with its remedy if only a person can fix
 * it: it is too late for this buzz then, but the next one needs the fix, too.
 */
export function buzzOutcomeOf(delivery: BuzzDelivery, error: FeishuError, now: number): Outcome {
  const verdict = verdictOnBuzz(error);
  const reason = error.code === undefined ? error.message : `${error.code}: ${error.message}`;
  if (error.reached === 'maybe') {
    const { messageId } = delivery.content;
    const word = 'outcome-unknown';
    return { settled: { state: 'sent', messageId, isCard: false, reason: word }, verdict, word };
  }
  if (verdict.action === 'replace')
    return { settled: { state: 'suppressed', reason: CARD_GONE }, verdict, word: 'filtered' };
  if (!mayPass(verdict)) {
    const parked = { state: 'parked', reason: `refused: ${reason}`, remedy: verdict.remedy.en } as const;
    return { settled: parked, verdict, word: 'refused' };
  }
  const nextAt = now + retryInMs(error, verdict, delivery.attempts + 1);
  return {
    settled: { state: 'waiting', nextAt, detail: delivery.detail, reason },
    verdict,
    word: 'retry',
  };
}

/**
 * The content of the buzz that follows an escalation's card; undefined: there is nobody to buzz.
 *
 * @param mentions whom the card mentions
 */
export function buzzAfter(
  delivery: RemindingDelivery,
  messageId: string,
  mentions: readonly string[],
): BuzzContent | undefined {
  const people = mentions.filter((id) => OPEN_ID.test(id)).slice(0, MOST_PEOPLE);
  if (people.length === 0 || messageId === '') return undefined;
  return { rule: delivery.content.rule, messageId, people, waiting: waitingIn(delivery) };
}
