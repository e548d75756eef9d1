/**
 * The eight statuses of an `approval_instance` event
 * (open.feishu.cn/document/server-docs/approval-v4/event/common-event/approval-instance-event).
 * The look-up API knows only the first five: REVERTED and OVERTIME_* exist in events alone.
 */
export const STATUSES = [
  'PENDING',
  'APPROVED',
  'REJECTED',
  'CANCELED',
  'DELETED',
  'REVERTED',
  'OVERTIME_CLOSE',
  'OVERTIME_RECOVER',
] as const;

export type Status = (typeof STATUSES)[number];

export function isStatus(value: unknown): value is Status {
  return (STATUSES as readonly unknown[]).includes(value);
}

/**
 * Whether nobody has to act any more, so no reminder is due. It does not mean that nothing follows:
 * an approved instance may be revoked, an overdue one recovered.
 */
export function isFinal(status: Status): boolean {
  return status !== 'PENDING' && status !== 'OVERTIME_RECOVER';
}

/** How far an instance has come: it waits, it ended, that was revoked, it is gone. */
export function stageOf(status: Status): 0 | 1 | 2 | 3 {
  if (status === 'DELETED') return 3;
  if (status === 'REVERTED') return 2;
  return isFinal(status) ? 1 : 0;
}
