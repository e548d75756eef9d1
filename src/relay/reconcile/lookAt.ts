import type { InstanceRef } from '../../approval/change.ts';
import type { Instance } from '../../approval/instance.ts';
import { isFinal } from '../../approval/status.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { Finding } from '../../store/reconcile/findings.ts';
import { REST_MS } from '../../store/reconcile/rests.ts';
import { deletionOf, findingIn, isDeleted } from '../lookup/impliedChanges.ts';
import type { LookupAnswer } from '../lookup/lookup.ts';
import { recordLookup } from '../lookup/recordLookup.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { LookAt, Looked, RunParts } from './runParts.ts';
import type { RunOrder, RunReport } from './runReport.ts';

/** Instances that Feishu did not know, and when it first said so. */
export type Missing = Map<string, { readonly approvalCode: string; readonly since: number }>;

/** The push of a younger change may still be on its way. */
const MISSED_MS = 5 * 60_000;

/** What every look-up of a run needs. */
interface Looking extends RunParts {
  readonly order: RunOrder;
  readonly report: RunReport;
  readonly missing: Missing;
}

/** Looks up one instance. A change is passed to compose; anything else is recorded silently. */
export function createLookAt(parts: RunParts, order: RunOrder, report: RunReport, missing: Missing): LookAt {
  const looking: Looking = { ...parts, order, report, missing };
  return async (instanceCode, approvalCode) => {
    const result = await parts.asking.look(instanceCode, approvalCode);
    if (result.kind === 'failed') {
      report.refused += 1;
      missing.delete(instanceCode);
      await parts.work.noteLooked(instanceCode, parts.clock.now());
      return 'refused';
    }
    report.looked += 1;
    const subject = { instanceCode, approvalCode };
    if (result.kind === 'missing') return keepAbsence(looking, subject, result.beganAt);
    missing.delete(instanceCode);
    await keepWhatShows(looking, subject, result.look);
    return 'concluded';
  };
}

/** Passes a finding to compose, and counts it. */
async function handOn({ work, report, clock, onAccepted }: Looking, finding: Finding): Promise<void> {
  if (!(await work.addFinding({ ...finding, rests: true }, clock.now()))) return;
  onAccepted();
  const { instanceCode: instance, approvalCode: approval, status, changedAt, lookedAt } = finding;
  report.found.push({ instance, approval, status, changedAt });
  if (changedAt < lookedAt - MISSED_MS) report.missed += 1;
}

/** Feishu does not know the instance: it counts as deleted if that is the same a minute later. */
async function keepAbsence(looking: Looking, subject: InstanceRef, lookedAt: number): Promise<Looked> {
  const { work, report, missing, clock } = looking;
  const { instanceCode, approvalCode } = subject;
  const known = await work.knownInstance(instanceCode);
  // Deleted before it was known.
  if (!known) return 'concluded';
  const before = missing.get(instanceCode);
  missing.set(instanceCode, before ?? { approvalCode, since: clock.now() });
  if (!before || !isDeleted(before.since, clock.now())) return 'missing';
  missing.delete(instanceCode);
  report.missing += 1;
  const deletion = deletionOf(subject, known, lookedAt);
  await (deletion ? handOn(looking, deletion) : work.noteLooked(instanceCode, lookedAt));
  return 'concluded';
}

async function keepWhatShows(looking: Looking, subject: InstanceRef, look: LookupAnswer): Promise<void> {
  const { work, settings, order } = looking;
  const { instanceCode, approvalCode } = subject;
  const known = await work.knownInstance(instanceCode);
  const finding = findingIn(subject, known, look);
  if (finding && !known && isForgotten(looking, finding)) return;
  if (finding && order.adopt && !known) return adopt(looking, look, finding);
  if (finding) return handOn(looking, finding);
  if (!known) return;
  const approval = approvalFor(settings, approvalCode);
  // Its status cannot be trusted yet, so neither can its details.
  if (!approval || (!isFinal(known.status) && look.instance.status !== 'PENDING'))
    return work.noteLooked(instanceCode, look.beganAt);
  const updates = isAsSeen(known, look) ? 'nothing' : 'everything';
  const reminders = await wantedReminders(looking, approval, look.instance, { instanceCode, ...known });
  const use = { updates, restsUntil: look.beganAt + REST_MS, reminders } as const;
  // The details may have changed: standing cards are updated silently.
  const context = { ...looking, store: { work }, worker: { wakeDeliver: looking.onComposed } };
  await recordLookup(context, approval, { ...subject, known }, look, use);
}

/** Whether it ended longer ago than ended instances are kept: it may have been relayed, and nothing knows of it. */
function isForgotten({ settings, clock }: Looking, { status, changedAt }: Finding): boolean {
  return isFinal(status) && changedAt < clock.now() - settings.retentionMs;
}

/** Records a pending instance without sending anything. */
async function adopt(
  looking: Looking,
  { instance, snapshot, beganAt }: LookupAnswer,
  { instanceCode, approvalCode, status, changedAt }: Finding,
): Promise<void> {
  if (status !== 'PENDING') return;
  const approval = approvalFor(looking.settings, approvalCode);
  const isNew = await looking.work.adopt({
    instanceCode,
    approvalCode,
    changedAt,
    snapshot: snapshot.text,
    lookedAt: beganAt,
    startedAt: instance.startedAt ?? null,
    reminders: await wantedReminders(looking, approval, instance, { instanceCode, status, changedAt }),
  });
  if (isNew) looking.report.adopted += 1;
}

/** Whether a card would show the same. The form is left out: links to its files are new in every answer. */
function isAsSeen({ snapshot }: KnownInstance, { instance }: LookupAnswer): boolean {
  const seen = snapshot?.instance;
  const shown = ({ status, tasks, timeline, comments }: Instance): string =>
    JSON.stringify([status, tasks, timeline, comments]);
  return seen !== undefined && shown(seen) === shown(instance);
}
