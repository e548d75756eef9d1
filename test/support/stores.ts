import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'libsql';
import pg from 'pg';
import { expect } from 'vitest';
import type { Announcement } from '../../src/approval/announcement.ts';
import type { Change } from '../../src/approval/change.ts';
import type { Delivery } from '../../src/approval/delivery.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import type { NewEvent } from '../../src/store/inbox/inbox.ts';
import type { ComposedChange } from '../../src/store/instances/changes.ts';
import { openStore, type Store, type StoreLocation } from '../../src/store/open.ts';
import { openToWork, type WorkedStore } from '../../src/store/openToWork.ts';
import { afterEachTest } from './afterTest.ts';
import { freshDatabase } from './postgres.ts';
import { tempFolder } from './tempFolder.ts';

export const APP = 'cli_test';
export const NOW = 1_780_000_000_000;

/** Both kinds of store, for `describe.each`: `place` makes an empty one. */
export const databases: readonly { name: string; place: () => Promise<StoreLocation> }[] = [
  { name: 'SQLite', place: async () => ({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') }) },
  { name: 'PostgreSQL', place: async () => ({ kind: 'postgres', url: await freshDatabase() }) },
];

const open: Pick<Store, 'close'>[] = [];

afterEachTest(async () => {
  for (const store of open.splice(0)) await store.close();
});

/** Opens a store; it is closed when the test ends. */
export async function openAt(place: StoreLocation, app = APP): Promise<Store> {
  const store = await openStore(place, app, parseSnapshot);
  open.push(store);
  return store;
}

/** What this chat is sent next. */
export async function nextDelivery(
  { outbox }: Pick<Store, 'outbox'>,
  chat: string,
  now: number,
): Promise<Delivery | undefined> {
  const next = (await outbox.nextDelivery(chat, now, 1))?.delivery;
  if (next?.kind === 'unreadable') throw new Error(`row ${next.seq}: ${next.fault}`);
  if (next?.kind === 'hook') throw new Error(`row ${next.seq} is for a hook`);
  return next;
}

/** Opens a store and takes its lease. */
export async function openWorking(place: StoreLocation, app = APP): Promise<Store> {
  const store = await openAt(place, app);
  expect(await store.lease.hold()).toEqual({ held: true, renewed: false });
  return store;
}

/** Opens a store, on which another process works, as a command does that asks it for something. */
export async function askAnother(place: StoreLocation, app = APP): Promise<WorkedStore> {
  const opened = await openToWork(place, app, parseSnapshot);
  open.push(opened.store);
  if (opened.kind === 'ours') throw new Error('nobody works on this store');
  return opened.store;
}

/** Runs SQL on a connection of its own, and returns its rows. */
export async function run(place: StoreLocation, sql: string): Promise<Record<string, unknown>[]> {
  if (place.kind === 'sqlite') {
    const database = new Database(place.path);
    try {
      if (/^\s*select/i.test(sql)) return database.prepare(sql).all() as Record<string, unknown>[];
      database.exec(sql);
      return [];
    } finally {
      database.close();
    }
  }
  const client = new pg.Client(place.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Resolves when a query of a bot's SQLite store returns so many rows, or more: with how many those are. */
export function untilRows(folder: string, query: string, count: number): Promise<number> {
  return untilFound(folder, query, (rows) => rows >= count);
}

/** Resolves when a query of a bot's SQLite store returns no row any more; `between` is called until then. */
export function untilNoRow(folder: string, query: string, between?: () => void): Promise<number> {
  return untilFound(folder, query, (rows) => rows === 0, between);
}

async function untilFound(
  folder: string,
  query: string,
  isEnough: (rows: number) => boolean,
  between: () => void = () => undefined,
): Promise<number> {
  const database = new Database(join(folder, 'data', 'relay.db'));
  try {
    const find = database.prepare(query);
    for (;;) {
      const rows = find.all().length;
      if (isEnough(rows)) return rows;
      between();
      await setImmediate();
    }
  } finally {
    database.close();
  }
}

/** How the database goes about a query, were the tables large. */
export async function planOf(place: StoreLocation, query: string): Promise<string> {
  if (place.kind === 'sqlite') {
    const database = new Database(place.path);
    const rows = database.prepare(`explain query plan ${query}`).all();
    database.close();
    return JSON.stringify(rows);
  }
  const client = new pg.Client(place.url);
  await client.connect();
  await client.query('set enable_seqscan = off');
  const { rows } = await client.query(`explain ${query}`);
  await client.end();
  return JSON.stringify(rows);
}

export function event(id: string, change: Partial<Change> = {}, more: Partial<NewEvent> = {}): NewEvent {
  return {
    id,
    type: 'approval_instance',
    body: '{}',
    receivedAt: NOW,
    change: { instanceCode: 'I1', approvalCode: 'A1', status: 'PENDING', changedAt: NOW, ...change },
    ...more,
  };
}

/** A card of its own for one chat. */
export function announcement(chat: string, more: Partial<Announcement> = {}): Announcement {
  return { chat, mode: 'post', isListed: true, rings: false, isHeld: false, ...more };
}

export const RELAYED: ComposedChange = {
  reason: 'relayed',
  announcements: [announcement('oc_1')],
  priority: 0,
  attempts: [],
};

/** Takes events through the inbox into the outbox. */
export async function relay(
  store: Store,
  events: NewEvent[],
  chats: readonly string[] = ['oc_1'],
  now = NOW,
): Promise<void> {
  await store.inbox.add(events);
  for (;;) {
    const due = await store.inbox.dueChanges(now, 10);
    if (due.length === 0) return;
    for (const change of due)
      await store.work.finishChange(
        change,
        { ...RELAYED, announcements: chats.map((chat) => announcement(chat)) },
        now,
      );
  }
}
