import type { ChangeDelivery } from '../../src/approval/delivery.ts';

/** A delivery of a change, due at `now`. */
export function sampleDelivery(now: number, more: Partial<ChangeDelivery> = {}): ChangeDelivery {
  return { ...sampleBase(now), instanceCode: 'I', status: 'PENDING', changedAt: now, kind: 'card', ...more };
}

/** What every delivery has, whatever it says. */
export function sampleBase(now: number) {
  return {
    seq: 1,
    changeId: 'e1',
    approvalCode: 'A',
    chat: 'oc_1',
    key: 'k',
    attempts: 0,
    detail: 'full',
    priority: 0,
    receivedAt: now,
    createdAt: now,
  } as const;
}
