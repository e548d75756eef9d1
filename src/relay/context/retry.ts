import { type Backoff, backoffMs } from '../../base/backoff.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { CODES } from '../../feishu/errorCodes.ts';
import type { Verdict } from '../../feishu/verdict.ts';

/** No row waits longer than this for its next try, ms. */
export const LONGEST_RETRY_MS = 5 * 60_000;
/** Between tries of one row. */
const BETWEEN_TRIES: Backoff = { baseMs: 1_000, maxMs: LONGEST_RETRY_MS };
/** After a fault that needs a person, the next try is not sooner than this. */
const FOR_A_PERSON_MS = 60_000;
/** A row that still fails after this time is parked. */
const GIVE_UP_MS = 7 * 86_400_000;

/** Whether a row has been tried for long enough. The month's quota may be used up for four weeks. */
export function isGivenUp(error: FeishuError, triedForMs: number): boolean {
  return triedForMs > GIVE_UP_MS && error.code !== CODES.quotaUsedUp;
}

/** How long a row waits after its `failures`-th failure (1 for the first), in ms. */
export function retryInMs(error: FeishuError, verdict: Verdict, failures: number): number {
  // The token was dropped: a new one is fetched at once. If that is refused, too, something else is wrong.
  if (verdict.action === 'renew-token' && failures === 1) return 0;
  const pauseMs = Math.min((error.resetSeconds ?? 0) * 1_000, LONGEST_RETRY_MS);
  const spanMs = Math.max(backoffMs(failures, BETWEEN_TRIES), pauseMs);
  return verdict.needsPerson ? Math.max(spanMs, FOR_A_PERSON_MS) : spanMs;
}
