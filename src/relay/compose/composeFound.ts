import type { ReceivedChange } from '../../approval/change.ts';
import { isNewsBeside } from '../../approval/impliedChange.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import { REST_MS } from '../../store/reconcile/rests.ts';
import { announce } from './announce.ts';
import type { ComposeContext } from './composeContext.ts';
import { finish, warnOfName } from './finish.ts';

/**
 * Composes a change that a look-up found, with that look-up's snapshot. Whether it is news is judged again: a push may
 * have come.
 */
export async function composeFound(
  context: ComposeContext,
  change: ReceivedChange,
  approval: ApprovalSettings,
  known: KnownInstance | undefined,
): Promise<void> {
  const { store, clock } = context;
  const { receivedAt: lookedAt } = change;
  if (!isNewsBeside(known, change, lookedAt)) return finish(context, change, { reason: 'duplicate' });
  const { snapshot, rests } = await store.work.findingBody(change);
  const seen = snapshot?.instance;
  if (seen) warnOfName(context, approval, seen);
  const look = snapshot ? { instance: seen, snapshot, beganAt: lookedAt } : undefined;
  const now = clock.now();
  return announce(context, { change, approval, known, knownBy: 'lookup' }, look, {
    // It goes after live work.
    priority: 1,
    // An old finding is looked up again first (relay/reconcile/reconcileRun.ts).
    ...(rests ? { restsUntil: now - lookedAt < REST_MS ? lookedAt + REST_MS : now + REST_MS } : {}),
  });
}
