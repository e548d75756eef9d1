import { describe, expect, it } from 'vitest';
import { type ChangesDelivery, type Delivery, isFolded } from '../../../src/approval/delivery.ts';
import type { Store, StoreLocation } from '../../../src/store/open.ts';
import type { Settled } from '../../../src/store/outbox/deliveries.ts';
import { databases, event, NOW, nextDelivery, openWorking, relay, run } from '../../support/stores.ts';

const HOUR = 3_600_000;
const POST = { api: 'message.create', target: 'oc_1' };

async function foldable(store: Store, now = NOW): Promise<string[]> {
  return (await store.work.foldableCards('oc_1', now, 100)).map((card) => card.instanceCode);
}

async function next(store: Store): Promise<Delivery> {
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing is due');
  return delivery;
}

async function summaryOf(store: Store): Promise<ChangesDelivery> {
  const delivery = await next(store);
  if (!isFolded(delivery)) throw new Error('it is no summary');
  return delivery;
}

const rows = (place: StoreLocation) =>
  run(place, 'select kind, state, reason, remedy, message_id from outbox order by seq');

describe.each(databases)('folded changes in $name', ({ place: makePlace }) => {
  /** Cards of so many instances wait for one chat. */
  const waiting = async (count: number) => {
    const place = await makePlace();
    const store = await openWorking(place);
    const events = Array.from({ length: count }, (_, i) => event(`e${i}`, { instanceCode: `I${i}` }));
    await relay(store, events);
    return { store, place };
  };

  it('become lines of one summary, which goes out in their place, and nothing else does', async () => {
    const { store, place } = await waiting(3);
    expect(await store.work.foldCards(await store.work.foldableCards('oc_1', NOW, 100), NOW)).toBe(3);
    const summary = await summaryOf(store);
    expect(summary.content).toEqual({ of: 'folded' });
    expect((await store.work.linesOf(summary)).map((line) => line.instanceCode)).toEqual(['I0', 'I1', 'I2']);
    expect(await foldable(store)).toEqual([]);
    expect(await store.outbox.counts()).toEqual({ waiting: 4, parked: 0 });
    await store.work.beginDelivery(summary, NOW, POST);
    await store.work.settleDelivery(summary, { state: 'sent', messageId: 'om_1', isCard: false }, NOW);
    const sent = { state: 'sent', message_id: 'om_1', reason: '' };
    expect(await rows(place)).toMatchObject([sent, sent, sent, { kind: 'summary', state: 'sent' }]);
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('are still lines of it after a kill, whatever became of the request', async () => {
    const { store } = await waiting(2);
    await store.work.foldCards(await store.work.foldableCards('oc_1', NOW, 100), NOW);
    await store.work.beginDelivery(await next(store), NOW + 5, POST);
    expect(await store.work.recoverDeliveries(NOW + 10)).toBe(1);
    expect(await nextDelivery(store, 'oc_1', NOW + 10)).toMatchObject({
      kind: 'summary',
      unknownSince: NOW + 5,
    });
    expect(await foldable(store)).toEqual([]);
  });

  it.each<[Settled, object]>([
    [
      { state: 'parked', reason: 'refused: 230022', remedy: 'Hide it.' },
      { state: 'parked', reason: 'refused: 230022', remedy: 'Hide it.' },
    ],
    [
      { state: 'suppressed', reason: 'unmapped' },
      { state: 'suppressed', reason: 'unmapped', remedy: '' },
    ],
  ])('end as their summary does: %o', async (settled, end) => {
    const { store, place } = await waiting(2);
    await store.work.foldCards(await store.work.foldableCards('oc_1', NOW, 100), NOW);
    await store.work.settleDelivery(await next(store), settled, NOW);
    // A person sees to the changes themselves; their summary is over.
    expect(await rows(place)).toMatchObject([end, end, { kind: 'summary', state: 'suppressed' }]);
  });

  it('are sent on their own if the summary has no room for them', async () => {
    const { store } = await waiting(3);
    await store.work.foldCards(await store.work.foldableCards('oc_1', NOW, 100), NOW);
    const summary = await summaryOf(store);
    const [, , last] = await store.work.linesOf(summary);
    if (last) await store.work.unfoldLines([last]);
    expect(await store.work.linesOf(summary)).toHaveLength(2);
    expect(await next(store)).toMatchObject({ kind: 'card', instanceCode: 'I2' });
  });

  it('leave no summary behind if all of them were superseded meanwhile', async () => {
    const { store } = await waiting(2);
    const cards = await store.work.foldableCards('oc_1', NOW, 100);
    for (const card of cards)
      await store.work.settleDelivery(card, { state: 'suppressed', reason: 'superseded' }, NOW);
    expect(await store.work.foldCards(cards, NOW)).toBe(0);
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('hold back what follows of their instances until the summary is sent', async () => {
    const { store } = await waiting(2);
    await store.work.foldCards(await store.work.foldableCards('oc_1', NOW, 100), NOW);
    await relay(store, [event('later', { instanceCode: 'I1', status: 'APPROVED', changedAt: NOW + 1 })]);
    const summary = await summaryOf(store);
    expect(await foldable(store)).toEqual([]);
    await store.work.settleDelivery(summary, { state: 'sent', messageId: 'om_1', isCard: false }, NOW);
    expect(await next(store)).toMatchObject({ changeId: 'later' });
  });

  describe('what can be folded', () => {
    it('is what rests, or is tried again soon, but not what waits for the hours', async () => {
      const { store } = await waiting(3);
      const [first, second, third] = await store.work.foldableCards('oc_1', NOW, 100);
      if (!first || !second || !third) throw new Error('there are none');
      const later = { state: 'waiting', nextAt: NOW + HOUR, detail: 'full', reason: '' } as const;
      await store.work.settleDelivery(first, later, NOW);
      await store.work.settleDelivery(second, { ...later, isHeld: true }, NOW);
      expect(await foldable(store)).toEqual(['I0', 'I2']);
      expect(await foldable(store, NOW + HOUR)).toEqual(['I0', 'I1', 'I2']);
    });

    it('is nothing that may have arrived, nor what follows it', async () => {
      const { store } = await waiting(2);
      await relay(store, [event('later', { instanceCode: 'I0', status: 'APPROVED', changedAt: NOW + 1 })]);
      const [first] = await store.work.foldableCards('oc_1', NOW, 100);
      if (!first) throw new Error('there is none');
      const unknown = {
        state: 'waiting',
        nextAt: NOW,
        detail: 'full',
        reason: 'cut',
        unknownSince: NOW,
      } as const;
      await store.work.settleDelivery(first, unknown, NOW);
      expect(await foldable(store)).toEqual(['I1']);
    });
  });
});
