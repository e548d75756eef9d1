import { type Kysely, sql } from 'kysely';
import type { ReadSnapshot } from '../approval/snapshot.ts';
import { createCommandFiles } from './commandFiles.ts';
import { type Commands, createCommands } from './commands.ts';
import { databaseTime } from './engine/databaseNow.ts';
import { createLease, type Lease } from './engine/lease.ts';
import type { StoreKind } from './engine/migrations.ts';
import { openPostgres } from './engine/postgres.ts';
import type { Schema } from './engine/schema.ts';
import { openSqlite } from './engine/sqlite.ts';
import { createWakes, noWakes, type Wakes } from './engine/wakes.ts';
import { createNoteCommand, type NoteCommand } from './groupCommands.ts';
import { createInbox, type Inbox } from './inbox/inbox.ts';
import { createMarks, type MarkForLook } from './instances/refreshes.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createReadOnlyStore, type ReadOnlyStore } from './readOnlyStore.ts';
import { createPresses, type Presses } from './reminders/presses.ts';
import { createSignIns, type SignIns } from './signIns.ts';
import { createWarningRows, type WarningRows } from './warningRows.ts';
import { createMembershipNotes, type MembershipNotes } from './welcomes.ts';
import { createWork, type Work } from './work.ts';

/** The store of one app, for a process that accepts events, and works while it holds the lease. */
export interface Store {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  /** Commands for the worker. */
  readonly commands: Commands;
  readonly lease: Lease;
  readonly work: Work;
  /** For reading, with the lease or without it. */
  readonly readOnly: ReadOnlyStore;
  readonly warningRows: WarningRows;
  /** Any replica may handle a press of a button. */
  readonly presses: Presses;
  /** Any replica may mark an instance for a look-up. */
  readonly markForLook: MarkForLook;
  /** Any replica records that the bot was added to a group, or removed from it. */
  readonly membership: MembershipNotes;
  /** Any replica records a command in a group. */
  readonly noteCommand: NoteCommand;
  /** Sign-ins to the operators' page of any replica. */
  readonly signIns: SignIns;
  /** Notifications of other replicas; none on SQLite, which has one process. */
  readonly onWake: Wakes['onWake'];
  /** The time of the database, ms since the epoch; undefined: it is this machine's own. */
  readonly databaseTime: (() => Promise<number>) | undefined;
  /**
   * Rejects if the store cannot work: PostgreSQL does not answer within 2 s, or on SQLite the last write failed or the
   * file is gone.
   */
  ping(): Promise<void>;
  /**
   * Whether another file is at the path of the SQLite store, such as a restored backup: only a new start can use it.
   */
  isReplaced(): Promise<boolean>;
  close(): Promise<void>;
}

/** The location of a store. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the store of one app and migrates its tables. A SQLite store is locked for this process.
 *
 * @param readSnapshot parses Feishu's text of an instance
 * @throws StoreHeld if another process has the SQLite store; OperatorError if it cannot be opened, written, or
 * understood
 */
export async function openStore(
  place: StoreLocation,
  app: string,
  readSnapshot: ReadSnapshot,
): Promise<Store> {
  const opened =
    place.kind === 'postgres' ? await openShared(place.url, app) : await openAlone(place.path, app);
  return assemble(opened, app, readSnapshot);
}

async function openAlone(file: string, app: string): Promise<Opened> {
  const { db, quick, path, assertWorks, copyLogWhenQuiet, isReplaced, close } = await openSqlite(file);
  return {
    kind: 'sqlite',
    db,
    quick,
    wakes: noWakes,
    commands: createCommandFiles(path, app),
    // The renewal of the lease is one commit.
    onHeld: () => copyLogWhenQuiet(1),
    check: assertWorks,
    isReplaced,
    close,
  };
}

async function openShared(url: string, app: string): Promise<Opened> {
  const { db, quick, close } = await openPostgres(url);
  const notify = (channel: string, text: string): Promise<unknown> =>
    sql`select pg_notify(${channel}, ${text})`.execute(db);
  const wakes = createWakes(url, app, notify);
  return {
    kind: 'postgres',
    db,
    quick,
    wakes,
    commands: createCommands(db, app),
    onHeld: () => undefined,
    check: () => undefined,
    isReplaced: async () => false,
    async close() {
      await wakes.close();
      await close();
    },
  };
}

interface Opened {
  readonly kind: StoreKind;
  readonly db: Kysely<Schema>;
  /** For callers that wait. */
  readonly quick: Kysely<Schema>;
  readonly wakes: Wakes;
  readonly commands: Commands;
  /** The lease was taken or renewed. */
  readonly onHeld: () => void;
  /** Throws if the store is known not to work. */
  readonly check: () => void;
  readonly isReplaced: Store['isReplaced'];
  close(): Promise<void>;
}

function assemble(opened: Opened, app: string, readSnapshot: ReadSnapshot): Store {
  const { kind, db, quick, wakes, commands, onHeld, check, isReplaced, close } = opened;
  const lease = createLease(quick, kind, app, { onReleased: () => wakes.notify('released'), onHeld });
  // The worker finds its own events without a notification.
  const onAdded = (): void => {
    if (!lease.outlasts(0)) wakes.notify('accepted');
  };
  return {
    inbox: createInbox(db, quick, kind, app, onAdded),
    outbox: createOutbox(db, app),
    ledger: createLedger(db, quick, app),
    commands,
    lease,
    work: createWork({ db, kind, app }, lease, readSnapshot),
    readOnly: createReadOnlyStore(db, kind, app, readSnapshot),
    warningRows: createWarningRows(quick, kind, app),
    presses: createPresses(quick, app, kind),
    markForLook: createMarks(quick, app),
    membership: createMembershipNotes(quick, app),
    noteCommand: createNoteCommand(quick, app),
    signIns: createSignIns(quick, app),
    onWake: wakes.onWake,
    databaseTime: kind === 'sqlite' ? undefined : () => databaseTime(quick),
    async ping() {
      check();
      await sql`select 1`.execute(quick);
    },
    isReplaced,
    close,
  };
}
