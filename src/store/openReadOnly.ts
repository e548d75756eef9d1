import type { ReadSnapshot } from '../approval/snapshot.ts';
import { refuseOtherTables } from './engine/migrate.ts';
import { openPostgresToLook } from './engine/postgres.ts';
import { openSqliteToLook } from './engine/sqlite.ts';
import type { StorePlace } from './open.ts';
import { createReadOnlyStore, type ReadOnlyStore } from './readOnlyStore.ts';

/** The store for read-only commands: while the bot runs, without its lease, and without any write. */
export interface LookingStore extends ReadOnlyStore {
  close(): Promise<void>;
}

/**
 * Opens the store of one app only for reading.
 *
 * @throws OperatorError if it does not exist, cannot be reached, or has the tables of another version
 */
export async function openToLook(
  place: StorePlace,
  app: string,
  readSnapshot: ReadSnapshot,
): Promise<LookingStore> {
  const { db, where } = await connectToLook(place);
  try {
    await refuseOtherTables(db, where);
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
  return { ...createReadOnlyStore(db, place.kind, app, readSnapshot), close: () => db.destroy() };
}

async function connectToLook(place: StorePlace) {
  return place.kind === 'sqlite'
    ? { db: openSqliteToLook(place.path), where: `sqlite:${place.path}` }
    : openPostgresToLook(place.url);
}
