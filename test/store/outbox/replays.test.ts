import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import type { Store } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/openReadOnly.ts';
import { APP, databases, event, NOW, nextDelivery, openWorking, relay, run } from '../../support/stores.ts';

const REFUSED = { state: 'parked', reason: 'refused: 230099: no', remedy: 'Mend it.' } as const;
const CLOSED = { ...REFUSED, reason: 'chat-closed: 230002: out' } as const;
const UNKNOWN = { ...REFUSED, reason: 'outcome-unknown: nobody knows.' } as const;

/** A change of an instance, whose row for oc_1 ends like this. */
async function ended(store: Store, id: string, at: number, how: object, instance = 'I1'): Promise<void> {
  await relay(store, [event(id, { instanceCode: instance, changedAt: at })]);
  const delivery = await nextDelivery(store, 'oc_1', NOW);
  if (!delivery) throw new Error('nothing is due');
  await store.work.settleDelivery(delivery, how as typeof REFUSED, NOW);
}

const sent = { state: 'sent', messageId: 'om_1', isCard: false };

describe.each(databases)('parked rows in $name', ({ place: makePlace }) => {
  const start = async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const states = async () =>
      (await run(place, 'select change_id, state, reason from outbox order by seq')).map((row) =>
        `${row.change_id} ${row.state} ${row.reason}`.trim(),
      );
    const list = async (filter: object) => {
      const readOnly = await openReadOnly(place, APP, parseSnapshot);
      const rows = await readOnly.listDeliveries(filter, 10);
      await readOnly.close();
      return rows;
    };
    return { place, store, states, list };
  };

  it('wait again as if they were new; of one instance the newest alone', async () => {
    const { place, store, states } = await start();
    await ended(store, 'e1', NOW, REFUSED);
    await ended(store, 'e2', NOW + 1, REFUSED);
    await ended(store, 'e3', NOW, REFUSED, 'I2');
    const done = await store.work.replayDeliveries([1, 2, 3, 9], false, NOW + 5);
    expect(done).toMatchObject({ replayed: 2, chats: ['oc_1'], left: [{ seq: 9, why: 'not-found' }] });
    expect(done.superseded).toMatchObject([{ changeId: 'e1' }]);
    expect(await states()).toEqual(['e1 suppressed superseded', 'e2 waiting', 'e3 waiting']);
    expect(
      (await run(place, 'select attempts, detail, remedy, created_at from outbox where seq = 2'))[0],
    ).toMatchObject({
      detail: 'full',
      remedy: '',
    });
    // A second time there is nothing to be done.
    expect(await store.work.replayDeliveries([2], false, NOW + 6)).toMatchObject({
      replayed: 0,
      left: [{ seq: 2, why: 'not-parked' }],
    });
  });

  it('end as superseded if something newer was sent', async () => {
    const { store, states } = await start();
    await ended(store, 'e1', NOW, REFUSED);
    await ended(store, 'e2', NOW + 1, sent);
    expect(await store.work.replayDeliveries([1], false, NOW)).toMatchObject({ replayed: 0, chats: [] });
    expect((await states())[0]).toBe('e1 suppressed superseded');
  });

  it('that have waited for more than a week end if their instance has moved on, whichever chat knows it', async () => {
    const { place, store } = await start();
    await ended(store, 'e1', NOW, REFUSED);
    await ended(store, 'e2', NOW, REFUSED, 'I2');
    await run(
      place,
      `insert into instances (app, instance, approval, status, changed_at, known_by)
       values ('${APP}', 'I1', 'A1', 'APPROVED', ${NOW + 1}, 'push'), ('${APP}', 'I2', 'A1', 'PENDING', ${NOW}, 'push')`,
    );
    const done = await store.work.replayDeliveries([1, 2], false, NOW + 8 * 86_400_000);
    expect(done).toMatchObject({ replayed: 1, superseded: [{ changeId: 'e1' }] });
  });

  it('of unknown outcome are sent again only after a person has checked, and are no longer unknown', async () => {
    const { store } = await start();
    await ended(store, 'e1', NOW, UNKNOWN);
    expect(await store.work.replayDeliveries([1], false, NOW)).toMatchObject({
      replayed: 0,
      left: [{ seq: 1, why: 'outcome-unknown' }],
    });
    expect(await store.work.replayDeliveries([1], true, NOW)).toMatchObject({ replayed: 1 });
    expect(await nextDelivery(store, 'oc_1', NOW)).not.toHaveProperty('unknownSince');
  });

  it('of a card whose button was pressed update it', async () => {
    const { place, store, states } = await start();
    await ended(store, 'e1', NOW, CLOSED);
    const steps = [{ step: 't1', person: 'ou_1', node: '', since: NOW, count: 0 }];
    const about = JSON.stringify({ rule: 'remind', steps, messageId: 'om_1' });
    await run(place, `update outbox set kind = 'snoozed', about = '${about}'`);
    expect(await store.work.replayDeliveries([1], false, NOW)).toMatchObject({ replayed: 1 });
    expect(await states()).toEqual(['e1 waiting']);
    expect(await nextDelivery(store, 'oc_1', NOW)).toMatchObject({ kind: 'snoozed' });
  });

  it('open their chat', async () => {
    const { store } = await start();
    const closed = { chat: 'oc_1', code: 230002, reason: 'out', remedy: '', probes: 0, probeAt: NOW * 2 };
    await store.work.closeChat(closed, NOW);
    await ended(store, 'e1', NOW, CLOSED);
    await store.work.replayDeliveries([1], false, NOW);
    expect(await store.work.closedChats()).toMatchObject([{ chat: 'oc_1', isOpened: true }]);
  });

  it('end for good, as discarded or as sent', async () => {
    const { store, states } = await start();
    await ended(store, 'e1', NOW, REFUSED);
    await ended(store, 'e2', NOW, UNKNOWN, 'I2');
    expect(await store.work.discardDeliveries([1], 'suppressed', NOW)).toMatchObject({
      discarded: 1,
      left: [],
    });
    expect(await store.work.discardDeliveries([2, 1], 'sent', NOW)).toMatchObject({
      discarded: 1,
      left: [{ seq: 1, why: 'not-parked' }],
    });
    expect(await states()).toEqual(['e1 suppressed discarded', 'e2 sent seen']);
  });

  it('are listed with reason and remedy, with what waits and the events that no chat gets', async () => {
    const { store, list } = await start();
    await ended(store, 'e1', NOW, REFUSED);
    await ended(store, 'e2', NOW, UNKNOWN, 'I2');
    await relay(store, [event('e3', { instanceCode: 'I3' })]);
    await store.inbox.add([
      event('e4', { instanceCode: 'I4' }, { suppressed: 'unmapped' }),
      event('e5', {}, { change: undefined, parked: 'unreadable: no instance_code' }),
    ]);
    expect(await list({ state: 'parked' })).toMatchObject([
      { id: 'd2', isUnknown: true },
      {
        id: 'd1',
        instance: 'I1',
        chat: 'oc_1',
        reason: REFUSED.reason,
        remedy: 'Mend it.',
        isUnknown: false,
      },
      { id: 'e5', kind: 'event', reason: 'unreadable: no instance_code' },
    ]);
    expect(await list({ state: 'parked', reason: 'refused' })).toMatchObject([{ id: 'd1' }]);
    expect(await list({ state: 'parked', reason: 'ref' })).toEqual([]);
    expect(await list({ state: 'waiting' })).toMatchObject([{ id: 'd3', instance: 'I3' }]);
    expect(await list({ instance: 'I4' })).toMatchObject([
      { id: 'e4', state: 'suppressed', reason: 'unmapped' },
    ]);
    expect(await list({ chat: 'oc_1', since: NOW + 1 })).toEqual([]);
    expect(await list({ ids: ['d1', 'e5'] })).toHaveLength(2);
    expect(await list({ endedSince: NOW + 1 })).toHaveLength(4);
  });

  it('of events are composed again, read again if necessary, or end', async () => {
    const { store } = await start();
    await store.inbox.add([
      event('e1', { instanceCode: 'I1' }, { parked: 'lookup-failed: no answer' }),
      event('e2', {}, { change: undefined, parked: 'unreadable: x', body: 'clear to this version' }),
      event('e3', {}, { change: undefined, parked: 'unreadable: x', body: 'rubbish' }),
    ]);
    const change = { instanceCode: 'I2', approvalCode: 'A1', status: 'APPROVED', changedAt: NOW } as const;
    const read = (body: string) => (body.startsWith('clear') ? change : undefined);
    expect(await store.work.replayEvents([1, 2, 3, 4], read)).toEqual({
      moved: 2,
      left: [
        { seq: 4, why: 'not-found' },
        { seq: 3, why: 'unreadable' },
      ],
    });
    expect((await store.inbox.dueChanges(NOW, 9)).map((one) => [one.id, one.instanceCode])).toEqual([
      ['e1', 'I1'],
      ['e2', 'I2'],
    ]);
    expect(await store.work.discardEvents([3], NOW)).toEqual({ moved: 1, left: [] });
    expect(await store.inbox.counts()).toMatchObject({ parked: 0 });
  });
});
