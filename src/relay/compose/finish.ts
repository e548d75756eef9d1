import type { ReceivedChange } from '../../approval/change.ts';
import type { Instance } from '../../approval/instance.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { ComposedChange, PostponedChange } from '../../store/instances/changes.ts';
import { supersededEnd } from '../context/observe.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { ComposeContext } from './composeContext.ts';

const NOTHING = { announcements: [], priority: 0, attempts: [] } as const;

/** The end of a change: marks the inbox row done and writes state and outbox in one transaction, then reports it. */
export async function finish(
  { store, clock, observer, worker }: ComposeContext,
  change: ReceivedChange,
  end: Pick<ComposedChange, 'reason'> & Partial<ComposedChange>,
  lookups = 0,
): Promise<void> {
  const composed = { ...NOTHING, ...end };
  const now = clock.now();
  const written = await store.work.finishChange(change, composed, now);
  // Already finished by a commit whose answer was lost: it is counted once.
  if (!written) return;
  const { id, type, instanceCode, approvalCode, status, changedAt, receivedAt } = change;
  const isRelayed = written.chats.length > 0;
  observer.eventEnded({
    eventId: id,
    type,
    result: composed.parked ? 'parked' : isRelayed ? 'relayed' : 'suppressed',
    reason: written.reason,
    instanceCode,
    approvalCode,
    status,
    changedAt,
    chats: written.chats.length,
    lookups,
    tookMs: now - receivedAt,
  });
  for (const delivery of written.superseded) observer.deliveryEnded(supersededEnd(delivery, now));
  if (isRelayed) worker.wakeDeliver(written.chats);
}

/** Has a change composed again later. */
export async function postpone(
  { store, clock, worker }: ComposeContext,
  change: ReceivedChange,
  inMs: number,
  next: Pick<PostponedChange, 'reason' | 'made'> & Partial<PostponedChange>,
): Promise<void> {
  const nextAt = clock.now() + inMs;
  const { attempts, asked } = change;
  await store.work.postponeChange(change, { attempts, asked, ...next, nextAt });
  worker.wakeCompose(nextAt);
}

/** The reminders of an instance from now on; undefined: it never has reminders, and nothing changes. */
export async function nextReminders(
  context: Pick<ComposeContext, 'settings' | 'routing'>,
  change: ReceivedChange,
  approval: ApprovalSettings,
  instance: Instance | undefined,
): Promise<readonly WantedReminder[] | undefined> {
  if (!approval.chats.some((entry) => entry.reminders)) return undefined;
  return wantedReminders(context, approval, instance, change);
}

/** Warns if an approval's name in the configuration differs from Feishu's: its code may be another approval's. */
export function warnOfName(
  { warnings }: Pick<ComposeContext, 'warnings'>,
  { code: approval, name: configured }: ApprovalSettings,
  { approvalName: name }: Instance,
): void {
  if (configured === '' || name === '') return;
  if (configured === name) warnings.over('approval-name-differs', approval);
  else warnings.raise({ code: 'approval-name-differs', ids: { approval }, details: { name } });
}
