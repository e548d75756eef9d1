import { type Kysely, sql } from 'kysely';
import { Mutex } from '../base/mutex.ts';
import { bindable } from './bind.ts';
import { createErrands, type Errands } from './errands.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { type InsertRows, insertMany, insertOne } from './inboxInsert.ts';
import { createInboxThread } from './inboxThread.ts';
import { createLease, type Lease } from './lease.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { migrate, type StoreKind } from './migrations.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { openPostgres } from './postgres.ts';
import { createMarks, type MarkForLook } from './refreshes.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { createWakes, noWakes, type Wakes } from './wakes.ts';
import { createWork, type Work } from './work.ts';

export interface Store {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly errands: Errands;
  readonly lease: Lease;
  readonly work: Work;
  /** Any replica may mark an instance for a look-up. */
  readonly markForLook: MarkForLook;
  /** Another replica on this store has something to say; never on SQLite, which has one process. */
  readonly onWake: Wakes['onWake'];
  /** Rejects where the database does not answer: on PostgreSQL within 2 s. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StorePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the store of one app and brings its tables up to date.
 *
 * @throws OperatorError where it cannot be opened, written, or understood
 */
export async function openStore(place: StorePlace, app: string): Promise<Store> {
  if (place.kind === 'postgres') return openShared(place.url, app);
  const turns = new Mutex();
  let checkpoint = async (): Promise<void> => undefined;
  const db = openSqlite(place.path, turns, () => void checkpoint());
  try {
    await migrate(db, 'sqlite', `sqlite:${place.path}`);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const thread = createInboxThread(place.path, insertOne(db), turns);
  checkpoint = () => thread.checkpoint();
  const close = async (): Promise<void> => {
    await thread.close();
    await db.destroy();
  };
  const insert: InsertRows = (rows) => thread.commit(rows.map((row) => bindable(Object.values(row))));
  return assemble({ kind: 'sqlite', db, quick: db, insert, wakes: noWakes, close }, app);
}

async function openShared(url: string, app: string): Promise<Store> {
  const { db, quick, close } = await openPostgres(url);
  const notify = (channel: string, text: string): Promise<unknown> =>
    sql`select pg_notify(${channel}, ${text})`.execute(db);
  const wakes = createWakes(url, app, notify);
  const closeAll = async (): Promise<void> => {
    await wakes.close();
    await close();
  };
  const insert = insertMany(quick);
  return assemble({ kind: 'postgres', db, quick, insert, wakes, close: closeAll }, app);
}

/**
 * SQLite's thread goes on to a second batch by itself. On PostgreSQL two statements that bring the same keys in another
 * order would wait for each other.
 */
const COMMITS_AT_ONCE = { sqlite: 2, postgres: 1 } as const;

interface Opened {
  readonly kind: StoreKind;
  readonly db: Kysely<Schema>;
  /** For what somebody waits for. */
  readonly quick: Kysely<Schema>;
  readonly insert: InsertRows;
  readonly wakes: Wakes;
  close(): Promise<void>;
}

function assemble({ kind, db, quick, insert, wakes, close }: Opened, app: string): Store {
  const lease = createLease(quick, kind, app, () => wakes.tell('released'));
  // Whoever works finds its own events without being told.
  const onAdded = (): void => {
    if (!lease.outlasts(0)) wakes.tell('accepted');
  };
  return {
    inbox: createInbox(db, { insert, commitsAtOnce: COMMITS_AT_ONCE[kind] }, app, onAdded),
    outbox: createOutbox(db, app),
    ledger: createLedger(db, quick, app),
    errands: createErrands(db, app),
    lease,
    work: createWork(db, kind, app, lease),
    markForLook: createMarks(quick, app),
    onWake: wakes.onWake,
    ping: async () => {
      await sql`select 1`.execute(quick);
    },
    close,
  };
}
