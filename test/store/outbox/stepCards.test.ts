import { describe, expect, it } from 'vitest';
import type { StepNews } from '../../../src/approval/stepNews.ts';
import type { Store, StoreLocation } from '../../../src/store/open.ts';
import type { StepOptions } from '../../../src/store/outbox/stepCards.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { databases, event, NOW, nextDelivery, openWorking, RELAYED, run } from '../../support/stores.ts';

const STATE = { status: 'PENDING', changedAt: NOW, knownBy: 'push' } as const;
const POST = { api: 'message.create', target: 'oc_1' };

/** What a look at the instance says: which openings it sees for the first time, each in two chats, and which are open. */
const news = (opened: readonly string[], open = opened): StepNews => ({
  opened: opened.flatMap((opening) =>
    ['oc_1', 'oc_2'].map((chat) => ({ chat, opening, nodeId: 'node_2', nodeName: '法务', isHeld: false })),
  ),
  isOpen: (opening) => open.includes(opening),
  leaving: () => ({ rings: true, isHeld: false }),
});

/** A pushed change comes, with what it says of steps. */
async function change(store: Store, id: string, steps: StepNews, at = NOW): Promise<void> {
  await store.inbox.add([event(id, { changedAt: at })]);
  const [due] = await store.inbox.dueChanges(at, 1);
  if (!due) throw new Error('nothing due');
  const known = { ...STATE, changedAt: NOW, snapshot: snapshotOf('{}'), lookedAt: NOW, startedAt: null };
  const composed = { ...RELAYED, announcements: [], known, steps };
  await store.work.finishChange(due, composed, at);
  // Whoever comes second finds it ended.
  expect(await store.work.finishChange(due, composed, at)).toBeUndefined();
}

/** A look-up finds the status as it was. */
async function look(store: Store, steps: StepNews, at: number, options: StepOptions = {}) {
  const change = {
    changeId: `look:${at}`,
    instanceCode: 'I1',
    approvalCode: 'A1',
    status: 'PENDING',
    changedAt: NOW,
    receivedAt: at,
    priority: 0,
  } as const;
  const seen = { known: STATE, snapshot: snapshotOf('{}'), lookedAt: at, liveChats: [], change };
  return store.work.recordLookup('I1', { ...seen, steps: { ...options, news: steps } }, at);
}

/** Sends what is next for the first chat. */
async function send(store: Store, messageId: string): Promise<string | undefined> {
  const next = await nextDelivery(store, 'oc_1', NOW);
  if (!next) return undefined;
  await store.work.beginDelivery(next, NOW, POST);
  await store.work.settleDelivery(next, { state: 'sent', messageId, isCard: next.kind !== 'notice' }, NOW);
  return next.kind;
}

/** What a chat was sent or will be sent, oldest first. */
async function rowsFor(place: StoreLocation, chat = 'oc_1'): Promise<string[]> {
  const rows = await run(
    place,
    `select opening, kind, state from outbox where chat = '${chat}' order by seq`,
  );
  return rows.map(({ opening, kind, state }) => `${opening} ${kind} ${state}`);
}

describe.each(databases)('the card of a step on $name', ({ place }) => {
  it('is written once for each opening and chat, however often that is seen to have opened', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news(['t1']));
    await change(store, 'e2', news(['t1']), NOW + 1);
    await look(store, news(['t1']), NOW + 2);
    expect(await rowsFor(at)).toEqual(['t1 card waiting']);
    expect(await send(store, 'om_1')).toBe('card');
    await look(store, news(['t1']), NOW + 3);
    await change(store, 'e3', news(['t1']), NOW + 4);
    expect(await rowsFor(at)).toEqual(['t1 card sent']);
    // The other chat has its own, which has not left yet.
    expect(await rowsFor(at, 'oc_2')).toEqual(['t1 card waiting']);
  });

  it('is written by a look-up that finds it open, and brought up to date by the next, one at a time', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news([]));
    expect((await look(store, news(['t1']), NOW + 1))?.chats.toSorted()).toEqual(['oc_1', 'oc_2']);
    await send(store, 'om_1');
    const later = news([], ['t1']);
    await look(store, later, NOW + 2, { refreshes: true });
    await look(store, later, NOW + 3, { refreshes: true });
    expect(await rowsFor(at)).toEqual(['t1 card sent', 't1 refresh waiting']);
    // One that began earlier is dropped, whatever it saw.
    expect(await look(store, news(['t9']), NOW + 1)).toBeUndefined();
    // Nothing stands in the other chat yet.
    expect(await rowsFor(at, 'oc_2')).toEqual(['t1 card waiting']);
  });

  it('is settled once when the step is left; one that was not sent yet is not sent any more', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news(['t1']));
    await send(store, 'om_1');
    await look(store, news([], []), NOW + 1);
    await change(store, 'e2', news([], []), NOW + 2);
    expect(await rowsFor(at)).toEqual(['t1 card sent', 't1 update waiting', 't1 notice waiting']);
    expect(await rowsFor(at, 'oc_2')).toEqual(['t1 card suppressed']);
    expect([await send(store, 'om_1'), await send(store, 'om_2'), await send(store, '')]).toEqual([
      'update',
      'notice',
      undefined,
    ]);
    expect((await store.outbox.counts()).waiting).toBe(0);
  });

  it('is settled though nobody knows whether it was sent', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news(['t1']));
    const card = await nextDelivery(store, 'oc_1', NOW);
    if (!card) throw new Error('nothing due');
    await store.work.beginDelivery(card, NOW, POST);
    await change(store, 'e2', news([], []), NOW + 1);
    expect((await rowsFor(at)).slice(1)).toEqual(['t1 update waiting', 't1 notice waiting']);
  });

  it('is another when the step is sent back to, and the one before is settled first', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news(['t1']));
    await send(store, 'om_1');
    // Both in one look.
    await look(store, news(['t2']), NOW + 1);
    expect((await rowsFor(at)).toSorted()).toEqual([
      't1 card sent',
      't1 notice waiting',
      't1 update waiting',
      't2 card waiting',
    ]);
    const cards = `select opening, message_id from step_cards where chat = 'oc_1' and left_at is null`;
    while (await send(store, 'om_2'));
    expect(await run(at, cards)).toEqual([{ opening: 't2', message_id: 'om_2' }]);
  });

  it('stands again when its time was over and is given back, without another row of its own', async () => {
    const at = await place();
    const store = await openWorking(at);
    await change(store, 'e1', news(['t1']));
    await send(store, 'om_1');
    await change(store, 'e2', news([], []), NOW + 1);
    await change(store, 'e3', news(['t1']), NOW + 2);
    const cards = `select message_id, left_at from step_cards where chat = 'oc_1'`;
    expect(await run(at, cards)).toEqual([{ message_id: 'om_1', left_at: null }]);
    // The row that says that it was left is not true any more.
    expect(await rowsFor(at)).toEqual([
      't1 card sent',
      't1 update suppressed',
      't1 notice suppressed',
      't1 card waiting',
    ]);
  });
});
