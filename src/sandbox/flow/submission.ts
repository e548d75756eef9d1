import type { SandboxNode, WireWidget } from '../world/definition.ts';
import type { SandboxInstance, Step } from '../world/instance.ts';
import { mustFind, newCode, type World } from '../world/world.ts';

export interface Submission {
  readonly approvalCode: string;
  /** `open_id` of the applicant. */
  readonly applicant: string;
  /** Widgets with their values, in Feishu's JSON. */
  readonly form?: readonly WireWidget[];
  /**
   * Who decides at each step; an empty step passes by itself. If the definition names no node for a step, all
   * of its people must agree. Default: one step with one colleague.
   */
  readonly approvers?: readonly (readonly string[])[];
  readonly instanceCode?: string;
  /** The id that its creator chose. */
  readonly uuid?: string;
  readonly revertedInstanceCode?: string;
  readonly modifiedInstanceCode?: string;
}

/** The instance of a submission, before its first step opens. */
export function newInstance(world: World, submission: Submission): SandboxInstance {
  const approval = mustFind(world.approvals, submission.approvalCode, 'approval');
  const applicant = mustFind(world.people, submission.applicant, 'person');
  const now = world.clock.now();
  return {
    instanceCode: submission.instanceCode ?? newCode(),
    approvalCode: approval.approvalCode,
    serialNumber: serialNumber(now, world.instances.size + 1),
    uuid: submission.uuid ?? '',
    applicant: applicant.openId,
    departmentId: applicant.departmentId ?? '',
    form: submission.form ?? [],
    status: 'PENDING',
    reverted: false,
    startedAt: now,
    endedAt: 0,
    steps: stepsOf(approval.nodes, submission.approvers ?? [[someColleague(world, applicant.openId)]]),
    stepIndex: 0,
    tasks: [],
    comments: [],
    timeline: [],
    lastOperateAt: now - 1,
    ...(submission.revertedInstanceCode && { revertedInstanceCode: submission.revertedInstanceCode }),
    ...(submission.modifiedInstanceCode && { modifiedInstanceCode: submission.modifiedInstanceCode }),
  };
}

function stepsOf(nodes: readonly SandboxNode[], approvers: readonly (readonly string[])[]): Step[] {
  return approvers.map((people, i) => ({
    people,
    node: nodes[i] ?? { nodeId: `node_${i + 1}`, name: '审批', type: 'AND' },
  }));
}

function someColleague(world: World, applicant: string): string {
  return [...world.people.keys()].find((openId) => openId !== applicant) ?? applicant;
}

/** `202611240001`: the day in UTC, then a running number. */
function serialNumber(now: number, running: number): string {
  return new Date(now).toISOString().slice(0, 10).replaceAll('-', '') + String(running).padStart(4, '0');
}
