import { impliedChange, impliedDeletion } from '../../approval/impliedChange.ts';
import type { Clock } from '../../base/clock.ts';
import type { Changes } from '../../store/instances/changes.ts';
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
  const add = async (finding: Finding | undefined): Promise<'news' | 'same'> => {
    if (!finding || !(await work.addFinding(finding, clock.now()))) return 'same';
    parts.onAccepted();
    return 'news';
  };
  return {
    onFound: async (instanceCode, approvalCode, look) =>
      add(await findingIn(work, instanceCode, approvalCode, look)),
    onMissing: async (instanceCode, approvalCode) =>
      add(await deletionOf(work, instanceCode, approvalCode, clock.now())),
  };
}

/** The change that a look-up implies; undefined: it tells nothing new. */
export async function findingIn(
  work: Pick<Changes, 'knownInstance'>,
  instanceCode: string,
  approvalCode: string,
  { instance, snapshot, beganAt }: Look,
): Promise<Finding | undefined> {
  const known = await work.knownInstance(instanceCode);
  const change = impliedChange(instance, known, beganAt);
  return change && { ...change, instanceCode, approvalCode, lookedAt: beganAt, snapshot: snapshot.text };
}

/** The change that an instance's absence implies; undefined: it was never known, or tells nothing new. */
export async function deletionOf(
  work: Pick<Changes, 'knownInstance'>,
  instanceCode: string,
  approvalCode: string,
  lookedAt: number,
): Promise<Finding | undefined> {
  const known = await work.knownInstance(instanceCode);
  if (!known) return undefined;
  const change = impliedDeletion(known.snapshot?.instance, known, lookedAt);
  return change && { ...change, instanceCode, approvalCode, lookedAt, snapshot: null };
}
