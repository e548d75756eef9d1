import { describe, expect, it } from 'vitest';
import type { Announcement } from '../../src/approval/announcement.ts';
import type { Status } from '../../src/approval/status.ts';
import type { Store } from '../../src/store/open.ts';
import { snapshotOf } from '../support/snapshotOf.ts';
import {
  announcement,
  databases,
  event,
  NOW,
  nextDelivery,
  openAt,
  openWorking,
  RELAYED,
  relay,
  run,
} from '../support/stores.ts';

const POST = { api: 'message.create', target: 'oc_1' };

describe.each(databases)('on $name', ({ place }) => {
  describe('the inbox', () => {
    it('keeps an event for no chat as a guard against duplicates, but never finds it due', async () => {
      const { inbox } = await openAt(await place());
      const mapped = { changedAt: NOW + 1 };
      expect(await inbox.add([event('e1', {}, { suppressed: 'unmapped' }), event('e2', mapped)])).toEqual([
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

    it('distinguishes new from old in one batch, duplicates within the batch too', async () => {
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
      await store.work.finishChange(
        change,
        { ...RELAYED, announcements: [announcement('oc_1'), announcement('oc_2')] },
        NOW,
      );
      await store.work.finishChange(
        change,
        { ...RELAYED, announcements: [announcement('oc_1'), announcement('oc_2')] },
        NOW,
      );
      expect((await store.outbox.counts()).waiting).toBe(2);
      expect((await store.outbox.dueChats(NOW)).sort()).toEqual(['oc_1', 'oc_2']);
    });

    it('keeps the order of one instance in one chat by the time of the change', async () => {
      const store = await openWorking(await place());
      await relay(store, [
        event('late', { changedAt: NOW + 5, status: 'APPROVED' }),
        event('early', { changedAt: NOW }),
      ]);
      const first = await nextDelivery(store, 'oc_1', NOW);
      expect(first?.changeId).toBe('early');
      if (!first) return;
      await store.work.beginDelivery(first, NOW, POST);
      expect(await nextDelivery(store, 'oc_1', NOW)).toBeUndefined();
      await store.work.settleDelivery(first, { state: 'parked', reason: 'refused' }, NOW);
      expect((await nextDelivery(store, 'oc_1', NOW))?.changeId).toBe('late');
    });

    it('lets another instance pass one that waits for its retry', async () => {
      const store = await openWorking(await place());
      await relay(store, [event('a', { instanceCode: 'A' }), event('b', { instanceCode: 'B' })]);
      const first = await nextDelivery(store, 'oc_1', NOW);
      if (!first) throw new Error('nothing due');
      const settled = { state: 'waiting', nextAt: NOW + 60_000, detail: 'full', reason: 'down' } as const;
      await store.work.settleDelivery(first, settled, NOW);
      expect((await nextDelivery(store, 'oc_1', NOW))?.changeId).toBe('b');
    });

    it('treats a row that was being sent as one of unknown outcome since its first try', async () => {
      const here = await place();
      const store = await openWorking(here);
      await relay(store, [event('e1')]);
      const delivery = await nextDelivery(store, 'oc_1', NOW);
      if (!delivery) throw new Error('nothing due');
      await store.work.beginDelivery(delivery, NOW + 7, POST);
      expect(await store.work.recoverDeliveries(NOW + 100)).toBe(1);
      const again = await nextDelivery(store, 'oc_1', NOW + 100);
      expect(again).toMatchObject({ key: delivery.key, unknownSince: NOW + 7, attempts: 1 });
      expect(await store.work.attemptsSince(NOW)).toEqual([
        { api: 'message.create', target: 'oc_1', answeredAt: null },
      ]);
    });

    it('keeps apps apart', async () => {
      const here = await place();
      const keys: (string | undefined)[] = [];
      // One after the other: a file of SQLite is one process's.
      for (const app of ['cli_one', 'cli_two']) {
        const store = await openWorking(here, app);
        await relay(store, [event('e1')]);
        keys.push((await nextDelivery(store, 'oc_1', NOW))?.key);
        expect((await store.outbox.counts()).waiting).toBe(1);
        await store.close();
      }
      expect(new Set(keys).size).toBe(2);
    });

    it('is pruned of finished rows, and of nothing else', async () => {
      const store = await openWorking(await place());
      await relay(store, [event('done'), event('open', { instanceCode: 'I2' })]);
      const done = await nextDelivery(store, 'oc_1', NOW);
      if (!done) throw new Error('nothing due');
      await store.work.settleDelivery(done, { state: 'sent', messageId: 'om_1', isCard: true }, NOW);
      expect(await store.work.prune(NOW, 100)).toBe(0);
      expect(await store.work.prune(NOW + 1, 100)).toBe(3);
      expect((await store.outbox.counts()).waiting).toBe(1);
    });

    it('still knows an event that Feishu may repeat, though its delivery is gone', async () => {
      const store = await openWorking(await place());
      await relay(store, [event('done')]);
      const done = await nextDelivery(store, 'oc_1', NOW);
      if (!done) throw new Error('nothing due');
      await store.work.settleDelivery(done, { state: 'sent', messageId: 'om_1', isCard: true }, NOW);
      expect(await store.work.prune(NOW + 1, 100, NOW)).toBeGreaterThan(0);
      expect(await store.inbox.add([event('done')])).toEqual([false]);
    });

    it('takes the snapshots of what ended along, and keeps what is still open', async () => {
      const store = await openWorking(await place());
      const snapshot = (status: Status) => ({
        status,
        changedAt: NOW,
        knownBy: 'push' as const,
        snapshot: snapshotOf('{}'),
        lookedAt: 7,
        startedAt: 5,
      });
      await store.inbox.add([event('ended', { status: 'APPROVED' }), event('open', { instanceCode: 'I2' })]);
      for (const change of await store.inbox.dueChanges(NOW, 10)) {
        await store.work.finishChange(
          change,
          { ...RELAYED, announcements: [], known: snapshot(change.status) },
          NOW,
        );
      }
      await store.work.prune(NOW + 1, 100);
      expect(await store.work.knownInstance('I1')).toBeUndefined();
      expect(await store.work.knownInstance('I2')).toMatchObject({ status: 'PENDING' });
    });
  });

  describe('what a chat with living cards gets', () => {
    const live = (more: Partial<Announcement> = {}) => [announcement('oc_1', { mode: 'live', ...more })];
    const next = (store: Store) => nextDelivery(store, 'oc_1', NOW);
    /** One more change of the instance, composed for `announcements`. */
    const compose = async (store: Store, id: string, at: number, announcements: Announcement[]) => {
      await store.inbox.add([event(id, { changedAt: NOW + at, status: 'APPROVED' })]);
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing due');
      const was = at > 1 ? ({ was: 'PENDING' } as const) : {};
      return store.work.finishChange(change, { ...RELAYED, ...was, announcements }, NOW);
    };
    const send = async (store: Store, messageId = 'om_1'): Promise<void> => {
      const delivery = await next(store);
      if (!delivery) throw new Error('nothing due');
      await store.work.beginDelivery(delivery, NOW, POST);
      await store.work.settleDelivery(delivery, { state: 'sent', messageId, isCard: true }, NOW);
    };

    it('is the newest change alone, if an older one was not sent yet', async () => {
      const store = await openWorking(await place());
      await compose(store, 'first', 1, live());
      const written = await compose(store, 'second', 2, live());
      expect(written).toMatchObject({ chats: ['oc_1'], superseded: [{ changeId: 'first' }] });
      expect(await next(store)).toMatchObject({ changeId: 'second', kind: 'card' });
      expect((await store.outbox.counts()).waiting).toBe(1);
    });

    it('keeps a row that may stand in the chat already before the newer one', async () => {
      const store = await openWorking(await place());
      await compose(store, 'first', 1, live());
      const first = await next(store);
      if (!first) throw new Error('nothing due');
      await store.work.beginDelivery(first, NOW, POST);
      const unknown = {
        state: 'waiting',
        nextAt: NOW,
        detail: 'full',
        reason: 'cut',
        unknownSince: NOW,
      } as const;
      await store.work.settleDelivery(first, unknown, NOW);
      expect(await compose(store, 'second', 2, live({ rings: true }))).toMatchObject({ superseded: [] });
      expect(await next(store)).toMatchObject({ changeId: 'first', unknownSince: NOW });
      await send(store);
      expect(await next(store)).toMatchObject({ changeId: 'second', kind: 'card' });
    });

    it('gets what it does not list only if a card stands or is on its way', async () => {
      const store = await openWorking(await place());
      const unlisted = live({ isListed: false });
      expect(await compose(store, 'nothing there', 1, unlisted)).toMatchObject({ chats: [] });
      await compose(store, 'posts', 2, live());
      await send(store);
      expect(await compose(store, 'updates', 3, unlisted)).toMatchObject({ chats: ['oc_1'] });
      expect(await next(store)).toMatchObject({ changeId: 'updates', kind: 'update' });
      expect(await store.work.hasCards('I1')).toBe(true);
      expect(await store.work.hasCards('I2')).toBe(false);
    });

    it('lets a card that waits to be posted be posted with the newest state, listed or not', async () => {
      const store = await openWorking(await place());
      await compose(store, 'held', 1, live({ isHeld: true }));
      await compose(store, 'newest', 2, live({ isListed: false, isHeld: true }));
      expect(await next(store)).toMatchObject({ changeId: 'newest', kind: 'card' });
    });

    it('has a reply with an update, and none with the card that is posted', async () => {
      const store = await openWorking(await place());
      await compose(store, 'posts', 1, live({ rings: true }));
      expect((await store.outbox.counts()).waiting).toBe(1);
      await send(store);
      await compose(store, 'updates', 2, live({ rings: true }));
      expect((await store.outbox.counts()).waiting).toBe(2);
      await send(store);
      expect(await next(store)).toMatchObject({ changeId: 'updates', kind: 'notice' });
    });

    it('forgets a card that is gone in the commit that has a fresh one posted', async () => {
      const store = await openWorking(await place());
      await compose(store, 'posts', 1, live());
      await send(store, 'om_old');
      expect(await store.work.standingCard('I1', 'oc_1')).toEqual({
        messageId: 'om_old',
        sentAt: NOW,
        changeId: 'posts',
        group: '',
      });
      await compose(store, 'updates', 2, live({ isListed: false }));
      const update = await next(store);
      if (!update) throw new Error('nothing due');
      await store.work.beginDelivery(update, NOW, POST);
      const gone = { state: 'waiting', nextAt: NOW, detail: 'full', reason: 'gone' } as const;
      await store.work.settleDelivery(update, { ...gone, forgetsCard: true }, NOW);
      expect(await store.work.standingCard('I1', 'oc_1')).toMatchObject({ messageId: '' });
      expect(await next(store)).toMatchObject({ changeId: 'updates', kind: 'update' });
    });

    it('is of unknown outcome after a kill only if a message may have been posted', async () => {
      const store = await openWorking(await place());
      await compose(store, 'posts', 1, live());
      await send(store);
      await compose(store, 'updates', 2, live());
      const update = await next(store);
      if (!update) throw new Error('nothing due');
      await store.work.beginDelivery(update, NOW, { api: 'message.patch', target: 'om_1' });
      expect(await store.work.recoverDeliveries(NOW + 5)).toBe(1);
      expect(await nextDelivery(store, 'oc_1', NOW + 5)).not.toHaveProperty('unknownSince');
    });

    it('is not sent by a process that still holds a superseded row', async () => {
      const store = await openWorking(await place());
      await compose(store, 'first', 1, live());
      const first = await next(store);
      await compose(store, 'second', 2, live());
      if (!first) throw new Error('nothing due');
      expect(await store.work.beginDelivery(first, NOW, POST)).toBeUndefined();
    });
  });

  describe('what task events mark', () => {
    const mark = { instanceCode: 'I1', approvalCode: 'A1' };

    it('is due until a look-up began after the last of them', async () => {
      const store = await openWorking(await place());
      await Promise.all([
        store.markForLook({ ...mark, at: NOW }),
        store.markForLook({ ...mark, at: NOW + 1 }),
      ]);
      const [due] = await store.work.dueMarks(NOW + 1, 10);
      expect(due).toEqual({ ...mark, at: NOW + 1, attempts: 0, lookedAt: 0 });
      if (!due) return;
      await store.markForLook({ ...mark, at: NOW + 2 });
      await store.work.dropMark(due);
      const [again] = await store.work.dueMarks(NOW + 1, 10);
      expect(again?.at).toBe(NOW + 2);
      if (again) await store.work.restMark(again, { dueAt: NOW + 50, attempts: 1, lookedAt: NOW + 3 });
      expect(await store.work.dueMarks(NOW + 49, 10)).toEqual([]);
      expect(await store.work.dueMarks(NOW + 50, 10)).toMatchObject([{ attempts: 1, lookedAt: NOW + 3 }]);
    });

    it('updates the cards that stand, unless a row is on its way to them or the state has moved on', async () => {
      const store = await openWorking(await place());
      const known = { status: 'PENDING' as Status, changedAt: NOW, knownBy: 'push' as const };
      await store.inbox.add([event('e1')]);
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (!change) throw new Error('nothing due');
      const recorded = { ...known, snapshot: snapshotOf('{}'), lookedAt: NOW, startedAt: null };
      const announcements = [announcement('oc_1', { mode: 'live' })];
      await store.work.finishChange(change, { ...RELAYED, announcements, known: recorded }, NOW);
      const announced = { ...change, changeId: 'look', priority: 0 };
      const look = {
        known,
        snapshot: snapshotOf('{"new":1}'),
        lookedAt: NOW + 9,
        liveChats: ['oc_1', 'oc_2'],
        change: announced,
      };
      // The card waits to be sent: it is made after its mark, and will show what was found anyhow.
      expect(await store.work.recordLookup('I1', look, NOW)).toMatchObject({ chats: [] });
      expect(await store.work.knownInstance('I1')).toMatchObject({
        snapshot: { text: '{"new":1}' },
        lookedAt: NOW + 9,
      });
      const card = await nextDelivery(store, 'oc_1', NOW);
      if (!card) throw new Error('nothing due');
      await store.work.settleDelivery(card, { state: 'sent', messageId: 'om_1', isCard: true }, NOW);
      expect(await store.work.recordLookup('I1', look, NOW)).toMatchObject({ chats: ['oc_1'] });
      const refresh = await nextDelivery(store, 'oc_1', NOW);
      expect(refresh).toMatchObject({ kind: 'refresh', changeId: 'look' });
      if (!refresh) return;
      // One that is being sent was made before: what is found now gets a row of its own.
      await store.work.beginDelivery(refresh, NOW, { api: 'message.patch', target: 'om_1' });
      const again = {
        ...look,
        snapshot: snapshotOf('{"newer":1}'),
        lookedAt: NOW + 10,
        change: { ...announced, changeId: 'again' },
      };
      // Two that are recorded together: the one that began earlier is dropped.
      const ends = await Promise.all([
        store.work.recordLookup('I1', again, NOW),
        store.work.recordLookup('I1', look, NOW),
      ]);
      expect(ends).toMatchObject([{ chats: ['oc_1'] }, undefined]);
      const late = { ...look, known: { ...known, changedAt: NOW - 1 }, snapshot: snapshotOf('{"old":1}') };
      expect(await store.work.recordLookup('I1', late, NOW)).toBeUndefined();
      // Nor does the look-up of a change that began before.
      await store.inbox.add([event('e2', { changedAt: NOW + 1, status: 'APPROVED' })]);
      const [next] = await store.inbox.dueChanges(NOW, 1);
      if (!next) throw new Error('nothing due');
      const older = { ...recorded, status: 'APPROVED' as Status, changedAt: NOW + 1, lookedAt: NOW + 3 };
      await store.work.finishChange(next, { ...RELAYED, announcements: [], known: older }, NOW);
      expect(await store.work.knownInstance('I1')).toMatchObject({
        status: 'APPROVED',
        snapshot: { text: '{"newer":1}' },
        lookedAt: NOW + 10,
      });
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
        snapshot: snapshotOf('{}'),
        lookedAt: 7,
        startedAt: 5,
      };
      await store.work.finishChange(change, { ...RELAYED, known }, NOW);
      expect(await store.work.knownInstance('I1')).toEqual(known);
      expect(await store.work.knownInstance('I2')).toBeUndefined();
    });
  });

  describe('the lease', () => {
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
