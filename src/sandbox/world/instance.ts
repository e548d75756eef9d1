import type { SandboxNode, WireWidget } from './definition.ts';

export type TaskStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'TRANSFERRED' | 'DONE';

export interface SandboxTask {
  readonly id: string;
  /** Empty for an automatic pass. */
  readonly openId: string;
  status: TaskStatus;
  readonly node: SandboxNode;
  readonly type: 'AND' | 'OR' | 'SEQUENTIAL' | 'AUTO_PASS';
  readonly startedAt: number;
  /** 0 while open. */
  endedAt: number;
}

export interface SandboxTimelineEntry {
  readonly type: string;
  readonly at: number;
  readonly openId: string;
  readonly others: readonly string[];
  readonly taskId: string;
  readonly comment: string;
  readonly nodeKey: string;
}

export interface SandboxComment {
  readonly id: string;
  readonly openId: string;
  readonly text: string;
  readonly at: number;
}

/** The current step, or a later one: who decides, and how. */
export interface Step {
  readonly node: SandboxNode;
  readonly people: readonly string[];
}

/** One submitted request, as the sandbox keeps it. Times are ms since the epoch. */
export interface SandboxInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly serialNumber: string;
  /** The id that its creator chose; get-instance accepts it too. */
  readonly uuid: string;
  readonly applicant: string;
  readonly departmentId: string;
  form: readonly WireWidget[];
  /** The status in get-instance, which is never REVERTED or OVERTIME_*. */
  status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'CANCELED' | 'DELETED';
  reverted: boolean;
  readonly startedAt: number;
  endedAt: number;
  readonly steps: Step[];
  /** Index of the current step. */
  stepIndex: number;
  readonly tasks: SandboxTask[];
  readonly comments: SandboxComment[];
  readonly timeline: SandboxTimelineEntry[];
  /** `operate_time` of the last event; it strictly rises within an instance. */
  lastOperateAt: number;
  /** The code of the instance this one revokes or edits. */
  readonly revertedInstanceCode?: string;
  readonly modifiedInstanceCode?: string;
}

export function openTasks(instance: SandboxInstance): SandboxTask[] {
  return instance.tasks.filter((task) => task.status === 'PENDING');
}
