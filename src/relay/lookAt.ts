import type { Instance } from '../approval/instance.ts';
import { isFinal } from '../approval/status.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { ApprovalSettings } from '../settings/settings.ts';
import type { KnownInstance } from '../store/changes.ts';
import type { Finding } from '../store/findings.ts';
import type { Refreshes } from '../store/refreshes.ts';
import { deletionOf, findingIn, MISSING_MS } from './found.ts';
import type { Look } from './lookup.ts';
import { wantedReminders } from './reminderPlaces.ts';
import type { RunOrder, RunReport } from './report.ts';
import type { LookAt, Looked, RunParts } from './runParts.ts';

/** Instances that Feishu did not know, and when it first said so. */
export type Missing = Map<string, { readonly approvalCode: string; readonly since: number }>;

/** The push of a change that is younger may simply be on its way. */
const MISSED_MS = 5 * 60_000;

/** Looks at one instance: what that brings is kept, and what was as it was is recorded without a word. */
export function createLookAt(
  { settings, work, asking, unproven, clock, onComposed }: RunParts,
  order: RunOrder,
  report: RunReport,
  missing: Missing,
): LookAt {
  const keep = async (finding: Finding): Promise<void> => {
    await work.holdFinding(finding);
    const { instanceCode: instance, approvalCode: approval, status, changedAt, lookedAt } = finding;
    report.found.push({ instance, approval, status, changedAt });
    if (changedAt < lookedAt - MISSED_MS) report.missed += 1;
  };

  const adopt = async (
    instanceCode: string,
    approvalCode: string,
    { instance, snapshot, beganAt }: Look,
    { status, changedAt }: Finding,
  ): Promise<void> => {
    if (status !== 'PENDING') return;
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    const isNew = await work.adopt({
      instanceCode,
      approvalCode,
      changedAt,
      snapshot,
      lookedAt: beganAt,
      startedAt: instance.startedAt ?? null,
      reminders: wantedReminders(settings, approval, instance, { status, changedAt }),
    });
    if (isNew) report.adopted += 1;
  };

  const keepAbsence = async (
    instanceCode: string,
    approvalCode: string,
    lookedAt: number,
  ): Promise<Looked> => {
    // Deleted before anybody heard of it.
    if (!unproven.has(instanceCode) && !(await work.knownInstance(instanceCode))) return 'concluded';
    const before = missing.get(instanceCode);
    missing.set(instanceCode, before ?? { approvalCode, since: clock.now() });
    if (!before || clock.now() < before.since + MISSING_MS) return 'missing';
    missing.delete(instanceCode);
    report.missing += 1;
    const deletion = await deletionOf(work, instanceCode, approvalCode, lookedAt);
    await (deletion ? keep(deletion) : work.noteLooked(instanceCode, lookedAt));
    return 'concluded';
  };

  const keepWhatShows = async (instanceCode: string, approvalCode: string, look: Look): Promise<void> => {
    const finding = await findingIn(work, instanceCode, approvalCode, look);
    const known = await work.knownInstance(instanceCode);
    if (finding && order.adopt && !known) return adopt(instanceCode, approvalCode, look, finding);
    if (finding) return keep(finding);
    if (!known) return;
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    const told = approval
      ? seenUnchanged(settings, approval, known, { instanceCode, approvalCode, look })
      : undefined;
    if (!told) return work.noteLooked(instanceCode, look.beganAt);
    const updated = await work.recordLook(instanceCode, told, clock.now());
    if (updated && updated.length > 0) onComposed(updated);
  };

  return async (instanceCode, approvalCode) => {
    const result = await asking.look(instanceCode);
    if (result.kind === 'failed') {
      report.refused += 1;
      missing.delete(instanceCode);
      await work.noteLooked(instanceCode, clock.now());
      return 'refused';
    }
    report.looked += 1;
    if (result.kind === 'missing') return keepAbsence(instanceCode, approvalCode, result.beganAt);
    missing.delete(instanceCode);
    await keepWhatShows(instanceCode, approvalCode, result.look);
    return 'concluded';
  };
}

/** Of a look that found the state as it was: the details may have changed, and standing cards follow without a sound. */
function seenUnchanged(
  settings: RunParts['settings'],
  approval: ApprovalSettings,
  known: KnownInstance,
  {
    instanceCode,
    approvalCode,
    look,
  }: { readonly instanceCode: string; readonly approvalCode: string; readonly look: Look },
): Parameters<Refreshes['recordLook']>[1] | undefined {
  const { snapshot, beganAt, instance } = look;
  const { status, changedAt } = known;
  // What it says of the status is not to be believed yet: its details are no better.
  if (!isFinal(status) && instance.status !== 'PENDING') return undefined;
  return {
    known,
    snapshot,
    lookedAt: beganAt,
    liveChats: isAsSeen(known, look) ? [] : [...new Set(approval.chats.map((entry) => entry.chat.id))],
    told: {
      id: `look:${instanceCode}:${beganAt}`,
      instanceCode,
      approvalCode,
      status,
      changedAt,
      receivedAt: beganAt,
      detail: FULL_DETAIL,
      priority: 1,
    },
    reminders: wantedReminders(settings, approval, instance, known),
  };
}

/** Whether a card would show the same. The form is left out: links to its files are new in every answer. */
function isAsSeen({ snapshot }: KnownInstance, { instance }: Look): boolean {
  const seen = snapshot === null ? undefined : parseSnapshot(snapshot, instance.instanceCode);
  const shown = ({ status, tasks, timeline, comments }: Instance): string =>
    JSON.stringify([status, tasks, timeline, comments]);
  return seen !== undefined && shown(seen) === shown(instance);
}
