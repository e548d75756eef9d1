import type { Instance, PersonId, Task } from './instance.ts';

/** One step that waits for somebody. */
export interface WaitingStep {
  readonly nodeId: string;
  /** May be empty. */
  readonly nodeName: string;
  /** Whether one of them is enough. */
  readonly anyOf: boolean;
  /** Each once, in the order of the answer; never empty. */
  readonly people: readonly PersonId[];
  /** When the first of them was asked; undefined if Feishu does not say. */
  readonly since?: number;
}

/**
 * Who must act now: the open tasks, grouped by node. Of one person's several tasks in a node the newest counts.
 */
export function waitingSteps(instance: Instance): WaitingStep[] {
  return [...tasksByNode(instance)].map(([nodeId, tasks]) => {
    const starts = tasks.map((task) => task.startedAt).filter((at) => at !== undefined);
    return {
      nodeId,
      nodeName: tasks[0]?.nodeName ?? '',
      anyOf: tasks.length > 1 && tasks.some((task) => task.type === 'OR'),
      people: tasks.map((task) => task.person),
      ...(starts.length > 0 ? { since: Math.min(...starts) } : {}),
    };
  });
}

/** The same task by task: one for each person whom a node waits for. */
export function waitingTasks(instance: Instance): Task[] {
  return [...tasksByNode(instance).values()].flat();
}

function tasksByNode(instance: Instance): Map<string, Task[]> {
  const steps = new Map<string, Task[]>();
  for (const task of openTasks(instance)) {
    const tasks = (steps.get(task.nodeId) ?? []).filter((other) => other.person !== task.person);
    steps.set(task.nodeId, [...tasks, task]);
  }
  return steps;
}

/** Oldest first, so that of equal ones the newest is met last. */
function openTasks(instance: Instance): Task[] {
  const sentBack = sentBackTimes(instance);
  return instance.tasks
    .filter((task) => isWaiting(task, sentBack))
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
}

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
