import { type Kysely, Migrator, sql } from 'kysely';
import { asError, OperatorError } from '../../base/errors.ts';
import { asIs } from '../../base/language.ts';
import {
  noTablesYet,
  notPrepared,
  UNKNOWN_TABLES,
  writtenByNewer,
  writtenByOlder,
} from '../../words/storeText.ts';
import type { StoreKind } from './migrations.ts';
import { MIGRATION_NAMES, migrationsFor } from './migrations.ts';
import type { Schema } from './schema.ts';
import { codeOf, isAway } from './storeError.ts';

/** How the tables of a database compare with those of this program. */
type Tables = 'current' | 'older' | 'newer' | 'none';

/**
 * Brings the tables up to date. Each migration is whole or not at all.
 *
 * @param where for errors, without a password
 * @throws OperatorError where the database was written by a newer version, or is not ours to change; what keeps the
 * database from working, as it is
 */
export async function migrate(db: Kysely<Schema>, kind: StoreKind, where: string): Promise<void> {
  const known = migrationsFor(kind);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error: thrown, results } = await migrator.migrateToLatest();
  if (!thrown) return;
  if (isAway(thrown)) throw thrown;
  const { message } = asError(thrown);
  if (/previously executed migration/.test(message))
    throw new OperatorError(writtenByNewer(where, asIs(message)));
  const failed = results?.find((r) => r.status === 'Error')?.migrationName;
  throw new OperatorError(notPrepared(where, failed, message), { cause: thrown });
}

/**
 * Sees that the tables are those that this program reads.
 *
 * @param where for errors, without a password
 * @throws OperatorError where they are missing, older, or newer; what keeps the database from working, as it is
 */
export async function refuseOtherTables(db: Kysely<Schema>, where: string): Promise<void> {
  switch (await tablesOf(db)) {
    case 'current':
      return;
    case 'newer':
      throw new OperatorError(writtenByNewer(where, UNKNOWN_TABLES));
    case 'older':
      throw new OperatorError(writtenByOlder(where));
    case 'none':
      throw new OperatorError(noTablesYet(where));
  }
}

async function tablesOf(db: Kysely<Schema>): Promise<Tables> {
  let applied: ReadonlySet<string>;
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    applied = new Set(rows.map(({ name }) => name));
  } catch (thrown) {
    if (isMissingTable(thrown)) return 'none';
    throw thrown;
  }
  if (applied.size === 0) return 'none';
  if ([...applied].some((name) => !MIGRATION_NAMES.includes(name))) return 'newer';
  return MIGRATION_NAMES.every((name) => applied.has(name)) ? 'current' : 'older';
}

/** 42P01: undefined_table, of PostgreSQL. SQLite has no code for it. */
function isMissingTable(thrown: unknown): boolean {
  const error = asError(thrown);
  return codeOf(error) === '42P01' || /^no such table/.test(error.message);
}
