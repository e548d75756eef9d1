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
  /** The event's type, as in the metrics. */
  readonly type: string;
  readonly receivedAt: number;
  /** Look-ups that failed so far. */
  readonly attempts: number;
  /** Look-ups that did not show the change, or did not find the instance. */
  readonly asked: number;
  /**
   * Absent or `push`: pushed. `lookup`: found by a look-up that began at `receivedAt`.
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
 * What a pushed change means, compared with the last recorded state:
 * - `news`: it is relayed;
 * - `superseded`: a newer change is recorded, so it is not relayed;
 * - `confirmation`: a look-up had found this state before the push came. Its time is recorded, and nothing is relayed.
 *
 * Order is by the change's own time. On equal times PENDING loses to every other status; otherwise the later
 * arrival wins. No status is an end: an approved instance may be revoked, an overdue one recovered.
 *
 * A change with only the header's time is matched by its state, like one that a look-up found: the same state is the
 * same change, in another spelling.
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
  // The same change came under another id, and got past the inbox.
  return change.status === 'PENDING' || change.status === known.status ? 'superseded' : 'news';
}

/**
 * An event's `operate_time` is a little later than the instance's own time of the same change. A finding has the
 * instance's time, so an older event may seem to be later: an event within this span that goes no further counts as
 * older. OVERTIME_* is excluded, since no look-up shows it.
 */
const CLOSE_MS = 10_000;

/**
 * The state after a confirmation. A push that is much older than the finding is from an earlier time with the same
 * status: the changes in between are still to come, and are not news either.
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
 * The time of a pushed change, for cards and records. The header's time is some seconds late, and the next change may
 * have happened meanwhile; so an earlier time is recorded, and a push with the exact time can still confirm it, like a
 * finding.
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
 * Whether a look-up already shows the event's change, or a later one. Events are sometimes ahead of the API. REVERTED
 * is CANCELED with `reverted` there; how it shows OVERTIME_* is not documented, so any answer will do
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
