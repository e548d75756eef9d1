import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/approval/delivery.ts';
import {
  type ReminderContent,
  readReminderContent,
  readSummaryContent,
} from '../../../src/approval/deliveryContent.ts';
import type { WantedReminder } from '../../../src/approval/reminder.ts';
import type { Status } from '../../../src/approval/status.ts';
import type { Store, StoreLocation } from '../../../src/store/open.ts';
import type { RemindOrder } from '../../../src/store/reminders/reminderOrder.ts';
import { isDue, reminderKey } from '../../../src/store/reminders/reminderRow.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import {
  APP,
  databases,
  event,
  NOW,
  nextDelivery,
  openWorking,
  planOf,
  RELAYED,
  run,
} from '../../support/stores.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Due an hour after it began, and then every hour, three times. */
function wanted(step: string, more: Partial<WantedReminder> = {}): WantedReminder {
  const since = more.since ?? NOW - 2 * HOUR;
  const dueAt = (count: number, at: number | null) => (count >= 3 ? null : (at ?? since) + HOUR);
  const base = { step, person: `ou_${step}`, node: '主管', nodeId: 'n1', chat: 'oc_1', rule: 'remind' };
  return { ...base, since, dueAt, ...more };
}

/** Records a state through the inbox, with its reminders. */
async function record(
  store: Store,
  reminders: readonly WantedReminder[],
  { instance = 'I1', status = 'PENDING', changedAt = NOW }: Partial<Recorded> = {},
) {
  const change = { instanceCode: instance, approvalCode: 'A1', status, changedAt };
  await store.inbox.add([event(`${instance} ${status} ${changedAt}`, change)]);
  const [due] = await store.inbox.dueChanges(NOW, 10);
  if (!due) throw new Error('nothing is due');
  const known = {
    status,
    changedAt,
    knownBy: 'push' as const,
    snapshot: snapshotOf('{}'),
    lookedAt: 1,
    startedAt: null,
  };
  return store.work.finishChange(due, { ...RELAYED, announcements: [], known, reminders }, NOW);
}

interface Recorded {
  readonly instance: string;
  readonly status: Status;
  readonly changedAt: number;
}

const TOMORROW = NOW + 20 * HOUR;
const GATHERED_AT = NOW + 5 * MINUTE;

const atMost = (most: number): RemindOrder['folds'] => ({
  since: NOW - HOUR,
  most,
  foldAt: GATHERED_AT,
  tomorrow: () => TOMORROW,
});

interface Ordered {
  readonly instance?: string;
  readonly chat?: string;
  readonly folds?: RemindOrder['folds'];
  readonly now?: number;
}

/** What may be said to a chat of the rows that are due, as they are now. */
async function orderOf(
  store: Store,
  reminders: readonly WantedReminder[],
  { instance = 'I1', chat = 'oc_1', folds = atMost(20), now = NOW }: Ordered = {},
): Promise<RemindOrder> {
  const rows = await store.work.remindersOf(instance);
  const due = rows.flatMap((row) => {
    const one = reminders.find((each) => reminderKey(each) === reminderKey(row));
    return one && row.chat === chat && isDue(row, now) ? [{ row, dueAt: one.dueAt }] : [];
  });
  const about = { instanceCode: instance, approvalCode: 'A1', status: 'PENDING', changedAt: NOW } as const;
  return { ...about, chat, rule: 'remind', due, folds, manner: '' };
}

async function remind(store: Store, reminders: readonly WantedReminder[], more: Ordered = {}) {
  return store.work.remind(await orderOf(store, reminders, more), more.now ?? NOW);
}

/** A look-up after which these are wanted. */
async function look(
  store: Store,
  reminders: readonly WantedReminder[],
  { instance = 'I1', snapshot = '{}', lookedAt = NOW } = {},
) {
  const known = await store.work.knownInstance(instance);
  if (!known) throw new Error('it is not known');
  const { status, changedAt } = known;
  const about = { changeId: 'look', instanceCode: instance, approvalCode: 'A1', status, changedAt };
  const change = { ...about, receivedAt: NOW, priority: 1 };
  const seen = { known, snapshot: snapshotOf(snapshot), lookedAt, liveChats: [], change, reminders };
  return store.work.recordLookup(instance, seen, NOW);
}

const wantedOf = (reminders: readonly WantedReminder[], instanceCode = 'I1') => ({
  instanceCode,
  approvalCode: 'A1',
  wanted: reminders,
});

/** What a reminder says. */
function contentOf(delivery: Delivery | undefined): ReminderContent {
  if (delivery?.kind !== 'reminder') throw new Error('it is no reminder');
  return delivery.content;
}

/** Everything in a reminder of I1, to be checked again then. */
function recalledOf(delivery: Delivery, until: number) {
  const { chat } = delivery;
  const { rule, steps } = contentOf(delivery);
  return steps.map(({ step, since }) => ({ instance: 'I1', chat, rule, step, since, until }));
}

const outbox = (place: StoreLocation) =>
  run(place, `select * from outbox where kind in ('reminder', 'summary') order by seq`);

describe.each(databases)('reminders in $name', ({ place: makePlace }) => {
  it('come with the state, are found when due, and keep what stays', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('1'), wanted('2', { since: NOW })]);
    expect(await store.work.dueInstances(NOW, 10)).toEqual(['I1']);
    await look(store, [wanted('1')]);
    expect(await remind(store, [wanted('1')])).toEqual({ end: 'single', unsent: 0 });
    // The second step was over in the meantime, the first has been reminded of once.
    const rows = await store.work.remindersOf('I1');
    expect(rows).toEqual([
      expect.objectContaining({ step: '1', count: 1, remindedAt: NOW, dueAt: NOW + HOUR }),
    ]);
    await record(store, [wanted('1'), wanted('3')], { status: 'OVERTIME_RECOVER', changedAt: NOW + 1 });
    const after = await store.work.remindersOf('I1');
    expect(after.map((row) => [row.step, row.count]).sort()).toEqual([
      ['1', 1],
      ['3', 0],
    ]);
  });

  it('start again for a step that opened again', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('')]);
    await remind(store, [wanted('')]);
    await look(store, [wanted('', { since: NOW })]);
    const [row] = await store.work.remindersOf('I1');
    expect(row).toMatchObject({ since: NOW, count: 0, remindedAt: null, dueAt: NOW + HOUR });
  });

  it('go when it ends', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('1')]);
    await remind(store, [wanted('1')]);
    await record(store, [], { status: 'APPROVED', changedAt: NOW + 1 });
    expect(await store.work.remindersOf('I1')).toEqual([]);
  });

  it('are written once, in one row per chat, with its steps', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const both = [wanted('1'), wanted('2'), wanted('1', { chat: 'oc_2' })];
    await record(store, both);
    const orders = await Promise.all(['oc_1', 'oc_2'].map((chat) => orderOf(store, both, { chat })));
    await Promise.all([...orders, ...orders].map((order) => store.work.remind(order, NOW)));
    const rows = await outbox(place);
    expect(rows.map((row) => row.chat)).toEqual(['oc_1', 'oc_2']);
    const about = readReminderContent(String(rows[0]?.about));
    expect(about?.steps.map((step) => [step.step, step.person, step.count])).toEqual([
      ['1', 'ou_1', 1],
      ['2', 'ou_2', 1],
    ]);
    expect(await store.work.dueInstances(NOW, 10)).toEqual([]);
  });

  it('leave out who is not due yet, and chats that may not be written to now', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const all = [wanted('1'), wanted('2', { since: NOW }), wanted('1', { chat: 'oc_2' })];
    await record(store, all);
    await remind(store, all);
    const [row] = await outbox(place);
    expect(readReminderContent(String(row?.about))?.steps.map((step) => step.step)).toEqual(['1']);
    expect(await store.work.dueInstances(NOW, 10)).toEqual(['I1']);
  });

  it('are not written once it has ended', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await record(store, [wanted('1')]);
    const order = await orderOf(store, [wanted('1')]);
    const folded = { ...order, folds: 'always' } as const;
    await record(store, [], { status: 'REJECTED', changedAt: NOW + 1 });
    expect(await store.work.remind(order, NOW)).toEqual({ end: 'nothing', unsent: 0 });
    expect(await store.work.foldReminders([folded], NOW)).toBe(0);
    // Nor does a new configuration that was read before.
    await store.work.resyncReminders([wantedOf([wanted('1')])], NOW);
    expect(await outbox(place)).toEqual([]);
    expect(await store.work.remindersOf('I1')).toEqual([]);
  });

  it('that were put off are judged at their moment, and stay put off', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('1')]);
    const [row] = await store.work.remindersOf('I1');
    if (!row) throw new Error('there is no row');
    await store.work.postponeReminders([{ row, until: NOW + HOUR }]);
    expect(await store.work.nextDue()).toBe(NOW + HOUR);
    expect(await store.work.dueInstances(NOW + HOUR - 1, 10)).toEqual([]);
    await look(store, [wanted('1')]);
    expect(await store.work.nextDue()).toBe(NOW + HOUR);
    expect(await store.work.dueInstances(NOW + HOUR, 10)).toEqual(['I1']);
    // A new configuration forgets it; what falls due by that leaves over some minutes.
    await store.work.resyncReminders([wantedOf([wanted('1')])], NOW);
    expect(await store.work.nextDue()).toBeLessThan(NOW + 5 * MINUTE);
  });

  it('that were taken back are due again as if they had not been counted, once', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const all = [wanted('1'), wanted('2'), wanted('1', { chat: 'oc_2' })];
    await record(store, all);
    for (const chat of ['oc_1', 'oc_2']) await remind(store, all, { chat });
    const row = await nextDelivery(store, 'oc_1', NOW);
    if (!row) throw new Error('nothing is to be delivered');
    const recalled = recalledOf(row, NOW + 2 * HOUR);
    const take = () => store.work.recallReminder(row, recalled, NOW);
    expect(await Promise.all([take(), take()])).toEqual([true, false]);
    expect(await store.work.dueInstances(NOW + 2 * HOUR, 10)).toEqual(['I1']);
    const rows = await store.work.remindersOf('I1');
    expect(rows.map((one) => [one.chat, one.step, one.count]).sort()).toEqual([
      ['oc_1', '1', 0],
      ['oc_1', '2', 0],
      ['oc_2', '1', 1],
    ]);
    expect(await outbox(place)).toMatchObject([{ state: 'suppressed', reason: 'superseded' }, {}]);

    // In the morning it is the first, and its moment stays whatever is seen of the instance until then.
    await look(store, all);
    const moments = (await store.work.remindersOf('I1')).filter(({ chat }) => chat === 'oc_1');
    expect(moments.map(({ dueAt }) => dueAt)).toEqual([NOW + 2 * HOUR, NOW + 2 * HOUR]);
    const morning = NOW + 2 * HOUR;
    expect((await remind(store, all, { now: morning })).end).toBe('single');
    const again = await nextDelivery(store, 'oc_1', NOW + 2 * HOUR);
    expect(contentOf(again).steps.map((step) => step.count)).toEqual([1, 1]);
  });

  it('that may have arrived are not due again', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await record(store, [wanted('1')]);
    await remind(store, [wanted('1')]);
    const first = await nextDelivery(store, 'oc_1', NOW);
    if (!first) throw new Error('nothing is to be delivered');
    const recalled = recalledOf(first, NOW);
    await store.work.beginDelivery(first, NOW, { api: 'message.create', target: 'oc_1' });
    expect(await store.work.recallReminder(first, recalled, NOW)).toBe(false);
    const failed = { state: 'waiting', nextAt: NOW, detail: 'full', reason: '' } as const;
    await store.work.settleDelivery(first, { ...failed, unknownSince: NOW }, NOW);
    expect(await store.work.recallReminder(first, recalled, NOW)).toBe(false);
    expect(await store.work.remindersOf('I1')).toMatchObject([{ count: 1, dueAt: NOW + HOUR }]);
  });

  it('that are still to be sent are not written again; another step gets a row of its own', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const both = [wanted('1'), wanted('2', { since: NOW })];
    await record(store, both);
    await remind(store, both);
    const later = NOW + 2 * HOUR;
    expect(await remind(store, both, { now: later })).toEqual({ end: 'single', unsent: 1 });
    const listed = (await outbox(place)).map((row) => readReminderContent(String(row.about))?.steps ?? []);
    expect(listed.map((steps) => steps.map(({ step, count }) => [step, count]))).toEqual([
      [['1', 1]],
      [['2', 1]],
    ]);
    const rows = await store.work.remindersOf('I1');
    expect(rows.map((row) => [row.step, row.count, row.dueAt]).sort()).toEqual([
      ['1', 1, later + HOUR],
      ['2', 1, later + HOUR],
    ]);
  });

  it('that are still to be sent in one card with others are not folded into another', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const gathered = { folds: 'always' } as const;
    for (const instance of ['I1', 'I2']) await record(store, [wanted('1')], { instance });
    expect((await remind(store, [wanted('1')], gathered)).end).toBe('folded');
    await store.work.foldReminders([await orderOf(store, [wanted('1')], gathered)], NOW);
    const later = { ...gathered, now: NOW + 2 * HOUR };
    expect(await remind(store, [wanted('1')], later)).toEqual({ end: 'nothing', unsent: 1 });
    const other = { ...later, instance: 'I2' };
    expect(await remind(store, [wanted('1')], other)).toEqual({ end: 'folded', unsent: 0 });
  });

  it('that started again get a row although an older one is still to be sent', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('')]);
    await remind(store, [wanted('')]);
    const anew = wanted('', { since: NOW - HOUR });
    await look(store, [anew]);
    expect(await remind(store, [anew], { now: NOW + 1 })).toEqual({ end: 'single', unsent: 0 });
  });

  it('that were taken back do not count among those of the day', async () => {
    const store = await openWorking(await makePlace());
    for (const instance of ['I1', 'I2']) await record(store, [wanted('1')], { instance });
    const limited = { folds: atMost(1) };
    await remind(store, [wanted('1')], limited);
    const row = await nextDelivery(store, 'oc_1', NOW);
    if (!row) throw new Error('nothing is to be delivered');
    await store.work.recallReminder(row, recalledOf(row, NOW + 20 * HOUR), NOW);
    expect((await remind(store, [wanted('1')], { ...limited, instance: 'I2' })).end).toBe('single');
  });

  it('beyond the number of a day are folded into one card, and after that wait', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const codes = ['I1', 'I2', 'I3', 'I4'];
    for (const instance of codes) await record(store, [wanted('1')], { instance });
    const folds = atMost(1);
    const ends = [];
    for (const instance of codes.slice(0, 3))
      ends.push(await remind(store, [wanted('1')], { instance, folds }));
    expect(ends.map(({ end }) => end)).toEqual(['single', 'folded', 'folded']);
    const shared = await Promise.all(
      ['I2', 'I3'].map((instance) => orderOf(store, [wanted('1')], { instance, folds })),
    );
    expect(await store.work.foldReminders(shared, NOW)).toBe(2);
    // Written once, however often it is tried.
    expect(await store.work.foldReminders(shared, NOW)).toBe(0);
    expect((await remind(store, [wanted('1')], { instance: 'I4', folds })).end).toBe('deferred');
    expect(await store.work.remindersOf('I4')).toMatchObject([{ count: 0, dueAt: TOMORROW }]);
    const rows = await outbox(place);
    expect(rows.map((row) => row.kind)).toEqual(['reminder', 'summary']);
    const summary = readSummaryContent(String(rows[1]?.about));
    if (summary?.of !== 'overdue') throw new Error('it is no summary of reminders');
    expect(summary.waiting.map((one) => one.instanceCode)).toEqual(['I2', 'I3']);
  });

  it('beyond the number of a day that were held overnight are gathered first', async () => {
    const store = await openWorking(await makePlace());
    const apart = wanted('1', { dueAt: () => NOW - 7 });
    for (const instance of ['I1', 'I2']) await record(store, [apart], { instance });
    const folds = atMost(1);
    await remind(store, [apart], { folds });
    expect((await remind(store, [apart], { folds, instance: 'I2' })).end).toBe('deferred');
    expect(await store.work.remindersOf('I2')).toMatchObject([{ count: 0, dueAt: GATHERED_AT }]);
    const gathered = { folds, instance: 'I2', now: GATHERED_AT };
    expect((await remind(store, [apart], gathered)).end).toBe('folded');
  });

  it('of many at once are what they would be one by one, and keep the latest look', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    const codes = ['I1', 'I2', 'I3', 'I4', 'I5'];
    for (const instance of codes) await record(store, [wanted('1'), wanted('2')], { instance });
    const snapshot = JSON.stringify({ instance_code: 'I1', start_time: '7' });
    await store.work.noteLooked('I5', NOW);
    for (const instance of codes) {
      const written = await look(store, [wanted('1')], { instance, snapshot, lookedAt: NOW - 1 });
      expect(written === undefined).toBe(instance === 'I5');
    }
    const folds = atMost(2);
    const orders = await Promise.all(
      codes.map((instance) => orderOf(store, [wanted('1')], { instance, folds })),
    );
    await record(store, [], { instance: 'I2', status: 'APPROVED', changedAt: NOW + 1 });
    const ends = await Promise.all(orders.map((order) => store.work.remind(order, NOW)));
    expect(ends.map(({ end }) => end)).toEqual(['single', 'nothing', 'single', 'folded', 'folded']);
    const rows = await Promise.all(codes.map((code) => store.work.remindersOf(code)));
    expect(rows.map((all) => all.map(({ step, count }) => [step, count]))).toEqual([
      [['1', 1]],
      [],
      [['1', 1]],
      [['1', 0]],
      [
        ['1', 0],
        ['2', 0],
      ],
    ]);
    expect((await outbox(place)).map((row) => row.instance)).toEqual(['I1', 'I3']);
    expect(await store.work.knownInstance('I1')).toMatchObject({
      lookedAt: NOW - 1,
      startedAt: 7,
      snapshot: { text: snapshot },
      status: 'PENDING',
      changedAt: NOW,
    });
    expect(await store.work.knownInstance('I5')).toMatchObject({ snapshot: { text: '{}' }, lookedAt: NOW });
  });

  it('of a waiting one hold up no news of its instance', async () => {
    const store = await openWorking(await makePlace());
    await record(store, [wanted('1')]);
    await remind(store, [wanted('1')]);
    const reminder = await nextDelivery(store, 'oc_1', NOW);
    if (!reminder) throw new Error('nothing is to be delivered');
    const reason = 'held';
    const held = { state: 'waiting', nextAt: NOW + HOUR, detail: 'full', reason } as const;
    await store.work.settleDelivery(reminder, held, NOW);
    await store.inbox.add([event('later', { changedAt: NOW + 5 })]);
    const [change] = await store.inbox.dueChanges(NOW, 10);
    if (!change) throw new Error('nothing is due');
    await store.work.finishChange(change, RELAYED, NOW);
    expect(await nextDelivery(store, 'oc_1', NOW)).toMatchObject({ kind: 'card' });
  });

  it('are found by an index, and open instances page by page', async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    for (const instance of ['I1', 'I2', 'I3']) await record(store, [wanted('1')], { instance });
    await record(store, [], { instance: 'I2', status: 'APPROVED', changedAt: NOW + 1 });
    const first = await store.work.openInstances('', 2);
    expect(first.open.map((one) => [one.instance, one.remindAt])).toEqual([['I1', NOW - HOUR]]);
    const rest = await store.work.openInstances(first.last ?? '', 2);
    expect(rest.open.map((one) => one.instance)).toEqual(['I3']);
    expect(rest.last).toBeUndefined();

    const due = `select instance from reminders where app = '${APP}' and due_at is not null and due_at <= ${NOW} order by due_at limit 10`;
    const counting = `select chat, count(*) from outbox where app = '${APP}' and chat in ('oc_1', 'oc_2')
      and kind = 'reminder' and created_at >= ${NOW} group by chat`;
    expect(await planOf(place, due)).toContain('reminders_moment');
    expect(await planOf(place, counting)).toContain('outbox_told');
  });
});
