import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Mutex } from '../../src/base/mutex.ts';
import { LibsqlHandle } from '../../src/store/engine/libsqlHandle.ts';
import { applyMigration, MIGRATION_NAMES } from '../../src/store/engine/migrations.ts';
import type { Schema } from '../../src/store/engine/schema.ts';
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
          pool: new pg.Pool({ connectionString: place.url, max: 1 }),
        });
  const db = new Kysely<Tables>({ dialect });
  try {
    return await act(db);
  } finally {
    await db.destroy();
  }
}

/** Makes the tables of the program that knew the migrations up to this one, and notes these as that program did. */
export async function migrateTo(
  db: Kysely<Tables>,
  kind: StoreLocation['kind'],
  version: string,
): Promise<void> {
  await sql`create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(
    db,
  );
  for (const name of MIGRATION_NAMES.slice(0, MIGRATION_NAMES.indexOf(version) + 1)) {
    await applyMigration(db as unknown as Kysely<Schema>, kind, name);
    await db.insertInto('kysely_migration').values({ name, timestamp: '2026-01-01T00:00:00.000Z' }).execute();
  }
}
