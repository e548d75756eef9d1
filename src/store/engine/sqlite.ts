import { existsSync, realpathSync, statSync } from 'node:fs';
import { Kysely, sql } from 'kysely';
import { countAcceptedConnections } from '../../base/acceptedConnections.ts';
import { asError, OperatorError } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import { cannotOpen, noStoreYet } from '../../words/storeText.ts';
import { LibsqlHandle } from './libsqlHandle.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { sqliteError } from './sqliteAway.ts';
import { sqliteDialect } from './sqliteDriver.ts';
import { prepareFile, restrictAccess } from './sqliteFiles.ts';
import { lockSqlite } from './sqliteLock.ts';

/** The SQLite store of this process: the one connection that writes, and the lock against other processes. */
export interface Sqlite {
  readonly db: Kysely<Schema>;
  /** The same connection, for callers that wait: it goes before all other work. */
  readonly quick: Kysely<Schema>;
  /** The path with symbolic links resolved. */
  readonly path: string;
  /** @throws StoreAway if the store cannot work now: the last write failed, or the file is gone */
  assertWorks(): void;
  /** Whether only a new start can use the file at the path: another complete database, or this one without its log. */
  isReplaced(): Promise<boolean>;
  /** Copies the log into the file if it is long enough, and only `ours` commits were made since the last call. */
  copyLogWhenQuiet(ours: number): void;
  close(): Promise<void>;
}

/**
 * Takes the lock of the store, opens the file, and migrates its tables. Missing files and folders are created, readable
 * only for this user.
 *
 * @throws StoreHeld if another process has the store; OperatorError if it cannot be opened, written or understood
 */
export async function openSqlite(file: string): Promise<Sqlite> {
  const place = placeOf(file);
  const path = prepared(file, place);
  const lock = await lockSqlite(path, place);
  const accepted = countAcceptedConnections();
  let handle: LibsqlHandle | undefined;
  const release = (): void => {
    handle?.close();
    accepted.close();
    lock.release();
  };
  try {
    handle = new LibsqlHandle({ path, place, use: 'writing' });
    restrictAccess(path);
    const mutex = new Mutex();
    const db = new Kysely<Schema>({ dialect: sqliteDialect(handle, { mutex, isUrgent: false, accepted }) });
    const quick = new Kysely<Schema>({ dialect: sqliteDialect(handle, { mutex, isUrgent: true }) });
    await migrate(db, 'sqlite', place);
    handle.assertWrites();
    return opened({ db, quick, path }, handle, release);
  } catch (thrown) {
    release();
    throw thrown instanceof OperatorError ? thrown : unfit(place, thrown);
  }
}

function opened(
  parts: Pick<Sqlite, 'db' | 'quick' | 'path'>,
  handle: LibsqlHandle,
  release: () => void,
): Sqlite {
  return {
    ...parts,
    assertWorks() {
      handle.assertInPlace();
      if (handle.trouble) throw handle.trouble;
    },
    async isReplaced() {
      if (handle.missing !== 'database') return handle.missing === 'log or lock';
      if (!existsSync(parts.path)) return false;
      const found = openSqliteReadOnly(parts.path);
      try {
        return await isWholeStore(found, parts.path);
      } finally {
        await found.destroy();
      }
    },
    copyLogWhenQuiet: (ours) => handle.copyLogWhenQuiet(ours),
    async close() {
      await Promise.all([parts.db.destroy(), parts.quick.destroy()]);
      release();
    },
  };
}

/**
 * Opens an existing database file only for reading, while a bot may work on it. It takes no lock, writes nothing, and
 * copies no log, not even if it is the last to close the file.
 *
 * @throws OperatorError if there is none, or it cannot be read
 */
export function openSqliteReadOnly(file: string): Kysely<Schema> {
  refuseNoFile(file);
  const handle = new LibsqlHandle({ path: realpathSync(file), place: placeOf(file), use: 'reading' });
  return new Kysely<Schema>({ dialect: sqliteDialect(handle, { mutex: new Mutex(), isUrgent: false }) });
}

/** @throws OperatorError if there is no store yet */
export function refuseNoFile(file: string): void {
  if (!existsSync(file)) throw new OperatorError(noStoreYet(placeOf(file)));
}

function placeOf(file: string): string {
  return `sqlite:${file}`;
}

function prepared(file: string, place: string): string {
  try {
    return prepareFile(file);
  } catch (thrown) {
    throw unfit(place, thrown);
  }
}

/** A refusal of SQLite or of the file system. */
function unfit(place: string, thrown: unknown): Error {
  const error = sqliteError(thrown, place);
  if (error instanceof OperatorError) return error;
  return new OperatorError(cannotOpen(place, asError(thrown).message), { cause: thrown });
}

/**
 * Whether a file contains a complete database of this program: a backup may still be being copied.
 *
 * @param db opened only to read
 */
async function isWholeStore(db: Kysely<Schema>, file: string): Promise<boolean> {
  try {
    const { rows: counted } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    const { rows: sized } = await sql<{ page_size: number }>`pragma page_size`.execute(db);
    await sql`select count(*) from kysely_migration`.execute(db);
    return statSync(file).size >= (counted[0]?.page_count ?? 0) * (sized[0]?.page_size ?? 0);
  } catch {
    // Not a database, not one of ours, or only a part of one.
    return false;
  }
}
