import { chmodSync, closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../base/folder.ts';
import { movedError } from './sqliteAway.ts';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Makes the folder and an empty file where they are missing, for this user alone: snapshots hold what people typed.
 *
 * The file is opened only where it is missing. Closing any handle of a file drops all locks that this process has on it,
 * SQLite's as well (sqlite.org/howtocorrupt.html, 2.2).
 *
 * @returns the path with symbolic links resolved, as SQLite uses it for the files beside the database
 * @throws an error of the file system
 */
export function prepareFile(path: string): string {
  makeFolder(dirname(path), { mode: OWNER_ONLY_FOLDER });
  if (!existsSync(path) || statSync(path).isDirectory()) closeSync(openSync(path, 'a', OWNER_ONLY_FILE));
  return realpathSync(path);
}

/** Keeps others from reading the database and the files beside it, however they were made. */
export function restrictAccess(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) chmodSync(file, OWNER_ONLY_FILE);
  }
}

/** The empty database beside a store whose lock stands for it: see sqliteLock.ts. */
export function lockFileOf(path: string): string {
  return `${path}.lock`;
}

/** Sees that the open files are still those at their paths. */
export interface PlaceCheck {
  /** Whether the database itself is the one that was opened. */
  isInPlace(): boolean;
  /** Whether its log and its lock are, too. */
  areAllInPlace(): boolean;
  /** @throws StoreAway where the database, its log or its lock was removed or replaced: what is written then may be lost */
  assert(): void;
}

/**
 * Remembers which files stand at the path of an open database and beside it, by device and inode, as SQLite does itself in
 * its other journal modes (SQLITE_READONLY_DBMOVED).
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

/** Device and inode of a file; empty where there is none. */
function identityOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
}
