import type { Change, KnownState } from './change.ts';
import type { Instance } from './instance.ts';
import { type Status, stageOf } from './status.ts';

/** A change that a look-up shows and Feishu did not push. */
export type ImpliedChange = Pick<Change, 'status' | 'changedAt'>;

/**
 * The API shows an event about a second after it came, and the clocks of two machines differ a little. A look-up that
 * began within this time after a change may be older than the change, and then proves nothing.
 */
export const SETTLED_MS = 10_000;

/**
 * The change that an instance implies, compared with the recorded state; undefined: there is none.
 *
 * Its time is the newest time in the instance, never our own clock's, and at least 1 ms after the recorded change. So
 * later pushes are ordered correctly.
 *
 * @param lookedAt when the look-up began
 */
export function impliedChange(
  instance: Instance,
  known: KnownState | undefined,
  lookedAt: number,
): ImpliedChange | undefined {
  const status = impliedStatus(instance);
  const newestAt = newestTime(instance);
  // Without a time it cannot be ordered.
  if (status === undefined || newestAt === undefined) return undefined;
  if (!isNewsBeside(known, { status, changedAt: newestAt }, lookedAt)) return undefined;
  if (known && isOfEventsAlone(known.status) && status !== 'DELETED' && provenAt(instance) <= known.changedAt)
    return undefined;
  return { status, changedAt: afterKnown(newestAt, known) };
}

/**
 * If Feishu twice does not know an instance, it was deleted.
 *
 * @param seen what the last look-up showed, if there was one
 */
export function impliedDeletion(
  seen: Instance | undefined,
  known: KnownState,
  lookedAt: number,
): ImpliedChange | undefined {
  const change = { status: 'DELETED' as const, changedAt: (seen && newestTime(seen)) ?? known.changedAt };
  if (!isNewsBeside(known, change, lookedAt)) return undefined;
  return { ...change, changedAt: afterKnown(change.changedAt, known) };
}

/**
 * Whether what a look-up found differs from what is recorded, and is later.
 *
 * From waiting to ended, from there to revoked, from anywhere to deleted: such a step needs no later time as proof,
 * since Feishu gives no time for some of them. Any other (ended to waiting again, one end to another) counts only if
 * the instance shows a time later than the recorded change; otherwise the look-up may simply be behind.
 *
 * The API knows neither REVERTED nor OVERTIME_*, so its own status never replaces them. Only a later end or step
 * replaces REVERTED and OVERTIME_CLOSE; a comment does not, since people comment on instances that are over
 * (open.feishu.cn/document/server-docs/approval-v4/approval-related-faqs).
 */
export function isNewsBeside(known: KnownState | undefined, found: ImpliedChange, lookedAt: number): boolean {
  if (!known) return true;
  if (isSame(known.status, found.status)) return false;
  if (lookedAt < known.changedAt + SETTLED_MS) return false;
  // We had inferred the deletion from its absence, and were wrong.
  if (known.status === 'DELETED' && known.knownBy === 'lookup') return true;
  return stageOf(found.status) > stageOf(known.status) || found.changedAt > known.changedAt;
}

/** Whether the API has one name for both. */
function isSame(known: Status, found: Status): boolean {
  if (known === found) return true;
  if (known === 'REVERTED') return found === 'CANCELED';
  return (known === 'OVERTIME_CLOSE' || known === 'OVERTIME_RECOVER') && found === 'PENDING';
}

/** Ends for which the API has another name. */
function isOfEventsAlone(status: Status): boolean {
  return status === 'REVERTED' || status === 'OVERTIME_CLOSE';
}

/** When its last step or end was, ms; 0: never. Copies and comments come at any time, and change nothing. */
function provenAt({ endedAt, tasks, timeline }: Instance): number {
  const steps = timeline.filter(({ type }) => type !== 'CC' && type !== 'COMMENT');
  const times = [endedAt, ...tasks.map((task) => task.endedAt), ...steps.map((entry) => entry.at)];
  return times.reduce<number>((newest, at) => Math.max(newest, at ?? 0), 0);
}

/** The status that an instance shows; undefined: an unknown one. */
export function impliedStatus({ status, reverted }: Instance): Status | undefined {
  if (status === 'UNKNOWN') return undefined;
  return status === 'CANCELED' && reverted ? 'REVERTED' : status;
}

function afterKnown(at: number, known: KnownState | undefined): number {
  return known ? Math.max(at, known.changedAt + 1) : at;
}

/** The newest time of its start, its end, its tasks, timeline and comments. */
export function newestTime(instance: Instance): number | undefined {
  const times = [
    instance.startedAt,
    instance.endedAt,
    ...instance.tasks.flatMap((task) => [task.startedAt, task.endedAt]),
    ...instance.timeline.map((entry) => entry.at),
    ...instance.comments.map((comment) => comment.at),
  ].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}
