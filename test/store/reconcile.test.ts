import { describe, expect, it } from 'vitest';
import { readFoundAbout } from '../../src/approval/foundAbout.ts';
import type { Status } from '../../src/approval/status.ts';
import type { Finding } from '../../src/store/findings.ts';
import type { Store } from '../../src/store/open.ts';
import {
  APP,
  databases,
  event,
  NOW,
  openAt,
  openWorking,
  planOf,
  RELAYED,
  run,
  telling,
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
  const state = { status, changedAt, knownBy: by, snapshot: '{}', lookedAt, startedAt };
  await store.work.finishChange(change, { ...RELAYED, tellings: [], known: state }, NOW);
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
      expect(await work.findingBody(change?.seq ?? 0)).toEqual({ snapshot: '{"status":"APPROVED"}' });
    });

    it('does not turn away the push of the same change, nor the other way round', async () => {
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

    it('is kept across processes until it is released, and then composed like any other', async () => {
      const where = await place();
      const first = await openWorking(where);
      await known(first, 'I1', { lookedAt: 5 });
      await first.work.holdFinding(finding({ status: 'REJECTED', changedAt: NOW + 5 }));
      await first.work.holdFinding(finding({ changedAt: NOW + 7 }));
      await first.work.holdFinding(finding({ instanceCode: 'I2', snapshot: null, status: 'DELETED' }));
      expect((await first.work.knownInstance('I1'))?.lookedAt).toBe(NOW + 1_000);
      expect(await first.work.strangers(['I1', 'I2', 'I3'])).toEqual(['I3']);
      await first.lease.release();

      const { work, inbox } = await openWorking(where);
      const held = await work.heldFindings();
      expect(held.map((one) => `${one.instanceCode} ${one.status}`)).toEqual(['I2 DELETED', 'I1 APPROVED']);
      expect(await inbox.dueChanges(NOW, 10)).toEqual([]);
      const gathered = { run: 'r1', chats: ['oc_1'] };
      const note = { name: 'release', state: 'so far' };
      await work.releaseFindings([{ instanceCode: 'I1', gathered }, { instanceCode: 'none' }], NOW, note);
      expect(await work.lastRun('release')).toEqual({ at: NOW, state: 'so far' });
      const [change] = await inbox.dueChanges(NOW, 10);
      expect(await work.findingBody(change?.seq ?? 0)).toEqual({ snapshot: finding().snapshot, gathered });
      const [left] = await work.heldFindings();
      expect(left).toMatchObject({ instanceCode: 'I2', lookedAt: NOW + 1_000 });
      if (left) await work.dropFinding({ ...left, lookedAt: NOW });
      expect(await work.heldFindings()).toHaveLength(1);
      if (left) await work.dropFinding(left);
      expect(await work.heldFindings()).toEqual([]);
    });
  });

  describe('a card that gathers', () => {
    const tell = async (store: Store, instanceCode: string, at: number, runId = 'r1') => {
      await store.work.addFinding(finding({ instanceCode }), at);
      const [change] = await store.inbox.dueChanges(at, 1);
      if (!change) throw new Error('nothing due');
      const tellings = [telling('oc_1', { isListed: false, gatheredBy: runId }), telling('oc_2')];
      return store.work.finishChange(change, { ...RELAYED, tellings, priority: 1 }, at);
    };

    it('rests while more comes, and tells each once', async () => {
      const store = await openWorking(await place());
      for (const code of ['I1', 'I2', 'I3']) {
        expect(await tell(store, code, NOW)).toMatchObject({ chats: ['oc_1', 'oc_2'] });
      }
      expect(await store.outbox.nextDelivery('oc_1', NOW)).toBeUndefined();
      const row = await store.outbox.nextDelivery('oc_1', NOW + 5_000);
      expect(row).toMatchObject({ kind: 'summary', instanceCode: '', priority: 1 });
      const about = readFoundAbout(row?.about ?? '');
      expect(about?.found.map((one) => one.instanceCode)).toEqual(['I1', 'I2', 'I3']);
      expect(about?.count).toBe(3);
      expect((await store.outbox.counts()).waiting).toBe(4);
    });

    it('gets a second beside one that may be on its way, and one for each run', async () => {
      const store = await openWorking(await place());
      await tell(store, 'I1', NOW);
      await tell(store, 'I2', NOW + 4_500);
      await tell(store, 'I3', NOW + 4_500, 'r2');
      const rows = await store.outbox.counts();
      expect(rows.waiting).toBe(6);
      const first = await store.outbox.nextDelivery('oc_1', NOW + 10_000);
      expect(readFoundAbout(first?.about ?? '')?.found.map((one) => one.instanceCode)).toEqual(['I1']);
    });
  });

  describe('what is to be looked at', () => {
    const SINCE = {
      believedUntil: NOW,
      young: NOW - 6 * HOUR_MS,
      youngSince: NOW - 7 * DAY_MS,
      old: NOW - DAY_MS,
      ended: { lookedBefore: NOW - DAY_MS, changedSince: NOW - 7 * DAY_MS },
    };

    it('is open and was not looked at for hours, or ended lately; oldest look first', async () => {
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
      expect((await codes()).slice(0, 2).sort()).toEqual(['never-seen', 'taken-for-deleted']);
      expect((await codes()).slice(2)).toEqual(['ended-due', 'old-due', 'young-due']);
      expect(await codes({ ended: undefined }, 2)).toEqual(['never-seen', 'old-due']);
      expect(await codes({ approvals: ['other'] })).toEqual([]);
      expect(await codes({ approvals: [] })).toEqual([]);
      await store.work.noteLooked('old-due', NOW);
      expect(await codes({ ended: undefined })).toEqual(['never-seen', 'young-due']);
      // A clock ran ahead.
      await store.work.noteLooked('old-seen', NOW + DAY_MS);
      await known(store, 'ended-ahead', { ...ended, lookedAt: NOW + DAY_MS });
      expect((await codes({})).slice(0, 4).sort()).toEqual([
        'ended-ahead',
        'never-seen',
        'old-seen',
        'taken-for-deleted',
      ]);
      expect((await store.work.dueLooks(SINCE, 2)).map((one) => one.lookedAt)).toEqual([0, 0]);
    });

    it('is found by an index, in its order, however many wait that are not due', async () => {
      const where = await place();
      await openWorking(where);
      const open = `select instance from instances where app = '${APP}' and approval in ('A1')
        and status in ('PENDING', 'OVERTIME_RECOVER')`;
      for (const stretch of [
        'looked_at is null',
        `looked_at > ${NOW}`,
        `looked_at < ${NOW}`,
        `looked_at >= ${NOW} and looked_at < ${NOW + 5} and coalesce(started_at, changed_at) > ${NOW}`,
      ]) {
        const plan = await planOf(where, `${open} and ${stretch} order by looked_at limit 50`);
        expect(plan).toContain('instances_open');
        expect(plan.toLowerCase()).not.toMatch(/sort|temp b-tree/);
      }
    });

    it('keeps how far each approval was listed, and goes back only from what lies ahead of the clock', async () => {
      const store = await openWorking(await place());
      await store.ledger.noteConfigured(['A1', 'A2'], NOW);
      await store.work.noteListed('A1', NOW + DAY_MS, NOW + DAY_MS);
      await store.work.noteListed('A1', NOW + 50, NOW + 60);
      await store.work.noteListed('A1', NOW + 20, NOW + 60);
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

  it('errands go from one process to another and back', async () => {
    const where = await place();
    const asking = await openAt(where);
    const working = await openAt(where);
    const seq = await asking.errands.ask('reconcile', '{"adopt":true}', NOW);
    const other = await asking.errands.ask('reconcile', '{}', NOW);
    const errand = await working.errands.next('reconcile');
    expect(errand).toMatchObject({ seq, options: '{"adopt":true}', begunAt: null });
    await working.errands.begin(seq, NOW + 1);
    await working.errands.note(seq, '{"looked":1}');
    expect(await asking.errands.stateOf(seq)).toEqual({
      begunAt: NOW + 1,
      finishedAt: null,
      result: '{"looked":1}',
    });
    await asking.errands.withdraw(seq, NOW + 2);
    await working.errands.finish(seq, '{"looked":2}', NOW + 3);
    expect(await asking.errands.stateOf(seq)).toMatchObject({ finishedAt: NOW + 3, result: '{"looked":2}' });
    await asking.errands.withdraw(other, NOW + 4);
    expect(await working.errands.next('reconcile')).toBeUndefined();
    expect(await run(where, 'select seq from errands')).toHaveLength(2);
  });
});
