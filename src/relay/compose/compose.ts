import {
  confirmedState,
  judgeChange,
  type ReceivedChange,
  recordedTime,
  showsChange,
} from '../../approval/change.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { asError } from '../../base/errors.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { hooksFor } from '../../settings/hooksFor.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import { stopsWork } from '../../store/engine/storeError.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import { DELIVER_REMEDIES } from '../../words/deliverText.ts';
import { announce } from './announce.ts';
import type { ComposeContext } from './composeContext.ts';
import { composeFound } from './composeFound.ts';
import { finish, postpone, warnOfName } from './finish.ts';
import { lookUpChange, postponeFailed } from './lookUpChange.ts';

/** After an unexpected failure. */
const AFTER_ODD_FAILURE: Backoff = { baseMs: 2_000, maxMs: 300_000 };
/** A change that fails unexpectedly this many times is parked. */
const ODD_FAILURES = 10;
/** Feishu's events are ahead of its API: if a look-up does not show the change yet, it is repeated once after this. */
const NOT_SHOWN_MS = 1_000;
const NO_APPROVAL =
  'unreadable: the event has no usable approval_code, and no look-up gives it; look at it in the event log of the developer console.';

/**
 * Second stage: looks the instance up, chooses the chats, and writes the outbox in one transaction with "inbox done".
 * The status is the event's, the details are the API's. The API's status never replaces it, since REVERTED and
 * OVERTIME_* do not exist there.
 *
 * Rejects if the row could not be updated.
 */
export async function compose(context: ComposeContext, change: ReceivedChange): Promise<void> {
  try {
    await (change.approvalCode === '' ? nameApproval(context, change) : judge(context, change));
  } catch (thrown) {
    // If the store is away, that does not count as a try.
    if (stopsWork(thrown)) throw thrown;
    // Feishu cannot give the departments above one for now: nothing is decided meanwhile.
    if (thrown instanceof FeishuError) return postponeFailed(context, change, thrown, []);
    await putAside(context, change, asError(thrown));
  }
}

/**
 * A failure that is neither Feishu's nor the store's must not hold back later changes of the instance for ever: the
 * change is tried again, later each time, and parked in the end.
 */
async function putAside(context: ComposeContext, change: ReceivedChange, { message }: Error): Promise<void> {
  const { oddFailures, log } = context;
  const { seq, id: eventId } = change;
  log.error({ eventId, error: message }, 'a change could not be composed');
  const failures = (oddFailures.get(seq) ?? 0) + 1;
  oddFailures.set(seq, failures);
  if (failures >= ODD_FAILURES) {
    oddFailures.delete(seq);
    return finish(context, change, {
      reason: `error: ${message}. ${DELIVER_REMEDIES.mistake.en}`,
      parked: true,
    });
  }
  const attempts = change.attempts + 1;
  const inMs = backoffMs(failures, AFTER_ODD_FAILURE);
  await postpone(context, change, inMs, { attempts, reason: `error: ${message}`, made: [] });
}

/** The event does not name the approval: it is recorded already, or a look-up gives it. */
async function nameApproval(context: ComposeContext, change: ReceivedChange): Promise<void> {
  const known = await context.store.work.approvalOf(change.instanceCode);
  if (known !== '') return judge(context, { ...change, approvalCode: known });
  const looked = await lookUpChange(context, change, true);
  if (looked.kind === 'ended') return;
  const { made } = looked;
  const approvalCode = looked.kind === 'found' ? looked.look.instance.approvalCode : '';
  if (approvalCode === '')
    return finish(context, change, { reason: NO_APPROVAL, parked: true, attempts: made }, made.length);
  // The following steps share this look-up.
  await judge(context, { ...change, approvalCode });
}

/** What the change means compared with the recorded state. */
async function judge(context: ComposeContext, change: ReceivedChange): Promise<void> {
  const approval = approvalFor(context.settings, change.approvalCode);
  if (!approval) return finish(context, change, { reason: 'unmapped' });
  const known = await context.store.work.knownInstance(change.instanceCode);
  if (change.source === 'lookup') return composeFound(context, change, approval, known);
  switch (judgeChange(known, change)) {
    case 'superseded':
      return finish(context, change, { reason: 'superseded' });
    case 'confirmation':
      return finish(context, change, {
        reason: 'duplicate',
        ...(known ? { known: { ...known, ...confirmedState(known, change) } } : {}),
      });
    case 'news':
      return composeNews(context, change, approval, known);
  }
}

/** A pushed change that is news: looks the instance up, and announces it. */
async function composeNews(
  context: ComposeContext,
  pushed: ReceivedChange,
  approval: ApprovalSettings,
  known: KnownInstance | undefined,
): Promise<void> {
  const { changedAt, knownBy } = recordedTime(known, pushed);
  const change = { ...pushed, changedAt };
  const news = { change, approval, known, knownBy };
  const isHeard = await mayBeHeard(context, approval, change);
  // It goes to no chat: it is only looked up so a later DELETED has a snapshot.
  if (!isHeard && known?.snapshot) return announce(context, news, undefined);
  const looked = await lookUpChange(context, change, isHeard);
  if (looked.kind === 'ended') return;
  const { made } = looked;
  if (looked.kind === 'without') return announce(context, news, undefined, { made });
  const { look } = looked;
  warnOfName(context, approval, look.instance);
  if (isHeard && change.asked === 0 && !showsChange(look.instance, change.status))
    return postpone(context, change, NOT_SHOWN_MS, { asked: 1, reason: 'not-shown-yet', made });
  return announce(context, news, look, { made });
}

/** Whether a chat may get a change: one that lists the status, with any conditions, or one that has a card. */
async function mayBeHeard(
  { settings, store }: ComposeContext,
  { chats }: ApprovalSettings,
  { approvalCode, instanceCode, status }: ReceivedChange,
): Promise<boolean> {
  return (
    chats.some(({ statuses }) => statuses.includes(status)) ||
    hooksFor(settings, approvalCode, status).length > 0 ||
    (chats.length > 0 && (await store.work.hasCards(instanceCode)))
  );
}
