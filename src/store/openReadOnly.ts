import type { ReadSnapshot } from '../approval/snapshot.ts';
import { refuseOtherTables } from './engine/migrate.ts';
import { openPostgresReadOnly } from './engine/postgres.ts';
import { openSqliteReadOnly } from './engine/sqlite.ts';
import type { StoreLocation } from './open.ts';
import { createReadOnlyStore, type ReadOnlyStore } from './readOnlyStore.ts';

/** The store for read-only commands: while the bot runs, without its lease, and without any write. */
export interface OpenedReadOnlyStore extends ReadOnlyStore {
  close(): Promise<void>;
}

/**
 * Opens the store of one app only for reading.
 *
 * @throws OperatorError if it does not exist, cannot be reached, or has the tables of another version
 */
export async function openReadOnly(
  place: StoreLocation,
  app: string,
  readSnapshot: ReadSnapshot,
): Promise<OpenedReadOnlyStore> {
  const { db, where } = await connectReadOnly(place);
  try {
    await refuseOtherTables(db, where);
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
  return { ...createReadOnlyStore(db, place.kind, app, readSnapshot), close: () => db.destroy() };
}

async function connectReadOnly(place: StoreLocation) {
  return place.kind === 'sqlite'
    ? { db: openSqliteReadOnly(place.path), where: `sqlite:${place.path}` }
    : openPostgresReadOnly(place.url);
}
