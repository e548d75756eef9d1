import { Kysely, PostgresDialect } from 'kysely';
import { Mutex } from '../../src/base/mutex.ts';
import { LibsqlHandle } from '../../src/store/engine/libsqlHandle.ts';
import { createPool } from '../../src/store/engine/postgresPool.ts';
import { sqliteDialect } from '../../src/store/engine/sqliteDriver.ts';
import type { StoreLocation } from '../../src/store/open.ts';

type Tables = Record<string, Record<string, unknown>>;

/** The database itself, with whatever tables it has. */
export async function within<R>(place: StoreLocation, act: (db: Kysely<Tables>) => Promise<R>): Promise<R> {
  const dialect =
    place.kind === 'sqlite'
      ? sqliteDialect(new LibsqlHandle({ path: place.path, place: place.path, use: 'writing' }), {
          mutex: new Mutex(),
          isUrgent: false,
        })
      : new PostgresDialect({
          pool: async () => createPool(place.url, 1, { connectMs: 5_000, statementMs: 5_000 }),
        });
  const db = new Kysely<Tables>({ dialect });
  try {
    return await act(db);
  } finally {
    await db.destroy();
  }
}
