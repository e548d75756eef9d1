import { describe, expect, it } from 'vitest';
import { databases, event, NOW, openAt, openWorking, RELAYED } from '../support/stores.ts';

const HOOK = 'hook:erp';

describe.each(databases)('what hooks are to be sent, on $name', ({ place }) => {
  it('is written with the change, in its own lane, and is no unknown outcome after a kill', async () => {
    const at = await place();
    const store = await openWorking(at);
    await store.inbox.add([event('e1'), event('e2', { status: 'APPROVED', changedAt: NOW + 1 })]);
    for (let i = 0; i < 2; i += 1) {
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing is due');
      const composed = {
        ...RELAYED,
        announcements: [],
        hooks: [HOOK],
        ...(i > 0 ? { was: 'PENDING' as const } : {}),
      };
      const written = await store.work.finishChange(change, composed, NOW);
      expect(written).toMatchObject({ chats: [HOOK], reason: 'relayed', superseded: [] });
    }
    expect(await store.outbox.dueChats(NOW)).toEqual([HOOK]);
    expect(await store.work.hasCards('I1')).toBe(false);
    const first = (await store.outbox.nextDelivery(HOOK, NOW, 1))?.delivery;
    if (first?.kind !== 'hook') throw new Error('no hook is due');
    expect(first).toMatchObject({ changeId: 'e1', status: 'PENDING', chat: HOOK });
    await store.work.beginDelivery(first, NOW, { api: 'hook', target: HOOK });
    // The second waits for the first.
    expect(await store.outbox.nextDelivery(HOOK, NOW, 1)).toBeUndefined();
    expect(await store.work.attemptsSince(NOW - 1)).toEqual([]);
    await store.lease.release();

    const next = await openAt(at).catch(() => store);
    await next.lease.hold();
    expect(await next.work.recoverDeliveries(NOW + 1)).toBe(1);
    const again = (await next.outbox.nextDelivery(HOOK, NOW + 1, 1))?.delivery;
    expect(again).toMatchObject({ changeId: 'e1', attempts: 1 });
    expect(again).not.toHaveProperty('unknownSince');
  });

  it('is parked, and sent again as it was', async () => {
    const store = await openWorking(await place());
    await store.inbox.add([event('e1')]);
    const [change] = await store.inbox.dueChanges(NOW, 1);
    if (!change) throw new Error('nothing is due');
    await store.work.finishChange(change, { ...RELAYED, announcements: [], hooks: [HOOK] }, NOW);
    const row = (await store.outbox.nextDelivery(HOOK, NOW, 1))?.delivery;
    if (row?.kind !== 'hook') throw new Error('no hook is due');
    await store.work.settleDelivery(
      row,
      { state: 'parked', reason: 'refused: http-422', remedy: 'Look.' },
      NOW,
    );
    const moved = await store.work.replayDeliveries([row.seq], false, NOW);
    expect(moved).toMatchObject({ chats: [HOOK], replayed: 1, superseded: [], left: [] });
    const again = (await store.outbox.nextDelivery(HOOK, NOW, 1))?.delivery;
    expect(again).toMatchObject({ kind: 'hook', changeId: 'e1', status: 'PENDING' });
  });
});
