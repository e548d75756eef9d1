import type { Delivery } from '../../src/approval/delivery.ts';

/** A row of the outbox, due at `now`. */
export function sampleDelivery(now: number, more: Partial<Delivery> = {}): Delivery {
  return {
    seq: 1,
    changeId: 'e1',
    instanceCode: 'I',
    approvalCode: 'A',
    status: 'PENDING',
    changedAt: now,
    chat: 'oc_1',
    kind: 'card',
    key: 'k',
    attempts: 0,
    detail: 'full',
    about: '',
    priority: 0,
    receivedAt: now,
    createdAt: now,
    ...more,
  };
}
