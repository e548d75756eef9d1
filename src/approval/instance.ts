/**
 * One submitted request, as the look-up API shows it
 * (open.feishu.cn/document/server-docs/approval-v4/instance/get). Read from Feishu's JSON in
 * `src/feishu/api/instances.ts`, which tolerates missing and odd parts: absent means "not given".
 */
export interface Instance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly approvalName: string;
  /** The number people see in the approval app; unique in a tenant. */
  readonly serialNumber: string;
  readonly status: InstanceStatus;
  /** CANCELED with this set is what the event calls REVERTED. */
  readonly reverted: boolean;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly applicant: PersonId;
  /** The tenant's own id of the applicant (`user_id`); Feishu gives it only with its scope. */
  readonly applicantUserId?: string;
  /** `od-…` or a tenant's own id; a name must be looked up. */
  readonly departmentId: string;
  readonly form: readonly FormWidget[];
  /** There is no form, or it cannot be read: its content is unknown. */
  readonly isFormUnreadable?: true;
  /** All tasks ever made, superseded ones too, in the order of the answer. */
  readonly tasks: readonly Task[];
  readonly comments: readonly InstanceComment[];
  readonly timeline: readonly TimelineEntry[];
  /** Set on an instance that itself revokes or edits another one. */
  readonly revertedInstanceCode?: string;
  readonly modifiedInstanceCode?: string;
}

/** The API never says REVERTED or OVERTIME_*. UNKNOWN is for what it may say one day. */
export type InstanceStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'CANCELED' | 'DELETED' | 'UNKNOWN';

/** `open_id` of a person; empty if Feishu gives none (automatic passes) or hides it. */
export type PersonId = string;

export interface Task {
  readonly id: string;
  readonly person: PersonId;
  readonly status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'TRANSFERRED' | 'DONE' | 'UNKNOWN';
  readonly nodeId: string;
  readonly nodeName: string;
  readonly type: 'AND' | 'OR' | 'AUTO_PASS' | 'AUTO_REJECT' | 'SEQUENTIAL' | 'UNKNOWN';
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface InstanceComment {
  readonly person: PersonId;
  readonly text: string;
  readonly at?: number;
}

export interface TimelineEntry {
  /** START PASS REJECT AUTO_PASS AUTO_REJECT REMOVE_REPEAT TRANSFER ADD_APPROVER… ROLLBACK… CANCEL DELETE CC */
  readonly type: string;
  readonly at?: number;
  readonly person: PersonId;
  /** To whom the step was handed: transfers, added signers, copies. */
  readonly others: readonly PersonId[];
  readonly taskId: string;
  readonly nodeKey: string;
  /** What the person wrote when approving or rejecting. */
  readonly comment: string;
}

/**
 * One widget of the form, with its raw value: shapes differ by type and by how the instance was created.
 * `src/feishu/form/form.ts` turns it into readable text.
 */
export interface FormWidget {
  readonly id: string;
  readonly customId: string;
  readonly name: string;
  readonly type: string;
  readonly value: unknown;
  readonly ext: unknown;
  readonly option: unknown;
  /** Siblings of `value` in some types: `open_ids`, `currency`, `timezoneOffset`. */
  readonly extra: Readonly<Record<string, unknown>>;
}
