import type { Clock } from '../../base/clock.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { Refreshes } from '../../store/instances/refreshes.ts';
import { type Observer, reportWritten } from '../context/observe.ts';
import type { Look } from '../lookup/lookup.ts';
import { areStepsMoved, stepsInLook } from '../routing/announceSteps.ts';
import type { Routing } from '../routing/routing.ts';

/** What it takes to record what a look-up for a reminder shows of steps. */
export interface RecordStepsParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone'>;
  readonly routing: Pick<Routing, 'holding' | 'judge'>;
  readonly work: Pick<Refreshes, 'recordLook'>;
  readonly observer: Pick<Observer, 'deliveryEnded' | 'stepsFound'>;
  readonly clock: Clock;
  /** These chats have something to hear. */
  readonly onComposed: (chats: readonly string[]) => void;
}

/** A step may have opened, or have been left, of which no task event has told: its chats hear of it before they are reminded. */
export async function recordSteps(
  parts: RecordStepsParts,
  {
    instanceCode,
    approvalCode,
    known,
  }: { readonly instanceCode: string; readonly approvalCode: string; readonly known: KnownInstance },
  { snapshot, beganAt, instance }: Look,
): Promise<void> {
  const { settings, work, clock } = parts;
  const approval = approvalFor(settings, approvalCode);
  const steps = await stepsInLook(parts, approval, known, instance, { refreshes: true });
  if (!steps || snapshot.text === known.snapshot?.text) return;
  if (areStepsMoved(known, instance)) parts.observer.stepsFound?.(approvalCode);
  const { status, changedAt } = known;
  const about = { instanceCode, approvalCode, status, changedAt, receivedAt: beganAt, priority: 1 };
  const told = { ...about, changeId: `look:${instanceCode}:${beganAt}` };
  const looked = { known, snapshot, lookedAt: beganAt, liveChats: [], told, steps };
  const written = await work.recordLook(instanceCode, looked, clock.now());
  if (written) reportWritten(parts, written);
}
