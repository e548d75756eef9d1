import type { Instance } from './instance.ts';
import { type Status, stageOf } from './status.ts';

/** An instance by its codes. */
export interface InstanceRef {
  readonly instanceCode: string;
  readonly approvalCode: string;
}

/** One status change of one instance: what an event says, or what a look-up implies. */
export interface Change extends InstanceRef {
  readonly status: Status;
  /** `operate_time`: when it happened, by Feishu's clock. */
  readonly changedAt: number;
}

/** A change that was committed to the inbox and waits to be composed. */
export interface ReceivedChange extends Change {
  /** Order of arrival. */
  readonly seq: number;
  /** The event's id: `header.event_id`, or the outer `uuid`. */
  readonly id: string;
  /** The event's type, as the metrics name it. */
  readonly type: string;
  readonly receivedAt: number;
  /** Look-ups that failed so far. */
  readonly attempts: number;
  /** Look-ups that did not show the change, or did not find the instance. */
  readonly asked: number;
  /**
   * Absent or `push`: pushed. `lookup`: nobody pushed it, and `receivedAt` is when the look-up began that found it.
   * `header`: pushed without an `operate_time`, so `changedAt` is when Feishu wrote the envelope, a little later.
   */
  readonly source?: 'push' | 'lookup' | 'header';
}

/** The last state recorded for an instance, and whether Feishu pushed it or a look-up found it. */
export interface KnownState {
  readonly status: Status;
  readonly changedAt: number;
  readonly knownBy: 'push' | 'lookup';
}

/**
 * What a pushed change means beside the last recorded state:
 * - `news`: it is told;
 * - `superseded`: something newer is known already, so it is not;
 * - `confirmation`: a look-up had found this state before the push came. It lends its time and tells nothing.
 *
 * Order is by the change's own time. On equal times PENDING loses to every other status; otherwise the later
 * arrival wins. No status is an end: an approved instance may be revoked, an overdue one recovered.
 *
 * A change that is timed by its header alone is matched by its state, as one is that a look-up found: the same state
 * is the same change, which came under another spelling too.
 */
export function judgeChange(
  known: KnownState | undefined,
  change: Change & Pick<ReceivedChange, 'source'>,
): 'news' | 'superseded' | 'confirmation' {
  if (!known) return 'news';
  if (change.source === 'header') {
    if (known.status === change.status) return 'confirmation';
    return change.changedAt < known.changedAt || isBeforeLook(known, change) ? 'superseded' : 'news';
  }
  if (known.knownBy === 'lookup') {
    if (known.status === change.status) return 'confirmation';
    if (isBeforeLook(known, change)) return 'superseded';
  }
  if (change.changedAt < known.changedAt) return 'superseded';
  if (change.changedAt > known.changedAt) return 'news';
  // The very same change has come under another id, and got past the inbox.
  return change.status === 'PENDING' || change.status === known.status ? 'superseded' : 'news';
}

/**
 * An event's `operate_time` is a little later than what the instance tells of the same moment. So what a look-up found
 * has the time of the instance, and an event from before it may seem to be later: one that came no further, of a moment
 * as close as this, is taken for such a one. OVERTIME_* is none, since no look-up shows it.
 */
const CLOSE_MS = 10_000;

/**
 * What is known after a confirmation. One that is much older than what the look-up found is of an earlier time in which
 * the status was the same: those in between are still to come, and are no news either.
 */
export function confirmedState(
  known: KnownState,
  { changedAt, source }: Pick<ReceivedChange, 'changedAt' | 'source'>,
): Pick<KnownState, 'changedAt' | 'knownBy'> {
  if (source === 'header') return { changedAt: known.changedAt, knownBy: known.knownBy };
  if (changedAt + CLOSE_MS < known.changedAt) return { changedAt: known.changedAt, knownBy: 'lookup' };
  return { changedAt: Math.max(known.changedAt, changedAt), knownBy: 'push' };
}

/**
 * The time by which a pushed change is told and recorded. The header's is too late by some seconds, in which the next
 * change may have happened; so what counts is a moment before which it surely did not, and it stays open to a push that
 * knows better, like what a look-up found.
 */
export function recordedTime(
  known: KnownState | undefined,
  { changedAt, source }: Pick<ReceivedChange, 'changedAt' | 'source'>,
): Pick<KnownState, 'changedAt' | 'knownBy'> {
  if (source !== 'header') return { changedAt, knownBy: 'push' };
  return { changedAt: Math.max(changedAt - CLOSE_MS, (known?.changedAt ?? 0) + 1), knownBy: 'lookup' };
}

function isBeforeLook(known: KnownState, { status, changedAt }: Change): boolean {
  if (status === 'OVERTIME_CLOSE' || status === 'OVERTIME_RECOVER') return false;
  return changedAt < known.changedAt + CLOSE_MS && stageOf(status) <= stageOf(known.status);
}

/**
 * Whether a look-up already shows what the event told, or something later. Events run ahead of the API now and
 * then. REVERTED is CANCELED with `reverted` there; of OVERTIME_* it shows nothing that is documented, so any
 * answer will do
 * (open.feishu.cn/document/server-docs/approval-v4/approval-related-faqs).
 */
export function showsChange(instance: Instance, status: Status): boolean {
  switch (status) {
    case 'PENDING':
    case 'OVERTIME_CLOSE':
    case 'OVERTIME_RECOVER':
      return true;
    case 'REVERTED':
      return instance.reverted;
    case 'APPROVED':
    case 'REJECTED':
    case 'CANCELED':
    case 'DELETED':
      return instance.status !== 'PENDING';
  }
}
