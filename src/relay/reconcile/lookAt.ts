import type { InstanceRef } from '../../approval/change.ts';
import type { Instance } from '../../approval/instance.ts';
import { isFinal } from '../../approval/status.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { Finding } from '../../store/reconcile/findings.ts';
import { REST_MS } from '../../store/reconcile/rests.ts';
import { deletionOf, findingIn } from '../lookup/impliedChanges.ts';
import type { LookupAnswer } from '../lookup/lookup.ts';
import { recordLookup } from '../lookup/recordLookup.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { ReconcileRun } from './runParts.ts';

/** The push of a younger change may still be on its way. */
const MISSED_MS = 5 * 60_000;

/**
 * Looks up one instance. A change is passed to compose; anything else is recorded silently.
 *
 * @param isAgain Feishu did not know it a minute ago
 */
export async function lookAt(run: ReconcileRun, subject: InstanceRef, isAgain = false): Promise<void> {
  const { asking, work, report, clock } = run;
  const { instanceCode } = subject;
  const result = await asking.look(subject);
  if (!result) {
    report.refused += 1;
    return work.noteLooked(instanceCode, clock.now());
  }
  report.looked += 1;
  const known = await work.knownInstance(instanceCode);
  if (result.kind === 'found') return keepWhatShows(run, subject, known, result.look);
  // Otherwise it was deleted before it was known.
  if (known && isAgain) return keepAbsence(run, subject, known, result.beganAt);
  if (known) run.missing.push({ ...subject, since: clock.monotonic() });
}

/** Passes a finding to compose, and counts it. */
async function handOn({ work, report, clock, onAccepted }: ReconcileRun, finding: Finding): Promise<void> {
  if (!(await work.addFinding({ ...finding, rests: true }, clock.now()))) return;
  onAccepted();
  const { instanceCode: instance, approvalCode: approval, status, changedAt, lookedAt } = finding;
  report.found.push({ instance, approval, status, changedAt });
  if (changedAt < lookedAt - MISSED_MS) report.missed += 1;
}

/** Feishu did not know the instance twice: it was deleted. */
function keepAbsence(
  run: ReconcileRun,
  subject: InstanceRef,
  known: KnownInstance,
  lookedAt: number,
): Promise<void> {
  run.report.missing += 1;
  const deletion = deletionOf(subject, known, lookedAt);
  return deletion ? handOn(run, deletion) : run.work.noteLooked(subject.instanceCode, lookedAt);
}

async function keepWhatShows(
  run: ReconcileRun,
  subject: InstanceRef,
  known: KnownInstance | undefined,
  look: LookupAnswer,
): Promise<void> {
  const { work, settings, order } = run;
  const { instanceCode, approvalCode } = subject;
  const finding = findingIn(subject, known, look);
  if (finding && !known && isForgotten(run, finding)) return;
  if (finding && order.adopt && !known) return adopt(run, look, finding);
  if (finding) return handOn(run, finding);
  if (!known) return;
  const approval = approvalFor(settings, approvalCode);
  // Its status cannot be trusted yet, so neither can its details.
  if (!approval || (!isFinal(known.status) && look.instance.status !== 'PENDING'))
    return work.noteLooked(instanceCode, look.beganAt);
  const updates = isAsSeen(known, look) ? 'nothing' : 'everything';
  const reminders = await wantedReminders(run, approval, look.instance, { instanceCode, ...known });
  const use = { updates, restsUntil: look.beganAt + REST_MS, reminders } as const;
  // The details may have changed: standing cards are updated silently.
  const context = { ...run, store: { work }, worker: { wakeDeliver: run.onComposed } };
  await recordLookup(context, approval, { ...subject, known }, look, use);
}

/** Whether it ended longer ago than ended instances are kept: it may have been relayed, and nothing knows of it. */
function isForgotten({ settings, clock }: ReconcileRun, { status, changedAt }: Finding): boolean {
  return isFinal(status) && changedAt < clock.now() - settings.retentionMs;
}

/** Records a pending instance without sending anything. */
async function adopt(
  run: ReconcileRun,
  { instance, snapshot, beganAt }: LookupAnswer,
  { instanceCode, approvalCode, status, changedAt }: Finding,
): Promise<void> {
  if (status !== 'PENDING') return;
  const approval = approvalFor(run.settings, approvalCode);
  const isNew = await run.work.adopt({
    instanceCode,
    approvalCode,
    changedAt,
    snapshot: snapshot.text,
    lookedAt: beganAt,
    startedAt: instance.startedAt ?? null,
    reminders: await wantedReminders(run, approval, instance, { instanceCode, status, changedAt }),
  });
  if (isNew) run.report.adopted += 1;
}

/** Whether a card would show the same. The form is left out: links to its files are new in every answer. */
function isAsSeen({ snapshot }: KnownInstance, { instance }: LookupAnswer): boolean {
  const seen = snapshot?.instance;
  const shown = ({ status, tasks, timeline, comments }: Instance): string =>
    JSON.stringify([status, tasks, timeline, comments]);
  return seen !== undefined && shown(seen) === shown(instance);
}
