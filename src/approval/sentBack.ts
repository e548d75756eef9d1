import type { Instance, Task } from './instance.ts';

/** The clocks of Feishu's parts differ a little: times this close count as the same. */
export const AT_ONCE_MS = 2_000;

/**
 * When an instance began to wait anew after it was sent back, ms. The entry in the timeline may be a little younger
 * than the tasks that it opens: then their beginning counts, or they would seem to be over. Pure.
 */
export function sentBackTimes({ tasks, timeline }: Pick<Instance, 'tasks' | 'timeline'>): number[] {
  return timeline
    .filter(({ type, at }) => type.startsWith('ROLLBACK') && at !== undefined)
    .map(({ at }) => sentBackFrom(at as number, tasks));
}

function sentBackFrom(at: number, tasks: readonly Task[]): number {
  const starts = (from: number, to: number): number[] =>
    tasks
      .filter(({ endedAt }) => endedAt === undefined || endedAt > at + AT_ONCE_MS)
      .map(({ startedAt = Number.NaN }) => startedAt)
      .filter((start) => start >= from && start <= to);
  if (starts(at, at + AT_ONCE_MS).length > 0) return at;
  return Math.max(...starts(at - AT_ONCE_MS, at), 0) || at;
}

/**
 * Whether a task waits for somebody. One from before the last sending back is over, whatever its status: `task_list`
 * has all tasks that ever existed (open.feishu.cn/document/server-docs/approval-v4/task/specified_rollback). Pure.
 *
 * @param sentBack {@link sentBackTimes} of its instance
 */
export function isWaiting(
  { status, endedAt, startedAt, person }: Task,
  sentBack: readonly number[],
): boolean {
  const lastAt = Math.max(0, ...sentBack);
  return status === 'PENDING' && endedAt === undefined && person !== '' && (startedAt ?? lastAt) >= lastAt;
}
