import type { Instance, PersonId, Task } from './instance.ts';
import { AT_ONCE_MS, isWaiting, sentBackTimes } from './waiting.ts';

/** One time that a step of an instance was open: a step that is sent back to opens anew. */
export interface Opening {
  /** The same in every later look-up of the instance. */
  readonly id: string;
  readonly nodeId: string;
  /** Empty: the step has no name. */
  readonly nodeName: string;
  /** ms; undefined if Feishu does not say. */
  readonly openedAt?: number;
  /** Still waits for somebody. */
  readonly isOpen: boolean;
  /** It passed automatically: nobody was asked. */
  readonly isAutomatic: boolean;
  /** Its state, or how it was left. */
  readonly outcome: StepOutcome;
  /** Its tasks, oldest first. */
  readonly taskIds: readonly string[];
  /** People whose task is open, each once; empty if it was left. */
  readonly waitsFor: readonly PersonId[];
  /** Who decided, and how, in order; without people who only handed it on. */
  readonly decisions: readonly Pick<Task, 'person' | 'status' | 'endedAt'>[];
}

/**
 * The state of a step, or how it was left: decided, sent back, ended with the instance before it was decided, or
 * `passed`: left without a decision, automatically or because its signers were removed.
 */
export type StepOutcome = 'open' | 'approved' | 'rejected' | 'sentBack' | 'ended' | 'passed';

/**
 * The openings of all steps of an instance, oldest first. Parallel signers, those who sign one after the other,
 * transfers and added signers belong to one opening; it is left when none of its tasks is open, and all are left when
 * the instance ends. Pure.
 *
 * @param hasEnded whether an event said that the instance ended: a look-up may not show it yet, or never
 */
export function openingsOf(instance: Instance, hasEnded = false): Opening[] {
  const sentBack = sentBackTimes(instance);
  const isOver = hasEnded || (instance.status !== 'PENDING' && instance.status !== 'UNKNOWN');
  const cut = { isOver, isApproved: instance.status === 'APPROVED', sentBack };
  const byNode = new Map<string, Task[][]>();
  for (const task of inOrder(instance.tasks)) {
    const key = task.nodeId || task.nodeName;
    const openings = byNode.get(key) ?? [];
    const last = openings.at(-1);
    if (last && goesOn(last, task, sentBack)) last.push(task);
    else openings.push([task]);
    byNode.set(key, openings);
  }
  return [...byNode.values()]
    .flatMap((openings) =>
      openings.map((tasks, i) => openingOf(tasks, isOver || i < openings.length - 1, cut)),
    )
    .toSorted((a, b) => (a.openedAt ?? 0) - (b.openedAt ?? 0));
}

/** Whether a step is one of these, each a name or an id. */
export function isOneOf(
  { nodeId, nodeName }: Pick<Opening, 'nodeId' | 'nodeName'>,
  steps: readonly string[],
): boolean {
  return steps.some((step) => step !== '' && (step === nodeId || step === nodeName));
}

function inOrder(tasks: readonly Task[]): Task[] {
  return tasks
    .filter(({ id }) => id !== '')
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.id < b.id ? -1 : 1));
}

/**
 * Whether a task belongs to the opening before it: nothing was sent back in between, and there was no time without a
 * task.
 */
function goesOn(before: readonly Task[], task: Task, sentBack: readonly number[]): boolean {
  const { startedAt } = task;
  if (startedAt === undefined) return true;
  const beganAt = Math.max(0, ...before.map((one) => one.startedAt ?? 0));
  if (sentBack.some((at) => at > beganAt && at <= startedAt)) return false;
  return before.some(({ endedAt }) => endedAt === undefined || startedAt - endedAt <= AT_ONCE_MS);
}

/** What may end a step early. */
interface Cut {
  /** The instance has ended. */
  readonly isOver: boolean;
  readonly isApproved: boolean;
  /** When something was sent back, ms. */
  readonly sentBack: readonly number[];
}

function openingOf(tasks: readonly Task[], isLeft: boolean, cut: Cut): Opening {
  const [first] = tasks as readonly [Task, ...Task[]];
  const starts = tasks.map(({ startedAt }) => startedAt).filter((at) => at !== undefined);
  const open = tasks.filter((task) => isWaiting(task, cut.sentBack));
  const waitsFor = isLeft ? [] : [...new Set(open.map(({ person }) => person))];
  const isOpen = waitsFor.length > 0;
  return {
    id: first.id,
    nodeId: first.nodeId,
    nodeName: first.nodeName,
    ...(starts.length > 0 ? { openedAt: Math.min(...starts) } : {}),
    isOpen,
    isAutomatic: tasks.every(
      ({ person, type }) => person === '' || type === 'AUTO_PASS' || type === 'AUTO_REJECT',
    ),
    outcome: isOpen ? 'open' : outcomeOf(tasks, cut),
    taskIds: tasks.map(({ id }) => id),
    waitsFor,
    decisions: tasks.filter(isDecision).map(decisionOf).toSorted(byEnd),
  };
}

function isDecision({ person, status }: Task): boolean {
  return person !== '' && (status === 'APPROVED' || status === 'REJECTED');
}

function decisionOf({ person, status, endedAt }: Task): Opening['decisions'][number] {
  return { person, status, ...(endedAt === undefined ? {} : { endedAt }) };
}

function byEnd(a: { readonly endedAt?: number }, b: { readonly endedAt?: number }): number {
  return (a.endedAt ?? 0) - (b.endedAt ?? 0);
}

/** How a step was left: an early end counts only for people who had not decided by then. */
function outcomeOf(tasks: readonly Task[], { isOver, isApproved, sentBack }: Cut): StepOutcome {
  if (tasks.some(({ status }) => status === 'REJECTED')) return 'rejected';
  const beganAt = Math.min(...tasks.map(({ startedAt = 0 }) => startedAt));
  // A task that began when something was sent back was opened by that, unless it ended at once.
  const isOverAt = (at: number): boolean => tasks.every(({ endedAt = at + 1 }) => endedAt <= at);
  const backAt = sentBack.find((at) => at > beganAt || (at === beganAt && isOverAt(at)));
  if (backAt !== undefined && tasks.some((task) => isUndecidedAt(task, backAt))) return 'sentBack';
  const approved = tasks.filter(({ status }) => status === 'APPROVED');
  // If one of several is enough, the others' tasks end with the decision.
  const decidedAt = Math.max(-1, ...approved.map(({ endedAt = 0 }) => endedAt));
  if (isOver && !isApproved && tasks.some((task) => isUndecidedAt(task, decidedAt + 1))) return 'ended';
  return approved.length > 0 || isApproved ? 'approved' : 'passed';
}

/** Whether a task was undecided at a time, even if it was closed then. */
function isUndecidedAt({ status, endedAt }: Task, at: number): boolean {
  if (status === 'APPROVED' || status === 'TRANSFERRED') return false;
  return endedAt === undefined || endedAt >= at;
}
