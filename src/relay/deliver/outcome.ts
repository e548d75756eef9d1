import { type CardDetail, FULL_DETAIL } from '../../approval/cardDetail.ts';
import type { Delivery } from '../../approval/delivery.ts';
import { type LeftOut, NOBODY } from '../../approval/leftOut.ts';
import type { Text } from '../../base/language.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf, verdictOnMessage, verdictOnUpdate } from '../../feishu/errorCodes.ts';
import type { Verdict } from '../../feishu/verdict.ts';
import type { Settled, SettledWaiting } from '../../store/outbox/deliveries.ts';
import { isGivenUp, retryInMs } from '../context/retry.ts';
import { giveUp } from './giveUp.ts';
import type { Request } from './request.ts';

/** What happens to a delivery after a failed request, and why, for the log. */
export interface Outcome {
  readonly settled: Settled;
  readonly verdict: Verdict;
  /** What a person can do about it; absent: what the verdict says. */
  readonly remedy?: Text;
  /**
   * A short word for metrics: `retry`, `unknown`, `degrade`, `person-refused`, `chat-closed`, `card-gone`,
   * `out-of-reach`, `refused`, `gave-up`, `outcome-unknown`.
   */
  readonly word: string;
}

/** A failed request for the log and the metrics. */
export function failureFacts(
  { settled, verdict, word, remedy = verdict.remedy }: Outcome,
  error: FeishuError,
  said = error.message,
) {
  return {
    result: settled.state === 'waiting' ? ('retry' as const) : settled.state,
    reason: word,
    remedy,
    said,
    ...(error.code === undefined ? {} : { code: error.code }),
    logId: error.logId,
  };
}

/** The request that failed. */
export interface FailedRequest {
  readonly does: Request['do'];
  readonly startedAt: number;
  readonly now: number;
  /** The next simpler card; undefined: there is none. */
  readonly simpler: CardDetail | undefined;
  /** The same card without a person whose id Feishu may have refused; absent: it is not about a person. */
  readonly leftOut?: LeftOut | undefined;
  /**
   * The group that can get it instead of a person or another group; absent: there is none, or it is about something
   * else.
   */
  readonly instead?: string | undefined;
  /** Feishu's own words, cut. */
  readonly said?: string;
}

/**
 * Decides what happens to a delivery whose request failed. Pure.
 *
 * Repeating an update is harmless, so its outcome is never unknown. One refused for good is replaced by a fresh card,
 * since the old one would keep showing an outdated state.
 */
export function outcomeOf(
  delivery: Delivery,
  error: FeishuError,
  { does, startedAt, now, simpler, leftOut, instead, said = error.message }: FailedRequest,
): Outcome {
  const verdict = verdictOn(does, error);
  const isUnknown = error.reached === 'maybe' && does !== 'update';
  const reason = error.code === undefined ? said : `${error.code}: ${said}`;
  const park = (word: string, sentence = reason): Outcome => ({
    settled: { state: 'parked', reason: `${word}: ${sentence}`, remedy: verdict.remedy.en },
    verdict,
    word,
  });
  const again = (word: string, more: Partial<SettledWaiting>): Outcome => ({
    settled: { state: 'waiting', nextAt: now, detail: delivery.detail, reason, ...more },
    verdict,
    word,
  });
  const replace = (): Outcome => again('card-gone', { detail: FULL_DETAIL, forgetsCard: true });
  const refuse = (): Outcome => (does === 'update' ? replace() : park('refused'));

  if (instead !== undefined)
    return again('out-of-reach', { leftOut: { ...(delivery.leftOut ?? NOBODY), instead } });
  const unknownSince = delivery.unknownSince ?? (isUnknown ? startedAt : undefined);
  const kept: { unknownSince?: number } =
    does === 'update' || unknownSince === undefined ? {} : { unknownSince };
  switch (verdict.action) {
    case 'park':
      return refuse();
    case 'close-chat':
      return kept.unknownSince === undefined ? park('chat-closed') : giveUpUnknown(delivery, verdict);
    case 'replace':
      return does === 'post' ? park('refused') : replace();
    case 'degrade':
      if (leftOut !== undefined) return again('person-refused', { leftOut, ...kept });
      return simpler === undefined ? refuse() : again('degrade', { detail: simpler, ...kept });
    case 'retry':
    case 'renew-token': {
      if (isGivenUp(error, now - delivery.createdAt)) return park('gave-up', `${reason}, for seven days`);
      const nextAt = now + retryInMs(error, verdict, delivery.attempts + 1);
      return again(isUnknown ? 'unknown' : 'retry', { nextAt, ...kept });
    }
  }
}

/** The chat was closed after a request that may have arrived: nobody repeats it when the chat opens. */
function giveUpUnknown(delivery: Delivery, verdict: Verdict): Outcome {
  const ending = giveUp(delivery);
  const word = 'outcome-unknown';
  if (ending.do === 'assume')
    return { settled: { state: 'sent', messageId: '', isCard: false, reason: word }, verdict, word };
  const { reason, remedy } = ending;
  return { settled: { state: 'parked', reason, remedy: remedy.en }, verdict, remedy, word };
}
function verdictOn(does: Request['do'], error: FeishuError): Verdict {
  if (does === 'post') return verdictOf(error);
  return does === 'update' ? verdictOnUpdate(error) : verdictOnMessage(error);
}
