import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../base/folder.ts';
import { movedError } from './sqliteAway.ts';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Creates the folder and an empty file if they are missing, readable only for this user: snapshots contain what people
 * typed.
 *
 * An existing file is not opened: closing any handle of a file drops all locks that this process has on it, including
 * SQLite's (sqlite.org/howtocorrupt.html, 2.2).
 *
 * @returns the path with symbolic links resolved, which SQLite uses for its other files
 * @throws an error of the file system
 */
export function prepareFile(path: string): string {
  makeFolder(dirname(path), { mode: OWNER_ONLY_FOLDER });
  if (!existsSync(path) || statSync(path).isDirectory()) closeSync(openSync(path, 'a', OWNER_ONLY_FILE));
  return realpathSync(path);
}

/** Makes the database and its other files unreadable for other users. */
export function restrictAccess(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) chmodSync(file, OWNER_ONLY_FILE);
  }
}

/** The empty database next to a store, whose lock is the lock of the store: see sqliteLock.ts. */
export function lockFileOf(path: string): string {
  return `${path}.lock`;
}

/** Checks that the open files are still those at their paths. */
export interface PlaceCheck {
  /** Whether the database itself is the one that was opened. */
  isInPlace(): boolean;
  /** Whether its log and its lock are, too. */
  areAllInPlace(): boolean;
  /** @throws StoreAway if the database, its log or its lock was removed or replaced: later writes may be lost */
  assert(): void;
}

/**
 * Remembers the files of an open database by device and inode, as SQLite itself does in its other journal modes
 * (SQLITE_READONLY_DBMOVED).
 *
 * @param place for the error, such as `sqlite:data/relay.db`
 */
export function checkPlace(path: string, place: string): PlaceCheck {
  const files = [path, `${path}-wal`, lockFileOf(path)];
  const opened = files.map(identityOf);
  const areAllInPlace = (): boolean => files.every((file, i) => identityOf(file) === opened[i]);
  return {
    isInPlace: () => identityOf(path) === opened[0],
    areAllInPlace,
    assert() {
      if (!areAllInPlace()) throw movedError(place);
    },
  };
}

/** Device and inode of a file; empty if there is none. */
function identityOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
}
