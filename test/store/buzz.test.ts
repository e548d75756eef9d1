import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/approval/delivery.ts';
import type { BuzzContent } from '../../src/approval/deliveryContent.ts';
import type { Store } from '../../src/store/open.ts';
import { databases, event, NOW, nextDelivery, openWorking, RELAYED, relay, run } from '../support/stores.ts';

const buzz: BuzzContent = {
  rule: 'escalate:3d',
  messageId: 'om_1',
  people: ['ou_boss'],
  waiting: [{ instanceCode: 'I1', steps: [] }],
};
const sent = { state: 'sent', messageId: 'om_1', isCard: false } as const;

async function next(store: Store): Promise<Delivery> {
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing is to be delivered');
  return delivery;
}

describe.each(databases)('a buzz in $name', ({ place: makePlace }) => {
  it('is written with the end of its card, once, and is due next', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await relay(store, [event('e1')]);
    const card = await next(store);
    await store.work.settleDelivery(card, { ...sent, buzz }, NOW + 5);
    expect(await store.work.settleDelivery(card, { ...sent, buzz }, NOW + 9)).toBe(false);
    const row = await next(store);
    expect(row).toMatchObject({
      kind: 'buzz',
      approvalCode: 'A1',
      chat: 'oc_1',
      changeId: card.changeId,
      attempts: 0,
      createdAt: NOW + 5,
    });
    expect(row.key).not.toBe(card.key);
    expect(row).toMatchObject({ content: buzz });
    expect(await run(place, `select seq from outbox where kind = 'buzz'`)).toHaveLength(1);
  });

  it('is not written if the card’s row had ended already', async () => {
    const store = await openWorking(await makePlace());
    await relay(store, [event('e1')]);
    const card = await next(store);
    await store.work.settleDelivery(card, { state: 'suppressed', reason: 'superseded' }, NOW);
    expect(await store.work.settleDelivery(card, { ...sent, buzz }, NOW)).toBe(false);
    expect(await nextDelivery(store, 'oc_1', NOW)).toBeUndefined();
  });

  it('that was being sent when the process died is of unknown outcome', async () => {
    const store = await openWorking(await makePlace());
    await relay(store, [event('e1')]);
    await store.work.settleDelivery(await next(store), { ...sent, buzz }, NOW);
    const row = await next(store);
    await store.work.beginDelivery(row, NOW + 7, { api: 'message.urgentApp', target: 'om_1' });
    await store.work.recoverDeliveries(NOW + 60);
    expect(await nextDelivery(store, 'oc_1', NOW + 60)).toMatchObject({
      kind: 'buzz',
      unknownSince: NOW + 7,
    });
  });

  it('that waits holds up no news of its instance', async () => {
    const store = await openWorking(await makePlace());
    await relay(store, [event('e1')]);
    await store.work.settleDelivery(await next(store), { ...sent, buzz }, NOW);
    const later = { state: 'waiting', nextAt: NOW + 60_000, detail: 'full', reason: 'limit' } as const;
    await store.work.settleDelivery(await next(store), later, NOW);
    await store.inbox.add([event('e2', { status: 'APPROVED', changedAt: NOW + 5 })]);
    const [change] = await store.inbox.dueChanges(NOW, 10);
    if (!change) throw new Error('nothing is due');
    await store.work.finishChange(change, RELAYED, NOW);
    expect(await next(store)).toMatchObject({ kind: 'card', status: 'APPROVED' });
  });
});
