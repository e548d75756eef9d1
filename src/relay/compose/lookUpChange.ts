import type { ReceivedChange } from '../../approval/change.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import type { Attempt } from '../../store/outbox/attempts.ts';
import { isGivenUp, retryInMs } from '../context/retry.ts';
import { attemptOf, type Look } from '../lookup/lookup.ts';
import type { ComposeContext } from './composeContext.ts';
import { finish, postpone } from './finish.ts';

/** An instance that Feishu does not know yet is asked for again after these spans; then the card goes without. */
const NOT_FOUND_MS = [2_000, 10_000, 60_000] as const;

/**
 * What a look-up for a change brought:
 * - `found`;
 * - `without`: there is nothing to be had, and waiting does not change that;
 * - `ended`: it waits for another try, or was parked; there is nothing more to do for now.
 */
export type LookedFor =
  | { readonly kind: 'found'; readonly look: Look; readonly made: readonly Attempt[] }
  | { readonly kind: 'without'; readonly made: readonly Attempt[] }
  | { readonly kind: 'ended' };

/**
 * Looks up the instance of a change, and decides what becomes of the change where that fails.
 *
 * @param isNeeded whether anybody would miss what it brings; if not, one try is enough
 */
export async function lookUpChange(
  context: ComposeContext,
  change: ReceivedChange,
  isNeeded: boolean,
): Promise<LookedFor> {
  const { lookup, clock } = context;
  const startedAt = clock.now();
  // Asking again is pointless if the answer may be the one of last time.
  const isAgain = change.asked > 0 || change.attempts > 0;
  const result = await lookup.look(
    change.instanceCode,
    // Another replica's clock, by which the event was received, may run ahead of ours.
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
  // Feishu knows it no more because it was deleted, and will not know it again.
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
  const { action, remedy } = verdictOf(error);
  if (action !== 'retry' && action !== 'renew-token') {
    const { code, message: why, logId } = error;
    const facts = { instance: change.instanceCode, code, why, logId, remedy };
    context.log.warn(facts, 'an instance may not be looked up: its card goes without');
    return { kind: 'without', made };
  }
  await postponeFailed(context, change, error, made);
  return { kind: 'ended' };
}

/** Has a change composed again after a failure of Feishu's that may pass; after seven days it is parked. */
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
    const reason = `lookup-failed: ${why}, for seven days. ${remedy.en}`;
    await finish(context, change, { reason, parked: true, attempts: made });
    return;
  }
  const attempts = change.attempts + 1;
  const inMs = retryInMs(error, verdict, attempts);
  const line = { instance: change.instanceCode, code, why, logId, remedy, attempts, inMs };
  if (verdict.needsPerson) log.warn(line, 'a look-up is held back until somebody acts');
  else log.info(line, 'a look-up failed and is tried again');
  await postpone(context, change, inMs, { attempts, reason: `lookup: ${why}`, made });
}
