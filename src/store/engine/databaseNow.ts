import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';

/** The clock of the database, which all replicas share, in ms since the epoch. */
export function databaseNow(kind: StoreKind): RawBuilder<number> {
  return kind === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
}

/** The time of a PostgreSQL server, ms since the epoch. */
export async function databaseTime(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${databaseNow('postgres')} as now`.execute(db);
  return rows[0]?.now ?? Number.NaN;
}
