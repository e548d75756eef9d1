import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/approval/status.ts';
import type { Store } from '../../src/store/open.ts';
import type { Finding } from '../../src/store/reconcile/findings.ts';
import { snapshotOf } from '../support/snapshotOf.ts';
import {
  APP,
  announcement,
  askAnother,
  databases,
  event,
  NOW,
  nextDelivery,
  openWorking,
  planOf,
  RELAYED,
} from '../support/stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const finding = (more: Partial<Finding> = {}): Finding => ({
  instanceCode: 'I1',
  approvalCode: 'A1',
  status: 'APPROVED',
  changedAt: NOW,
  lookedAt: NOW + 1_000,
  snapshot: '{"status":"APPROVED"}',
  ...more,
});

/** Records a state as a push would have. */
async function known(
  store: Store,
  instanceCode: string,
  o: {
    status?: Status;
    changedAt?: number;
    lookedAt?: number | null;
    startedAt?: number;
    by?: 'push' | 'lookup';
  } = {},
): Promise<void> {
  const { status = 'PENDING', changedAt = NOW, lookedAt = null, startedAt = null, by = 'push' } = o;
  await store.inbox.add([event(`e-${instanceCode}`, { instanceCode, status, changedAt })]);
  const [change] = await store.inbox.dueChanges(NOW, 1);
  if (!change) throw new Error('nothing due');
  const state = { status, changedAt, knownBy: by, snapshot: snapshotOf('{}'), lookedAt, startedAt };
  await store.work.finishChange(change, { ...RELAYED, announcements: [], known: state }, NOW);
}

describe.each(databases)('reconcile on $name', ({ place }) => {
  describe('what was found', () => {
    it('comes to the inbox once, with its look, and is known as found', async () => {
      const { work, inbox } = await openWorking(await place());
      expect(await work.addFinding(finding(), NOW + 2_000)).toBe(true);
      expect(await work.addFinding(finding({ lookedAt: NOW + 1_500 }), NOW + 2_000)).toBe(false);
      const [change] = await inbox.dueChanges(NOW, 10);
      expect(change).toMatchObject({
        source: 'lookup',
        type: 'reconcile',
        status: 'APPROVED',
        receivedAt: NOW + 1_000,
      });
      if (!change) throw new Error('nothing due');
      const { snapshot } = await work.findingBody(change);
      expect(snapshot?.text).toBe('{"status":"APPROVED"}');
      expect(snapshot?.instance?.status).toBe('APPROVED');
    });

    it('does not turn away the push of the same change, or the reverse', async () => {
      const { work, inbox } = await openWorking(await place());
      const { instanceCode, approvalCode, status, changedAt } = finding();
      await work.addFinding(finding(), NOW);
      expect(await inbox.add([event('e1', { instanceCode, approvalCode, status, changedAt })])).toEqual([
        true,
      ]);
      await inbox.add([event('e2', { instanceCode: 'I2', status })]);
      expect(await work.addFinding(finding({ instanceCode: 'I2' }), NOW)).toBe(true);
      const waiting = await inbox.dueChanges(NOW, 10);
      expect(waiting.map(({ source }) => source)).toEqual(['lookup', 'push']);
    });

    it('is known as looked at, and no stranger, before it is composed', async () => {
      const store = await openWorking(await place());
      await known(store, 'I1', { lookedAt: 5 });
      await store.work.addFinding(finding({ rests: true }), NOW + 2_000);
      await store.work.addFinding(finding({ instanceCode: 'I2', rests: true }), NOW + 2_000);
      expect((await store.work.knownInstance('I1'))?.lookedAt).toBe(NOW + 1_000);
      expect(await store.work.strangers(['I1', 'I2', 'I3'])).toEqual(['I3']);
    });
  });

  describe('what rests', () => {
    const REST_MS = 600_000;
    /** Found, and composed; looked at then. */
    const rest = async (
      store: Store,
      instanceCode: string,
      o: Partial<Finding> & { was?: Status; mode?: 'live' | 'post' } = {},
    ) => {
      const one = finding({ instanceCode, status: 'PENDING', rests: true, ...o });
      await store.work.addFinding(one, NOW + 2_000);
      const [change] = await store.inbox.dueChanges(NOW + 2_000, 1);
      if (!change) throw new Error('nothing due');
      const { status, changedAt, lookedAt } = one;
      const state = { status, changedAt, knownBy: 'lookup', snapshot: null, startedAt: null } as const;
      const composed = {
        ...RELAYED,
        announcements: [announcement('oc_1', { mode: o.mode ?? 'live' })],
        known: { ...state, lookedAt },
        ...(o.was ? { was: o.was } : {}),
        priority: 1,
        restsUntil: lookedAt + REST_MS,
      };
      return store.work.finishChange(change, composed, NOW + 2_000);
    };
    const due = async (store: Store, now: number) => {
      const next = await nextDelivery(store, 'oc_1', now);
      return next && 'instanceCode' in next ? `${next.instanceCode} ${next.status}` : undefined;
    };

    it('is due ten minutes after its look, or when its run has ended and all is composed', async () => {
      const store = await openWorking(await place());
      await rest(store, 'I1');
      expect(await due(store, NOW + REST_MS)).toBeUndefined();
      expect(await due(store, NOW + 1_000 + REST_MS)).toBe('I1 PENDING');
      await store.work.addFinding(finding({ instanceCode: 'I2' }), NOW);
      expect(await store.work.endRests()).toBeUndefined();
      const [change] = await store.inbox.dueChanges(NOW, 1);
      if (change) await store.work.finishChange(change, { ...RELAYED, announcements: [] }, NOW);
      expect(await store.work.endRests()).toEqual(['oc_1']);
      expect(await due(store, NOW)).toBe('I1 PENDING');
    });

    it('is put off across processes if its look-up is long ago, and listed to be looked up again', async () => {
      const where = await place();
      const first = await openWorking(where);
      await rest(first, 'I1');
      await rest(first, 'I2', { lookedAt: NOW + 60_000 });
      await first.work.addFinding(finding({ instanceCode: 'I3', rests: true }), NOW + 2_000);
      await first.lease.release();
      await first.close();
      const store = await openWorking(where);
      const stale = await store.work.staleRests(NOW + 2_000);
      expect(stale.map((one) => one.instanceCode).sort()).toEqual(['I1', 'I3']);
      await store.work.restAgain(NOW + 2_000, NOW + 3 * REST_MS);
      expect(await due(store, NOW + 2 * REST_MS)).toBe('I2 PENDING');
      await store.work.noteLooked('I1', NOW + 5_000);
      expect((await store.work.staleRests(NOW + 3_000)).map((one) => one.instanceCode)).toEqual(['I3']);
    });

    it.each(['live', 'post'] as const)('gives way to what comes later in %s', async (mode) => {
      const store = await openWorking(await place());
      await rest(store, 'I1', { mode });
      await rest(store, 'I1', { mode, status: 'APPROVED', changedAt: NOW + 5, was: 'PENDING' });
      expect(await due(store, NOW + 1_000 + REST_MS)).toBe('I1 APPROVED');
      expect((await store.outbox.counts()).waiting).toBe(1);
    });

    it.each(['live', 'post'] as const)('is never sent in %s if it is gone by then', async (mode) => {
      const store = await openWorking(await place());
      await rest(store, 'I1', { mode });
      const gone = { status: 'DELETED', changedAt: NOW + 5, was: 'PENDING', mode, snapshot: null } as const;
      expect(await rest(store, 'I1', gone)).toMatchObject({ chats: [], reason: 'filtered' });
      expect((await store.outbox.counts()).waiting).toBe(0);
      // Of this one the chat has heard before.
      await rest(store, 'I2', { mode, status: 'APPROVED', was: 'PENDING' });
      expect(await rest(store, 'I2', { ...gone, was: 'APPROVED' })).toMatchObject({ chats: ['oc_1'] });
    });
  });

  describe('what is to be looked at', () => {
    const SINCE = {
      young: NOW - 6 * HOUR_MS,
      youngSince: NOW - 7 * DAY_MS,
      old: NOW - DAY_MS,
      ended: { lookedBefore: NOW - DAY_MS, changedSince: NOW - 7 * DAY_MS },
    };

    it('is open and was not looked at for hours, or ended lately; open ones first, of each the oldest look', async () => {
      const store = await openWorking(await place());
      const [young, old] = [NOW - DAY_MS, NOW - 30 * DAY_MS];
      await known(store, 'young-due', { startedAt: young, lookedAt: NOW - 7 * HOUR_MS });
      await known(store, 'young-seen', { startedAt: young, lookedAt: NOW - 5 * HOUR_MS });
      await known(store, 'old-seen', { startedAt: old, lookedAt: NOW - 7 * HOUR_MS });
      await known(store, 'old-due', { startedAt: old, lookedAt: NOW - 25 * HOUR_MS });
      await known(store, 'never-seen', { status: 'OVERTIME_RECOVER' });
      const ended = { status: 'APPROVED', changedAt: young } as const;
      await known(store, 'ended-due', { ...ended, lookedAt: NOW - 26 * HOUR_MS });
      await known(store, 'ended-seen', { ...ended, lookedAt: NOW - 23 * HOUR_MS });
      await known(store, 'ended-long-ago', { status: 'APPROVED', changedAt: old });
      await known(store, 'deleted', { status: 'DELETED', changedAt: young });
      await known(store, 'taken-for-deleted', { status: 'DELETED', changedAt: young, by: 'lookup' });
      const codes = async (o = {}, limit = 10) =>
        (await store.work.dueLooks({ ...SINCE, ...o }, limit)).map((one) => one.instanceCode);
      expect((await codes()).slice(0, 3)).toEqual(['never-seen', 'old-due', 'young-due']);
      expect((await codes()).slice(3).sort()).toEqual(['ended-due', 'taken-for-deleted']);
      expect(await codes({}, 4)).toHaveLength(4);
      expect(await codes({ ended: undefined }, 2)).toEqual(['never-seen', 'old-due']);
      expect(await codes({ approvals: ['other'] })).toEqual([]);
      expect(await codes({ approvals: [] })).toEqual([]);
      await store.work.noteLooked('old-due', NOW);
      expect(await codes({ ended: undefined })).toEqual(['never-seen', 'young-due']);
    });

    it('is found by an index, in its order, however many wait that are not due', async () => {
      const where = await place();
      await openWorking(where);
      const open = `select instance from instances where app = '${APP}' and approval in ('A1')
        and status in ('PENDING', 'OVERTIME_RECOVER')`;
      for (const stretch of [
        'looked_at is null',
        `looked_at < ${NOW}`,
        `looked_at >= ${NOW} and looked_at < ${NOW + 5} and coalesce(started_at, changed_at) > ${NOW}`,
      ]) {
        const plan = await planOf(where, `${open} and ${stretch} order by looked_at limit 50`);
        expect(plan).toContain('instances_open');
        expect(plan.toLowerCase()).not.toMatch(/sort|temp b-tree/);
      }
    });

    it('keeps how far each approval was listed, and does not go back', async () => {
      const store = await openWorking(await place());
      await store.ledger.noteConfigured(['A1', 'A2'], NOW);
      await store.work.noteListed('A1', NOW + 50);
      await store.work.noteListed('A1', NOW + 20);
      const listings = (await store.work.listings()).sort((a, b) =>
        a.approvalCode.localeCompare(b.approvalCode),
      );
      expect(listings).toEqual([
        { approvalCode: 'A1', firstConfiguredAt: NOW, listedThrough: NOW + 50 },
        { approvalCode: 'A2', firstConfiguredAt: NOW, listedThrough: null },
      ]);
    });

    it('takes on what waits without a word, once', async () => {
      const store = await openWorking(await place());
      const one = {
        instanceCode: 'I1',
        approvalCode: 'A1',
        changedAt: NOW,
        snapshot: '{}',
        lookedAt: NOW,
        startedAt: NOW - 5,
        reminders: [],
      };
      expect(await store.work.adopt(one)).toBe(true);
      expect(await store.work.adopt({ ...one, changedAt: 1 })).toBe(false);
      expect(await store.work.knownInstance('I1')).toMatchObject({ changedAt: NOW, knownBy: 'lookup' });
      expect((await store.outbox.counts()).waiting).toBe(0);
    });
  });

  it('the hours that it counts go in time, the months stay', async () => {
    const { ledger, work } = await openWorking(await place());
    const hour = (at: number) => `${new Date(at).toISOString().slice(0, 13)} reconcile`;
    const [old, late] = [hour(NOW - 2 * DAY_MS), hour(NOW)];
    for (const month of ['2020-01', '2020-01 reconcile', old, late]) await ledger.addCalls(month, 1);
    await work.prune(NOW - DAY_MS, 10);
    const left = await Promise.all(['2020-01', '2020-01 reconcile', old, late].map(ledger.callsOf));
    expect(left).toEqual([1, 1, 0, 1]);
  });

  it('commands go from one process to another and back', async () => {
    const where = await place();
    const working = await openWorking(where);
    const { commands, isWorkedOn, close } = await askAnother(where);
    expect(await isWorkedOn()).toBe(true);
    const seq = await commands.ask('reconcile', '{"adopt":true}', NOW);
    const other = await commands.ask('reconcile', '{}', NOW + 1);
    const command = await working.commands.next('reconcile');
    expect(command).toMatchObject({ seq, options: '{"adopt":true}', askedAt: NOW, begunAt: null });
    await working.commands.begin(seq, NOW + 1);
    await working.commands.note(seq, '{"looked":1}');
    expect(await commands.stateOf(seq)).toEqual({
      begunAt: NOW + 1,
      finishedAt: null,
      result: '{"looked":1}',
    });
    expect(await working.commands.next('another')).toBeUndefined();
    await commands.withdraw(seq, NOW + 2);
    await working.commands.finish(seq, '{"looked":2}', NOW + 3);
    expect(await commands.stateOf(seq)).toMatchObject({ finishedAt: NOW + 3, result: '{"looked":2}' });
    expect(await working.commands.next('reconcile')).toMatchObject({ seq: other });
    await commands.withdraw(other, NOW + 4);
    expect(await working.commands.next('reconcile')).toBeUndefined();
    await working.lease.release();
    await working.close();
    expect(await isWorkedOn()).toBe(false);
    await close();
  });
});
