import { describe, expect, it } from 'vitest';
import type { KnownMatter } from '../../src/approval/matter.ts';
import { databases, event, NOW, nextDelivery, openWorking, relay } from '../support/stores.ts';

const matter = (code: string, more: Partial<KnownMatter> = {}): KnownMatter => ({
  code,
  subject: 'oc_1',
  data: '{}',
  since: NOW,
  phase: 'new',
  goneAt: null,
  restsUntil: 0,
  card: '',
  cardAt: 0,
  ...more,
});

describe.each(databases)('what was reported to operators, on $name', ({ place }) => {
  it('is kept, changed and forgotten', async () => {
    const { work } = await openWorking(await place());
    await work.putMatters([matter('a'), matter('b', { card: 'c1', cardAt: NOW })], []);
    await work.putMatters([matter('a', { phase: 'told', goneAt: NOW + 1 })], [matter('b')]);
    expect(await work.knownMatters()).toEqual([matter('a', { phase: 'told', goneAt: NOW + 1 })]);
  });

  it('counts what is parked by chat and reason, without closed chats', async () => {
    const store = await openWorking(await place());
    const why = { oc_1: 'refused: 230099', oc_2: 'chat-closed: 230002', oc_3: 'outcome-unknown' };
    const instances = ['I1', 'I2'].map((instanceCode) => event(instanceCode, { instanceCode }));
    await relay(store, instances, Object.keys(why));
    for (const [chat, reason] of Object.entries(why)) {
      for (let row = 0; row < 2; row += 1) {
        const delivery = await nextDelivery(store, chat, NOW);
        if (!delivery) throw new Error(`nothing waits for ${chat}`);
        const settled = { state: 'parked', reason, remedy: 'Look.' } as const;
        await store.work.settleDelivery(delivery, settled, NOW + row);
      }
    }
    await store.inbox.add([event('odd', {}, { change: undefined, parked: 'unreadable: no JSON' })]);
    expect(await store.work.parkedGroups()).toEqual([
      { chat: 'oc_1', reason: 'refused', remedy: 'Look.', rows: 2, since: NOW },
      { chat: 'oc_3', reason: 'outcome-unknown', remedy: 'Look.', rows: 2, since: NOW },
      { chat: '', reason: 'unreadable', remedy: '', rows: 1, since: expect.any(Number) },
    ]);
  });
});
