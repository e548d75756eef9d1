import { realpathSync } from 'node:fs';
import type { ReadSnapshot } from '../approval/snapshot.ts';
import { createCommandFiles } from './commandFiles.ts';
import type { Commands } from './commands.ts';
import { isSqliteLocked } from './engine/sqliteLock.ts';
import { StoreHeld } from './engine/storeError.ts';
import { openStore, type Store, type StorePlace } from './open.ts';

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
 * @throws OperatorError if it cannot be opened, written, or understood
 */
export async function openToWork(
  place: StorePlace,
  app: string,
  readSnapshot: ReadSnapshot,
): Promise<ToWork> {
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

/** By command files: this process neither opens nor locks the database. */
function askSqlite(file: string, app: string): WorkedStore {
  const path = realpathSync(file);
  return {
    commands: createCommandFiles(path, app),
    isWorkedOn: async () => isSqliteLocked(path, `sqlite:${file}`),
    close: async () => undefined,
  };
}
