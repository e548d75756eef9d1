import type { ReceivedChange } from '../../approval/change.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import type { Attempt } from '../../store/outbox/attempts.ts';
import { lookupFailed } from '../../words/deliveriesText.ts';
import { isGivenUp, retryInMs } from '../context/retry.ts';
import { attemptOf, type LookupAnswer } from '../lookup/lookup.ts';
import type { ComposeContext } from './composeContext.ts';
import { finish, postpone } from './finish.ts';

/**
 * If Feishu does not know an instance yet, the look-up is repeated after these spans; then the card is sent without
 * details.
 */
const NOT_FOUND_MS = [2_000, 10_000, 60_000] as const;

/**
 * The result of a look-up for a change:
 * - `found`;
 * - `without`: there are no details, and waiting does not help;
 * - `ended`: it waits for another try, or was parked; nothing more to do for now.
 */
export type LookedFor =
  | { readonly kind: 'found'; readonly look: LookupAnswer; readonly made: readonly Attempt[] }
  | { readonly kind: 'without'; readonly made: readonly Attempt[] }
  | { readonly kind: 'ended' };

/**
 * Looks up the instance of a change, and decides what to do if that fails.
 *
 * @param isNeeded whether the details are needed; if not, one try is enough
 */
export async function lookUpChange(
  context: ComposeContext,
  change: ReceivedChange,
  isNeeded: boolean,
): Promise<LookedFor> {
  const { lookup, clock } = context;
  const startedAt = clock.now();
  // A repeated look-up must not be answered from the cache.
  const isAgain = change.asked > 0 || change.attempts > 0;
  const result = await lookup.look(
    change.instanceCode,
    // The clock of the replica that received the event may be ahead of ours.
    isAgain ? startedAt : Math.min(change.receivedAt, startedAt),
    change.approvalCode,
  );
  const made = [attemptOf(result, startedAt, clock.now())];
  if (result.kind === 'found') return { kind: 'found', look: result.look, made };
  if (!isNeeded) return { kind: 'without', made };
  return result.kind === 'missing'
    ? missing(context, change, made)
    : refused(context, change, result.error, made);
}

async function missing(
  context: ComposeContext,
  change: ReceivedChange,
  made: readonly Attempt[],
): Promise<LookedFor> {
  // It was deleted, so Feishu will never know it again.
  const isGone = change.status === 'DELETED' || (await context.store.work.isDeletedAfter(change));
  const againMs = isGone ? undefined : NOT_FOUND_MS[change.asked];
  if (againMs === undefined) return { kind: 'without', made };
  await postpone(context, change, againMs, { asked: change.asked + 1, reason: 'not-found-yet', made });
  return { kind: 'ended' };
}

async function refused(
  context: ComposeContext,
  change: ReceivedChange,
  error: FeishuError,
  made: readonly Attempt[],
): Promise<LookedFor> {
  const verdict = verdictOf(error);
  if (!isTriedAgain(verdict)) {
    const { remedy } = verdict;
    const { code, message: why, logId } = error;
    const facts = { instance: change.instanceCode, code, why, logId, remedy };
    context.log.warn(facts, 'an instance may not be looked up: its card is sent without details');
    return { kind: 'without', made };
  }
  await postponeFailed(context, change, error, made);
  return { kind: 'ended' };
}

/** Schedules a change again after a temporary failure of Feishu; after seven days it is parked. */
export async function postponeFailed(
  context: ComposeContext,
  change: ReceivedChange,
  error: FeishuError,
  made: readonly Attempt[],
): Promise<void> {
  const { clock, log } = context;
  const verdict = verdictOf(error);
  const { remedy } = verdict;
  const { code, message: why, logId } = error;
  if (isGivenUp(error, clock.now() - change.receivedAt)) {
    await finish(context, change, { reason: lookupFailed(why, remedy), parked: true, attempts: made });
    return;
  }
  const attempts = change.attempts + 1;
  const inMs = retryInMs(error, verdict, attempts);
  const line = { instance: change.instanceCode, code, why, logId, remedy, attempts, inMs };
  if (verdict.needsPerson) log.warn(line, 'a look-up is held back until somebody acts');
  else log.info(line, 'a look-up failed and is tried again');
  await postpone(context, change, inMs, { attempts, reason: `lookup: ${why}`, made });
}
