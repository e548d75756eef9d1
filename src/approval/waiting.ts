import type { Instance, PersonId, Task } from './instance.ts';
import { isWaiting, sentBackTimes } from './sentBack.ts';

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
