import type { InstanceRef } from '../../approval/change.ts';
import { impliedChange, impliedDeletion } from '../../approval/impliedChange.ts';
import type { Clock } from '../../base/clock.ts';
import type { Changes, KnownInstance } from '../../store/instances/changes.ts';
import type { Finding, Findings } from '../../store/reconcile/findings.ts';
import type { LookupAnswer } from './lookup.ts';

/**
 * What a look-up says about the *status*, compared with the recorded state. A new status is queued like an event:
 * inbox, compose, outbox.
 */
export interface RelayFindings {
  /** What a look-up found. */
  onFound(instanceCode: string, approvalCode: string, look: LookupAnswer): Promise<void>;
  /** Feishu twice did not know the instance, a minute apart: it is reported as deleted, from the last snapshot. */
  onMissing(instanceCode: string, approvalCode: string): Promise<void>;
}

/** An instance counts as deleted if it is missing again this long after the first time. */
export const MISSING_MS = 60_000;

export function createRelayFindings(parts: {
  readonly work: Pick<Changes, 'knownInstance'> & Pick<Findings, 'addFinding'>;
  readonly clock: Clock;
  /** There are changes to compose. */
  readonly onAccepted: () => void;
}): RelayFindings {
  const { work, clock } = parts;
  const add = async (subject: InstanceRef, look: LookupAnswer | undefined): Promise<void> => {
    const known = await work.knownInstance(subject.instanceCode);
    const finding = look ? findingIn(subject, known, look) : deletionOf(subject, known, clock.now());
    if (!finding || !(await work.addFinding(finding, clock.now()))) return;
    parts.onAccepted();
  };
  return {
    onFound: (instanceCode, approvalCode, look) => add({ instanceCode, approvalCode }, look),
    onMissing: (instanceCode, approvalCode) => add({ instanceCode, approvalCode }, undefined),
  };
}

/** The change that a look-up implies; undefined: nothing is new. */
export function findingIn(
  subject: InstanceRef,
  known: KnownInstance | undefined,
  { instance, snapshot, beganAt }: LookupAnswer,
): Finding | undefined {
  const change = impliedChange(instance, known, beganAt);
  return change && { ...subject, ...change, lookedAt: beganAt, snapshot: snapshot.text };
}

/** The change that an instance's absence implies; undefined: it was never known, or nothing is new. */
export function deletionOf(
  subject: InstanceRef,
  known: KnownInstance | undefined,
  lookedAt: number,
): Finding | undefined {
  const change = known && impliedDeletion(known.snapshot?.instance, known, lookedAt);
  return change && { ...subject, ...change, lookedAt, snapshot: null };
}
