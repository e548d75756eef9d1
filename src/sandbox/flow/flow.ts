import { randomUUID } from 'node:crypto';
import {
  openTasks,
  type SandboxInstance,
  type SandboxTask,
  type Step,
  type TaskStatus,
} from '../world/instance.ts';

/**
 * The changes in one instance's flow: steps open tasks, tasks end, the next step follows. Nothing here pushes
 * events; `onTask` reports which task events Feishu would send.
 */
export interface FlowWatcher {
  readonly now: number;
  readonly onTask: (task: SandboxTask, status: string) => void;
}

/** Opens the tasks of the current step; a step without people passes by itself, as in Feishu. */
export function openStep(instance: SandboxInstance, watcher: FlowWatcher): 'open' | 'finished' {
  for (;;) {
    const step = instance.steps[instance.stepIndex];
    if (!step) return 'finished';
    if (step.people.length > 0) {
      const people = step.node.type === 'SEQUENTIAL' ? step.people.slice(0, 1) : step.people;
      for (const openId of people) openTask(instance, step, openId, watcher);
      return 'open';
    }
    const task = addTask(instance, step, '', 'AUTO_PASS', watcher.now);
    endTask(task, 'APPROVED', watcher);
    addEntry(instance, {
      type: 'AUTO_PASS',
      at: watcher.now,
      openId: '',
      taskId: task.id,
      nodeKey: step.node.nodeId,
    });
    instance.stepIndex += 1;
  }
}

/** What follows the approval of `task`: the rest of its step, the next step, or the end. */
export function advance(
  instance: SandboxInstance,
  task: SandboxTask,
  watcher: FlowWatcher,
): 'open' | 'finished' {
  const step = instance.steps[instance.stepIndex];
  if (!step) return 'finished';
  if (step.node.type === 'SEQUENTIAL') {
    const next = step.people[step.people.indexOf(task.openId) + 1];
    if (next !== undefined) {
      openTask(instance, step, next, watcher);
      return 'open';
    }
  } else if (step.node.type === 'OR') {
    closeOpenTasks(instance, 'DONE', watcher);
  } else if (openTasks(instance).length > 0) {
    return 'open';
  }
  instance.stepIndex += 1;
  return openStep(instance, watcher);
}

export function openTask(
  instance: SandboxInstance,
  step: Step,
  openId: string,
  watcher: FlowWatcher,
): SandboxTask {
  const task = addTask(instance, step, openId, step.node.type, watcher.now);
  watcher.onTask(task, 'PENDING');
  return task;
}

export function endTask(task: SandboxTask, status: TaskStatus, watcher: FlowWatcher): void {
  task.status = status;
  task.endedAt = watcher.now;
  watcher.onTask(task, status);
}

/** Ends all open tasks. `event` is the status in the task events, if it differs from the task's own. */
export function closeOpenTasks(
  instance: SandboxInstance,
  status: TaskStatus,
  watcher: FlowWatcher,
  event: string = status,
): void {
  for (const task of openTasks(instance)) {
    task.status = status;
    task.endedAt = watcher.now;
    watcher.onTask(task, event);
  }
}

export function addEntry(
  instance: SandboxInstance,
  entry: {
    type: string;
    at: number;
    openId: string;
    others?: readonly string[];
    taskId?: string;
    comment?: string | undefined;
    nodeKey?: string;
  },
): void {
  instance.timeline.push({
    type: entry.type,
    at: entry.at,
    openId: entry.openId,
    others: entry.others ?? [],
    taskId: entry.taskId ?? '',
    comment: entry.comment ?? '',
    nodeKey: entry.nodeKey ?? '',
  });
}

function addTask(
  instance: SandboxInstance,
  step: Step,
  openId: string,
  type: SandboxTask['type'],
  now: number,
): SandboxTask {
  const task: SandboxTask = {
    id: BigInt(`0x${randomUUID().slice(0, 8)}${randomUUID().slice(0, 7)}`).toString(),
    openId,
    status: 'PENDING',
    node: step.node,
    type,
    startedAt: now,
    endedAt: 0,
  };
  instance.tasks.push(task);
  return task;
}
