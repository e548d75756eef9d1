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
  /** When the first of them was asked; undefined where Feishu does not tell. */
  readonly since?: number;
}

/**
 * Who must act now: the open tasks, gathered by node. Of one person's several tasks in a node the newest counts,
 * and a task from before the last sending back is over, whatever it says: `task_list` holds all tasks ever made
 * (open.feishu.cn/document/server-docs/approval-v4/task/specified_rollback).
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
function openTasks({ tasks, timeline }: Instance): Task[] {
  const open = tasks
    .filter((task) => task.status === 'PENDING' && task.endedAt === undefined && task.person !== '')
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  const sentBackAt = Math.max(
    0,
    ...timeline.filter((entry) => entry.type.startsWith('ROLLBACK')).map((entry) => entry.at ?? 0),
  );
  const fresh = open.filter((task) => (task.startedAt ?? sentBackAt) >= sentBackAt);
  return fresh.length > 0 ? fresh : open;
}
