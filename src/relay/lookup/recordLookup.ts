import { wholeEntries } from '../../approval/stepNews.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { Refreshed } from '../../store/instances/recordLookup.ts';
import type { Context, Needs } from '../context/context.ts';
import { type Observer, reportWritten } from '../context/observe.ts';
import { areStepsMoved, type StepParts, stepsInLookup } from '../routing/announceSteps.ts';
import type { LookupAnswer } from './lookup.ts';

/** What recording a look-up needs. */
export interface RecordLookupContext extends StepParts, Needs<never, 'recordLookup'> {
  readonly observer: Pick<Observer, 'deliveryEnded' | 'stepsFound'>;
  readonly worker: Pick<Context['worker'], 'wakeDeliver'>;
}

/** An instance, as recorded when its look-up began. */
export interface LookedAt {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly known: KnownInstance;
}

/** Why it was looked up, and what follows. */
export interface LookUse extends Pick<Refreshed, 'reminders' | 'remindsAtOnce'> {
  /** When the task event came in that caused it, ms; absent: none did. */
  readonly askedAt?: number;
  /** Which cards are updated silently: only those of open steps, or of the whole instance, too. */
  readonly updates: 'nothing' | 'steps' | 'everything';
  /** Many steps may open at once for one chat: until when they wait, to become one card. */
  readonly restsUntil?: number;
}

/** Records a look-up that found the recorded state unchanged. False: something newer was recorded meanwhile. */
export async function recordLookup(
  context: RecordLookupContext,
  approval: ApprovalSettings,
  { instanceCode, approvalCode, known }: LookedAt,
  { snapshot, beganAt, instance }: LookupAnswer,
  { askedAt, updates, restsUntil, ...reminders }: LookUse,
): Promise<boolean> {
  const { status, changedAt } = known;
  const steps = await stepsInLookup(context, approval, known, instance, {
    refreshes: updates !== 'nothing',
    restsUntil,
  });
  if (steps && askedAt === undefined && areStepsMoved(known, instance))
    context.observer.stepsFound(approvalCode);
  const { chats } = approval;
  const refreshed: Refreshed = {
    known,
    snapshot,
    lookedAt: beganAt,
    liveChats:
      updates === 'everything' ? [...new Set(wholeEntries(chats).map((entry) => entry.chat.id))] : [],
    change: {
      changeId: `look:${instanceCode}:${beganAt}`,
      instanceCode,
      approvalCode,
      status,
      changedAt,
      receivedAt: askedAt ?? beganAt,
      priority: askedAt === undefined ? 1 : 0,
    },
    steps,
    ...reminders,
  };
  const { store, clock, worker } = context;
  const written = await store.work.recordLookup(instanceCode, refreshed, clock.now());
  if (written) reportWritten({ ...context, onComposed: (chats) => worker.wakeDeliver(chats) }, written);
  return written !== undefined;
}
