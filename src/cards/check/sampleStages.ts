import type { Instance, Task, TimelineEntry } from '../../approval/instance.ts';
import type { Status } from '../../approval/status.ts';
import type { SampleApproval } from './sampleApprovals.ts';

/** A stage of a sample: what the event says, and what a look-up shows at that time. */
export interface SampleStage {
  /** `submitted` and `forward` are PENDING: just submitted, and later, at another step. */
  readonly stage: 'submitted' | 'forward' | Exclude<Status, 'PENDING'>;
  readonly status: Status;
  readonly changedAt: number;
  readonly instance: Instance;
}

const HOUR_MS = 3_600_000;

/**
 * The stages of a sample, as an updatable card shows them: submitted, moved forward, and then every possible ending.
 * Each ending is an alternative: it follows from `forward`, or from the approval.
 */
export function stagesOf(sample: SampleApproval): SampleStage[] {
  const { instance: done, comments } = sample;
  const submittedAt = done.startedAt ?? 0;
  const endedAt = done.endedAt ?? submittedAt;
  const submitted = asOf(done, submittedAt);
  const forwardAt = secondToLastStep(done);
  const forward = asOf(done, forwardAt);
  const laterAt = forwardAt + HOUR_MS;
  const pending = (stage: SampleStage['stage'], status: Status, changedAt: number): SampleStage => ({
    stage,
    status,
    changedAt,
    instance: forward,
  });
  return [
    { stage: 'submitted', status: 'PENDING', changedAt: submittedAt, instance: submitted },
    { stage: 'forward', status: 'PENDING', changedAt: submittedAt, instance: forward },
    { stage: 'APPROVED', status: 'APPROVED', changedAt: endedAt, instance: done },
    ended('REJECTED', laterAt, rejected(forward, laterAt, comments.reject)),
    ended('CANCELED', laterAt, canceled(forward, laterAt, comments.cancel)),
    ended('REVERTED', endedAt + HOUR_MS, {
      ...canceled(done, endedAt + HOUR_MS, comments.revert),
      reverted: true,
    }),
    // Feishu no longer knows it: the card is made from the last snapshot.
    pending('DELETED', 'DELETED', laterAt),
    pending('OVERTIME_CLOSE', 'OVERTIME_CLOSE', laterAt),
    pending('OVERTIME_RECOVER', 'OVERTIME_RECOVER', laterAt + HOUR_MS),
  ];
}

function ended(status: Exclude<Status, 'PENDING'>, changedAt: number, instance: Instance): SampleStage {
  return { stage: status, status, changedAt, instance };
}

/** When the last step that a person must decide began, ms. */
function secondToLastStep({ tasks, startedAt = 0 }: Instance): number {
  return Math.max(startedAt, ...tasks.map((task) => task.startedAt ?? 0));
}

/** The instance as a look-up showed it at a time: tasks that ended later are open, later entries are missing. */
function asOf(done: Instance, at: number): Instance {
  const { endedAt: _endedAt, ...rest } = done;
  return {
    ...rest,
    status: 'PENDING',
    tasks: done.tasks.filter((task) => (task.startedAt ?? 0) <= at).map((task) => taskAsOf(task, at)),
    timeline: done.timeline.filter((entry) => (entry.at ?? 0) <= at),
    comments: done.comments.filter((comment) => (comment.at ?? 0) <= at),
  };
}

function taskAsOf(task: Task, at: number): Task {
  if ((task.endedAt ?? 0) <= at) return task;
  const { endedAt: _endedAt, ...open } = task;
  return { ...open, status: 'PENDING' };
}

function rejected(pending: Instance, at: number, comment: string): Instance {
  const decider = pending.tasks.find((task) => task.status === 'PENDING');
  const tasks = pending.tasks.map((task): Task => {
    if (task.status !== 'PENDING') return task;
    return { ...task, status: task === decider ? 'REJECTED' : 'DONE', endedAt: at };
  });
  const entry = entryOf('REJECT', at, decider?.person ?? '', comment, decider);
  return { ...pending, status: 'REJECTED', endedAt: at, tasks, timeline: [...pending.timeline, entry] };
}

/** The applicant withdraws it, or has it revoked after it was approved. */
function canceled(before: Instance, at: number, comment: string): Instance {
  const tasks = before.tasks.map(
    (task): Task => (task.status === 'PENDING' ? { ...task, status: 'DONE', endedAt: at } : task),
  );
  const entry = entryOf('CANCEL', at, before.applicant, comment);
  return { ...before, status: 'CANCELED', endedAt: at, tasks, timeline: [...before.timeline, entry] };
}

function entryOf(type: string, at: number, person: string, comment: string, task?: Task): TimelineEntry {
  return { type, at, person, others: [], taskId: task?.id ?? '', nodeKey: task?.nodeId ?? '', comment };
}
