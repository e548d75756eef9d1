import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/approval/status.ts';
import { databases, event, NOW, openAt, openWorking, RELAYED, relay, run } from '../support/stores.ts';

describe.each(databases)('on $name', ({ place }) => {
  describe('the inbox', () => {
    it('keeps an event that nobody is to be told, and has it in mind against doubles, but never finds it due', async () => {
      const { inbox } = await openAt(await place());
      const told = { changedAt: NOW + 1 };
      expect(await inbox.add([event('e1', {}, { suppressed: 'unmapped' }), event('e2', told)])).toEqual([
        true,
        true,
      ]);
      expect(await inbox.add([event('e1'), event('e3')])).toEqual([false, false]);
      expect((await inbox.dueChanges(NOW, 10)).map((change) => change.id)).toEqual(['e2']);
    });

    it('takes an event once, by its id', async () => {
      const { inbox } = await openAt(await place());
      expect(await inbox.add([event('e1')])).toEqual([true]);
      expect(await inbox.add([event('e1', { changedAt: NOW + 1 })])).toEqual([false]);
    });

    it('takes a change once, by instance, status and time, whatever the event id', async () => {
      const { inbox } = await openAt(await place());
      expect(await inbox.add([event('v1'), event('v4')])).toEqual([true, false]);
      expect(await inbox.add([event('later', { changedAt: NOW + 1 })])).toEqual([true]);
      expect(await inbox.add([event('other', { instanceCode: 'I2' })])).toEqual([true]);
    });

    it('tells new from old in one batch, doubles within the batch too', async () => {
      const { inbox } = await openAt(await place());
      await inbox.add([event('e1')]);
      const batch = [
        event('e1'),
        event('e2', { changedAt: 5 }),
        event('e2', { changedAt: 5 }),
        event('e3', { changedAt: 6 }),
      ];
      expect(await inbox.add(batch)).toEqual([false, true, false, true]);
    });

    it('keeps what was parked apart, and remembers its id', async () => {
      const { inbox } = await openAt(await place());
      const { change: _, ...odd } = event('odd');
      expect(await inbox.add([{ ...odd, parked: 'unreadable: no status' }])).toEqual([true]);
      expect(await inbox.add([{ ...odd, parked: 'unreadable: no status' }])).toEqual([false]);
      expect(await inbox.counts()).toEqual({ waiting: 0, parked: 1 });
      expect(await inbox.dueChanges(NOW, 10)).toEqual([]);
    });

    it('takes any text, NUL and lone surrogates too', async () => {
      const { inbox } = await openAt(await place());
      expect(await inbox.add([event('nul\0', {}, { body: 'a\0b\uD800c\uDC00 \u{1F600}' })])).toEqual([true]);
      expect(await inbox.counts()).toEqual({ waiting: 1, parked: 0 });
    });

    it('hands out the first unfinished change of each instance only', async () => {
      const store = await openWorking(await place());
      await store.inbox.add([
        event('a1', { instanceCode: 'A', changedAt: 1 }),
        event('b1', { instanceCode: 'B', changedAt: 1 }),
        event('a2', { instanceCode: 'A', changedAt: 2 }),
      ]);
      const due = await store.inbox.dueChanges(NOW, 10);
      expect(due.map((change) => change.id)).toEqual(['a1', 'b1']);
      const [first] = due;
      if (!first) throw new Error('nothing due');
      await store.work.postponeChange(first, {
        nextAt: NOW + 1_000,
        attempts: 1,
        asked: 0,
        reason: 'down',
        made: [],
      });
      expect((await store.inbox.dueChanges(NOW, 10)).map((c) => c.id)).toEqual(['b1']);
      expect((await store.inbox.dueChanges(NOW + 1_000, 10)).map((c) => c.id)).toEqual(['a1', 'b1']);
      await store.work.finishChange(first, RELAYED, NOW);
      expect((await store.inbox.dueChanges(NOW, 10)).map((c) => c.id)).toEqual(['b1', 'a2']);
    });
  });

  describe('the outbox', () => {
    it('gets its rows in the transaction that ends the inbox row, once', async () => {
      const store = await openWorking(await place());
      await store.inbox.add([event('e1')]);
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing due');
      await store.work.finishChange(change, { ...RELAYED, chats: ['oc_1', 'oc_2'] }, NOW);
      await store.work.finishChange(change, { ...RELAYED, chats: ['oc_1', 'oc_2'] }, NOW);
      expect((await store.outbox.counts()).waiting).toBe(2);
      expect((await store.outbox.dueChats(NOW)).sort()).toEqual(['oc_1', 'oc_2']);
    });

    it('keeps the order of one instance in one chat by the time of the change', async () => {
      const store = await openWorking(await place());
      await relay(store, [
        event('late', { changedAt: NOW + 5, status: 'APPROVED' }),
        event('early', { changedAt: NOW }),
      ]);
      const first = await store.outbox.nextDelivery('oc_1', NOW);
      expect(first?.changeId).toBe('early');
      if (!first) return;
      await store.work.beginDelivery(first, NOW, 'message.create');
      expect(await store.outbox.nextDelivery('oc_1', NOW)).toBeUndefined();
      await store.work.settleDelivery(first, { state: 'parked', reason: 'refused' }, NOW);
      expect((await store.outbox.nextDelivery('oc_1', NOW))?.changeId).toBe('late');
    });

    it('lets another instance pass one that waits for its retry', async () => {
      const store = await openWorking(await place());
      await relay(store, [event('a', { instanceCode: 'A' }), event('b', { instanceCode: 'B' })]);
      const first = await store.outbox.nextDelivery('oc_1', NOW);
      if (!first) throw new Error('nothing due');
      const settled = { state: 'waiting' as const, nextAt: NOW + 60_000, detail: 'full', reason: 'down' };
      await store.work.settleDelivery(first, settled, NOW);
      expect((await store.outbox.nextDelivery('oc_1', NOW))?.changeId).toBe('b');
    });

    it('treats a row that was being sent as one of unknown outcome since its first try', async () => {
      const here = await place();
      const store = await openWorking(here);
      await relay(store, [event('e1')]);
      const delivery = await store.outbox.nextDelivery('oc_1', NOW);
      if (!delivery) throw new Error('nothing due');
      await store.work.beginDelivery(delivery, NOW + 7, 'message.create');
      expect(await store.work.recoverDeliveries(NOW + 100)).toBe(1);
      const again = await store.outbox.nextDelivery('oc_1', NOW + 100);
      expect(again).toMatchObject({ key: delivery.key, unknownSince: NOW + 7, attempts: 1 });
      expect(await store.work.attemptsSince(NOW)).toEqual([
        { api: 'message.create', chat: 'oc_1', answeredAt: null },
      ]);
    });

    it('keeps apps apart', async () => {
      const here = await place();
      const one = await openWorking(here, 'cli_one');
      const two = await openWorking(here, 'cli_two');
      await relay(one, [event('e1')]);
      await relay(two, [event('e1')]);
      const keys = [await one.outbox.nextDelivery('oc_1', NOW), await two.outbox.nextDelivery('oc_1', NOW)];
      expect(new Set(keys.map((delivery) => delivery?.key)).size).toBe(2);
      expect((await one.outbox.counts()).waiting).toBe(1);
    });

    it('is pruned of finished rows, and of nothing else', async () => {
      const store = await openWorking(await place());
      await relay(store, [event('done'), event('open', { instanceCode: 'I2' })]);
      const done = await store.outbox.nextDelivery('oc_1', NOW);
      if (!done) throw new Error('nothing due');
      await store.work.settleDelivery(done, { state: 'sent', messageId: 'om_1' }, NOW);
      expect(await store.work.prune(NOW, 100)).toBe(0);
      expect(await store.work.prune(NOW + 1, 100)).toBe(3);
      expect((await store.outbox.counts()).waiting).toBe(1);
    });

    it('takes the snapshots of what ended along, and keeps what is still open', async () => {
      const store = await openWorking(await place());
      const snapshot = (status: Status) => ({
        status,
        changedAt: NOW,
        knownBy: 'push' as const,
        snapshot: '{}',
        lookedAt: 7,
      });
      await store.inbox.add([event('ended', { status: 'APPROVED' }), event('open', { instanceCode: 'I2' })]);
      for (const change of await store.inbox.dueChanges(NOW, 10)) {
        await store.work.finishChange(change, { ...RELAYED, chats: [], known: snapshot(change.status) }, NOW);
      }
      await store.work.prune(NOW + 1, 100);
      expect(await store.work.knownInstance('I1')).toBeUndefined();
      expect(await store.work.knownInstance('I2')).toMatchObject({ status: 'PENDING' });
    });
  });

  describe('what is known of an instance', () => {
    it('is the last change composed, with its snapshot', async () => {
      const store = await openWorking(await place());
      await store.inbox.add([event('e1')]);
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing due');
      const known = {
        status: 'REVERTED' as Status,
        changedAt: NOW,
        knownBy: 'push' as const,
        snapshot: '{}',
        lookedAt: 7,
      };
      await store.work.finishChange(change, { ...RELAYED, known }, NOW);
      expect(await store.work.knownInstance('I1')).toEqual(known);
      expect(await store.work.knownInstance('I2')).toBeUndefined();
    });
  });

  describe('the lease', () => {
    it('is refused to a second process while the first lives, and given back', async () => {
      const here = await place();
      const first = await openWorking(here);
      const second = await openAt(here);
      expect(await second.lease.hold()).toMatchObject({ held: false, by: { pid: process.pid, alive: true } });
      await first.lease.release();
      expect(await second.lease.hold()).toMatchObject({ held: true });
    });

    it('is waited for where its holder runs on another machine', async () => {
      const here = await place();
      await openWorking(here);
      await run(here, "update leases set host = 'elsewhere', pid = 1, born = ''");
      const second = await openAt(here);
      expect(await second.lease.hold()).toMatchObject({
        held: false,
        by: { host: 'elsewhere', alive: false },
      });
      await run(here, 'update leases set until = 0');
      expect(await second.lease.hold()).toMatchObject({ held: true });
    });

    it('lets nobody write who lost it', async () => {
      const here = await place();
      const store = await openWorking(here);
      await store.inbox.add([event('e1')]);
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing due');
      await run(here, "update leases set holder = 'another'");
      await expect(store.work.finishChange(change, RELAYED, NOW)).rejects.toThrow(
        'another process holds the lease',
      );
      expect(await store.inbox.counts()).toEqual({ waiting: 1, parked: 0 });
      expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
    });

    it('does not outlast twenty seconds', async () => {
      const { lease } = await openWorking(await place());
      expect(lease.outlasts(10_000)).toBe(true);
      expect(lease.outlasts(20_000)).toBe(false);
      await lease.release();
      expect(lease.outlasts(0)).toBe(false);
    });
  });
});
