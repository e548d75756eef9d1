import { asError } from '../../base/errors.ts';
import { pause } from '../../base/patience.ts';
import { storeHeld } from '../../words/storeText.ts';
import { type Connection, connect } from './libsql.ts';
import { sqliteError } from './sqliteAway.ts';
import { lockFileOf, restrictAccess } from './sqliteFiles.ts';
import { codeOf, StoreHeld } from './storeError.ts';

/** The lock of one SQLite store, held by this process. */
export interface SqliteLock {
  /** Releases the store. May be called twice. */
  release(): void;
}

/** A process that only checks the lock has it for a moment, which must not refuse a start. */
const TRIES = 10;
const BETWEEN_TRIES_MS = 50;

/**
 * Locks the store of a path for this process: no other one opens it for writing meanwhile.
 *
 * The lock is a transaction that stays open on the empty database `<path>.lock`, and so a lock of the operating system
 * on that file. Unlike a process id, it works across containers and network file systems, and it ends with its process
 * in any case. The file itself stays: if it were removed, two processes could have the store.
 *
 * @param place for errors, such as `sqlite:data/relay.db`
 * @throws StoreHeld if another process has it; StoreAway if the lock file cannot be created
 */
export async function lockSqlite(path: string, place: string): Promise<SqliteLock> {
  for (let tries = 1; ; tries += 1) {
    const lock = tryLock(path, place);
    if (lock) return lock;
    if (tries === TRIES) break;
    await pause(BETWEEN_TRIES_MS);
  }
  throw new StoreHeld(storeHeld(place));
}

/** Whether some process has the store of a path. */
export function isSqliteLocked(path: string, place: string): boolean {
  const lock = tryLock(path, place);
  lock?.release();
  return lock === undefined;
}

function tryLock(path: string, place: string): SqliteLock | undefined {
  const file = lockFileOf(path);
  let connection: Connection | undefined;
  try {
    connection = connect(file);
    // Without a journal file of its own.
    connection.exec('pragma journal_mode = memory');
    connection.exec('begin immediate');
    restrictAccess(file);
  } catch (thrown) {
    connection?.close();
    if (codeOf(asError(thrown)).startsWith('SQLITE_BUSY')) return undefined;
    throw sqliteError(thrown, place);
  }
  const held = connection;
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      held.exec('rollback');
      held.close();
    },
  };
}
