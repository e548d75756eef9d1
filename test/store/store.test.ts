import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/approval/change.ts';
import type { Status } from '../../src/approval/status.ts';
import { OperatorError } from '../../src/base/errors.ts';
import type { NewEvent } from '../../src/store/inbox.ts';
import { isContentRefusal, openStore, type Store } from '../../src/store/open.ts';
import type { ComposedChange } from '../../src/store/work.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = 'cli_test';
const NOW = 1_780_000_000_000;
const open: Store[] = [];

afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function openAt(path: string, app = APP): Promise<Store> {
  const store = await openStore({ kind: 'sqlite', path }, app);
  open.push(store);
  return store;
}

async function openWorking(path = join(tempFolder(), 'relay.db'), app = APP): Promise<Store> {
  const store = await openAt(path, app);
  expect(await store.lease.hold()).toEqual({ held: true });
  return store;
}

function event(id: string, change: Partial<Change> = {}, more: Partial<NewEvent> = {}): NewEvent {
  return {
    id,
    type: 'approval_instance',
    body: '{}',
    receivedAt: NOW,
    change: { instanceCode: 'I1', approvalCode: 'A1', status: 'PENDING', changedAt: NOW, ...change },
    ...more,
  };
}

const RELAYED: ComposedChange = {
  reason: 'relayed',
  chats: ['oc_1'],
  detail: 'full',
  priority: 0,
  attempts: [],
};

/** Takes events through the inbox into the outbox. */
async function relay(store: Store, events: NewEvent[], chats: readonly string[] = ['oc_1']): Promise<void> {
  await store.inbox.add(events);
  for (;;) {
    const due = await store.inbox.dueChanges(NOW, 10);
    if (due.length === 0) return;
    for (const change of due) await store.work.finishChange(change, { ...RELAYED, chats }, NOW);
  }
}

describe('the inbox', () => {
  it('takes an event once, by its id', async () => {
    const { inbox } = await openAt(join(tempFolder(), 'relay.db'));
    expect(await inbox.add([event('e1')])).toEqual([true]);
    expect(await inbox.add([event('e1', { changedAt: NOW + 1 })])).toEqual([false]);
  });

  it('takes a change once, by instance, status and time, whatever the event id', async () => {
    const { inbox } = await openAt(join(tempFolder(), 'relay.db'));
    expect(await inbox.add([event('v1'), event('v4')])).toEqual([true, false]);
    expect(await inbox.add([event('later', { changedAt: NOW + 1 })])).toEqual([true]);
    expect(await inbox.add([event('other', { instanceCode: 'I2' })])).toEqual([true]);
  });

  it('tells new from old in one batch, doubles within the batch too', async () => {
    const { inbox } = await openAt(join(tempFolder(), 'relay.db'));
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
    const { inbox } = await openAt(join(tempFolder(), 'relay.db'));
    const { change: _, ...odd } = event('odd');
    expect(await inbox.add([{ ...odd, parked: 'unreadable: no status' }])).toEqual([true]);
    expect(await inbox.add([{ ...odd, parked: 'unreadable: no status' }])).toEqual([false]);
    expect(await inbox.counts()).toEqual({ waiting: 0, parked: 1 });
    expect(await inbox.dueChanges(NOW, 10)).toEqual([]);
  });

  it('takes any text, NUL and lone surrogates too', async () => {
    const { inbox } = await openAt(join(tempFolder(), 'relay.db'));
    expect(await inbox.add([event('nul\0', {}, { body: 'a\0b\uD800c\uDC00 \u{1F600}' })])).toEqual([true]);
    expect(await inbox.counts()).toEqual({ waiting: 1, parked: 0 });
  });

  it('hands out the first unfinished change of each instance only', async () => {
    const store = await openWorking();
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
    const store = await openWorking();
    await store.inbox.add([event('e1')]);
    const [change] = await store.inbox.dueChanges(NOW, 1);
    if (!change) throw new Error('nothing due');
    await store.work.finishChange(change, { ...RELAYED, chats: ['oc_1', 'oc_2'] }, NOW);
    await store.work.finishChange(change, { ...RELAYED, chats: ['oc_1', 'oc_2'] }, NOW);
    expect((await store.outbox.counts()).waiting).toBe(2);
    expect((await store.outbox.dueChats(NOW)).sort()).toEqual(['oc_1', 'oc_2']);
  });

  it('keeps the order of one instance in one chat by the time of the change', async () => {
    const store = await openWorking();
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
    const store = await openWorking();
    await relay(store, [event('a', { instanceCode: 'A' }), event('b', { instanceCode: 'B' })]);
    const first = await store.outbox.nextDelivery('oc_1', NOW);
    if (!first) throw new Error('nothing due');
    const settled = { state: 'waiting' as const, nextAt: NOW + 60_000, detail: 'full', reason: 'down' };
    await store.work.settleDelivery(first, settled, NOW);
    expect((await store.outbox.nextDelivery('oc_1', NOW))?.changeId).toBe('b');
    expect(await store.outbox.soonest()).toBe(NOW);
  });

  it('treats a row that was being sent as one of unknown outcome since its first try', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(path);
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
    const path = join(tempFolder(), 'relay.db');
    const one = await openWorking(path, 'cli_one');
    const two = await openWorking(path, 'cli_two');
    await relay(one, [event('e1')]);
    await relay(two, [event('e1')]);
    const keys = [await one.outbox.nextDelivery('oc_1', NOW), await two.outbox.nextDelivery('oc_1', NOW)];
    expect(new Set(keys.map((delivery) => delivery?.key)).size).toBe(2);
    expect((await one.outbox.counts()).waiting).toBe(1);
  });

  it('is pruned of finished rows, and of nothing else', async () => {
    const store = await openWorking();
    await relay(store, [event('done'), event('open', { instanceCode: 'I2' })]);
    const done = await store.outbox.nextDelivery('oc_1', NOW);
    if (!done) throw new Error('nothing due');
    await store.work.settleDelivery(done, { state: 'sent', messageId: 'om_1' }, NOW);
    expect(await store.work.prune(NOW, 100)).toBe(0);
    expect(await store.work.prune(NOW + 1, 100)).toBe(3);
    expect((await store.outbox.counts()).waiting).toBe(1);
  });
});

describe('what is known of an instance', () => {
  it('is the last change composed, with its snapshot', async () => {
    const store = await openWorking();
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
    const path = join(tempFolder(), 'relay.db');
    const first = await openWorking(path);
    const second = await openAt(path);
    expect(await second.lease.hold()).toMatchObject({ held: false, by: { pid: process.pid, alive: true } });
    await first.lease.release();
    expect(await second.lease.hold()).toEqual({ held: true });
  });

  it('is taken over at once from a process of this machine that is no more', async () => {
    const path = join(tempFolder(), 'relay.db');
    await openWorking(path);
    const raw = new Database(path);
    raw.exec("update leases set pid = 4194999, born = 'boot/1'");
    raw.close();
    expect(await (await openAt(path)).lease.hold()).toEqual({ held: true });
  });

  it('is waited for where its holder runs on another machine', async () => {
    const path = join(tempFolder(), 'relay.db');
    await openWorking(path);
    const raw = new Database(path);
    raw.exec("update leases set host = 'elsewhere', pid = 1, born = ''");
    const second = await openAt(path);
    expect(await second.lease.hold()).toMatchObject({ held: false, by: { host: 'elsewhere', alive: false } });
    raw.exec('update leases set until = 0');
    raw.close();
    expect(await second.lease.hold()).toEqual({ held: true });
  });

  it('lets nobody write who lost it', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(path);
    await store.inbox.add([event('e1')]);
    const [change] = await store.inbox.dueChanges(NOW, 1);
    if (!change) throw new Error('nothing due');
    const raw = new Database(path);
    raw.exec("update leases set holder = 'another'");
    raw.close();
    await expect(store.work.finishChange(change, RELAYED, NOW)).rejects.toThrow(
      'another process holds the lease',
    );
    expect(await store.inbox.counts()).toEqual({ waiting: 1, parked: 0 });
    expect(await store.outbox.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('does not outlast twenty seconds', async () => {
    const { lease } = await openWorking();
    expect(lease.outlasts(10_000)).toBe(true);
    expect(lease.outlasts(20_000)).toBe(false);
    await lease.release();
    expect(lease.outlasts(0)).toBe(false);
  });
});

describe('the file', () => {
  it('is for its owner alone, folder included', async () => {
    const path = join(tempFolder(), 'data', 'relay.db');
    await openAt(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('that is no database is refused in one sentence', async () => {
    const path = join(tempFolder(), 'relay.db');
    writeFileSync(path, 'this is a letter, not a database, and long enough to be read as one. '.repeat(20));
    await expect(openAt(path)).rejects.toThrow(
      /^store: sqlite:.*cannot be opened for writing .*give this user/,
    );
    await expect(openAt(path)).rejects.toBeInstanceOf(OperatorError);
  });

  it('that is a folder is refused in one sentence', async () => {
    await expect(openAt(tempFolder())).rejects.toBeInstanceOf(OperatorError);
  });

  it('below something that is no folder is refused in one sentence', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(openAt(join(file, 'relay.db'))).rejects.toBeInstanceOf(OperatorError);
  });

  it('written by a newer version is refused, naming the way out', async () => {
    const path = join(tempFolder(), 'relay.db');
    await (await openAt(path)).ping();
    const raw = new Database(path);
    raw.exec("insert into kysely_migration values ('999-future', '2030-01-01')");
    raw.close();
    await expect(openAt(path)).rejects.toThrow(/newer version of approval-relay/);
  });
});

describe('the guard', () => {
  it('tells a mistake in a row from a store that is away', () => {
    expect(isContentRefusal(new TypeError('no'))).toBe(true);
    expect(isContentRefusal(Object.assign(new Error('big'), { code: 'SQLITE_TOOBIG' }))).toBe(true);
    expect(isContentRefusal(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))).toBe(false);
    expect(isContentRefusal(Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' }))).toBe(false);
  });
});
