import type { InstanceRef } from '../../approval/change.ts';
import { impliedChange, impliedDeletion } from '../../approval/impliedChange.ts';
import type { Clock } from '../../base/clock.ts';
import type { Changes, KnownInstance } from '../../store/instances/changes.ts';
import type { Finding, Findings } from '../../store/reconcile/findings.ts';
import type { Look } from './lookup.ts';

/**
 * What a look-up of ours says of the *status*, compared with what is recorded. News goes the way of pushed events:
 * inbox, compose, outbox.
 */
export interface Found {
  /** What a look-up found. */
  onFound(instanceCode: string, approvalCode: string, look: Look): Promise<'news' | 'same'>;
  /** Feishu did not know the instance twice, a minute apart: it is told as deleted, from what was known of it. */
  onMissing(instanceCode: string, approvalCode: string): Promise<'news' | 'same'>;
}

/** How long after the first time an instance was missing it must still be, to count as deleted. */
export const MISSING_MS = 60_000;

export function createFound(parts: {
  readonly work: Pick<Changes, 'knownInstance'> & Pick<Findings, 'addFinding'>;
  readonly clock: Clock;
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}): Found {
  const { work, clock } = parts;
  const add = async (subject: InstanceRef, look: Look | undefined): Promise<'news' | 'same'> => {
    const known = await work.knownInstance(subject.instanceCode);
    const finding = look ? findingIn(subject, known, look) : deletionOf(subject, known, clock.now());
    if (!finding || !(await work.addFinding(finding, clock.now()))) return 'same';
    parts.onAccepted();
    return 'news';
  };
  return {
    onFound: (instanceCode, approvalCode, look) => add({ instanceCode, approvalCode }, look),
    onMissing: (instanceCode, approvalCode) => add({ instanceCode, approvalCode }, undefined),
  };
}

/** The change that a look-up implies; undefined: it tells nothing new. */
export function findingIn(
  subject: InstanceRef,
  known: KnownInstance | undefined,
  { instance, snapshot, beganAt }: Look,
): Finding | undefined {
  const change = impliedChange(instance, known, beganAt);
  return change && { ...subject, ...change, lookedAt: beganAt, snapshot: snapshot.text };
}

/** The change that an instance's absence implies; undefined: it was never known, or tells nothing new. */
export function deletionOf(
  subject: InstanceRef,
  known: KnownInstance | undefined,
  lookedAt: number,
): Finding | undefined {
  const change = known && impliedDeletion(known.snapshot?.instance, known, lookedAt);
  return change && { ...subject, ...change, lookedAt, snapshot: null };
}
