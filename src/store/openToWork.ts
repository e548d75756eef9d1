import { realpathSync } from 'node:fs';
import type { ReadSnapshot } from '../approval/snapshot.ts';
import { createCommandFiles } from './commandFiles.ts';
import type { Commands } from './commands.ts';
import { refuseNoTables } from './engine/migrate.ts';
import { openPostgresReadOnly } from './engine/postgres.ts';
import { refuseNoFile } from './engine/sqlite.ts';
import { isSqliteLocked } from './engine/sqliteLock.ts';
import { StoreHeld } from './engine/storeError.ts';
import { openStore, type Store, type StoreLocation } from './open.ts';

/** The store of a working bot, which can be sent commands. */
export interface WorkedStore {
  readonly commands: Commands;
  /** Whether some process works on the store now. */
  isWorkedOn(): Promise<boolean>;
  close(): Promise<void>;
}

/** Either this process holds the lease and may work, or another one does and can be sent commands. */
export type ToWork =
  | { readonly kind: 'ours'; readonly store: Store }
  | { readonly kind: 'anothers'; readonly store: WorkedStore };

/**
 * Opens the store of one app for a command that does the work itself, or asks the bot that works on the store.
 *
 * @param readSnapshot parses Feishu's text of an instance
 * @param options `mayMake`: a missing store is created; without it a mistyped place would get an empty store
 * @throws OperatorError if it is missing, or cannot be opened, written, or understood
 */
export async function openToWork(
  place: StoreLocation,
  app: string,
  readSnapshot: ReadSnapshot,
  { mayMake = false }: { readonly mayMake?: boolean } = {},
): Promise<ToWork> {
  if (!mayMake) await refuseMissing(place);
  let store: Store;
  try {
    store = await openStore(place, app, readSnapshot);
  } catch (thrown) {
    if (!(thrown instanceof StoreHeld) || place.kind !== 'sqlite') throw thrown;
    return { kind: 'anothers', store: askSqlite(place.path, app) };
  }
  try {
    if ((await store.lease.hold()).held) return { kind: 'ours', store };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  const { commands, lease, close } = store;
  return { kind: 'anothers', store: { commands, isWorkedOn: () => lease.isHeldByAnybody(), close } };
}

/** Leaves no trace. @throws OperatorError if there is no store yet */
async function refuseMissing(place: StoreLocation): Promise<void> {
  if (place.kind === 'sqlite') return refuseNoFile(place.path);
  const { db, where } = await openPostgresReadOnly(place.url);
  try {
    await refuseNoTables(db, where);
  } finally {
    await db.destroy();
  }
}

/** By command files: this process neither opens nor locks the database. */
function askSqlite(file: string, app: string): WorkedStore {
  const path = realpathSync(file);
  return {
    commands: createCommandFiles(path, app),
    isWorkedOn: async () => isSqliteLocked(path, `sqlite:${file}`),
    close: async () => undefined,
  };
}
