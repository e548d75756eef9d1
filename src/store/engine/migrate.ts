import { type Kysely, sql } from 'kysely';
import { systemClock, wait } from '../../base/clock.ts';
import { asError, OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import {
  noRightToPrepare,
  noTablesYet,
  notPrepared,
  tablesInUse,
  UNKNOWN_TABLES,
  writtenByNewer,
  writtenByOlder,
} from '../../words/storeText.ts';
import { applyMigration, MIGRATION_NAMES, type StoreKind } from './migrations.ts';
import type { Schema } from './schema.ts';
import { codeOf, INSUFFICIENT_PRIVILEGE, isAway } from './storeError.ts';

/** How the tables of a database compare with those of this program. */
type Tables = 'current' | 'older' | 'newer' | 'none';

/** How a migration goes about tables that others use. */
export interface Patience {
  /** How long it waits for a table, ms: whoever comes after it waits as well, events among them. */
  readonly lockMs: number;
  /** How often it is tried. */
  readonly tries: number;
  /** Between two tries. */
  readonly rest: () => Promise<void>;
}

const clock = systemClock();
const PATIENCE: Patience = { lockMs: 2_000, tries: 10, rest: () => wait(clock, 1_000) };
/** Of Kysely, by which earlier versions keep others from migrating at the same time. */
const LOCK = sql.lit('3853314791062309107');
/** A deadlock, a conflict of transactions, a table that stays locked. Tried again, they pass. */
const IN_USE = /^(40P01|40001|55P03)$/;

/**
 * Brings the tables up to date. Each migration is committed by itself, so one that was cut off is gone, and the next
 * start goes on from there. A new store gets all of them at once. On PostgreSQL others may use the tables meanwhile.
 *
 * @param where for errors, without a password
 * @throws OperatorError if the database was written by a newer version, or is not ours to change; what keeps the
 * database from working, as it is
 */
export async function migrate(
  db: Kysely<Schema>,
  kind: StoreKind,
  where: string,
  patience = PATIENCE,
): Promise<void> {
  if ((await pendingIn(db, kind, where)).length === 0) return;
  await db.connection().execute(async (session) => {
    if (kind === 'postgres') await sql`select pg_advisory_lock(${LOCK})`.execute(session);
    try {
      // Another replica may have done it meanwhile.
      const pending = await pendingIn(session, kind, where);
      const isNew = pending.length === MIGRATION_NAMES.length;
      for (const names of isNew ? [pending] : pending.map((name) => [name]))
        await applyPatiently(session, kind, names, where, patience);
    } finally {
      // Where the connection broke, the lock went with it.
      if (kind === 'postgres')
        await sql`select pg_advisory_unlock(${LOCK})`.execute(session).catch(() => undefined);
    }
  });
}

/** The migrations that are not applied yet. */
async function pendingIn(db: Kysely<Schema>, kind: StoreKind, where: string): Promise<string[]> {
  const applied = (await isMadeIn(db, kind)) ? await appliedIn(db) : undefined;
  if (applied && hasUnknown(applied)) throw new OperatorError(writtenByNewer(where, UNKNOWN_TABLES));
  return MIGRATION_NAMES.filter((name) => !applied?.has(name));
}

async function applyPatiently(
  session: Kysely<Schema>,
  kind: StoreKind,
  names: readonly string[],
  where: string,
  { lockMs, tries, rest }: Patience,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let at: string | undefined;
    try {
      return await session.transaction().execute(async (trx) => {
        if (kind === 'postgres')
          await sql`select set_config('lock_timeout', ${String(lockMs)}, true)`.execute(trx);
        await sql`create table if not exists kysely_migration
          (name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(trx);
        for (const name of names) {
          at = name;
          await applyMigration(trx, kind, name);
          const timestamp = new Date(clock.now()).toISOString();
          await sql`insert into kysely_migration (name, timestamp) values (${name}, ${timestamp})`.execute(
            trx,
          );
        }
      });
    } catch (thrown) {
      if (isAway(thrown)) throw thrown;
      const error = asError(thrown);
      const isInUse = IN_USE.test(codeOf(error));
      if (!isInUse || attempt >= tries) throw new OperatorError(whyNot(error, at, where), { cause: thrown });
    }
    await rest();
  }
}

function whyNot(error: Error, at: string | undefined, where: string): Text {
  const code = codeOf(error);
  const explain = IN_USE.test(code)
    ? tablesInUse
    : code === INSUFFICIENT_PRIVILEGE
      ? noRightToPrepare
      : notPrepared;
  return explain(where, at, error.message);
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

/** @throws OperatorError if there are none yet */
export async function refuseNoTables(db: Kysely<Schema>, where: string): Promise<void> {
  if ((await tablesOf(db)) === 'none') throw new OperatorError(noTablesYet(where));
}

async function tablesOf(db: Kysely<Schema>): Promise<Tables> {
  const applied = await appliedIn(db);
  if (!applied || applied.size === 0) return 'none';
  if (hasUnknown(applied)) return 'newer';
  return MIGRATION_NAMES.every((name) => applied.has(name)) ? 'current' : 'older';
}

/** Whether migrations are noted there at all. Asked first: a statement that fails has SQLite's file opened anew. */
async function isMadeIn(db: Kysely<Schema>, kind: StoreKind): Promise<boolean> {
  const ask =
    kind === 'sqlite'
      ? sql`select name from sqlite_master where type = 'table' and name = 'kysely_migration'`
      : sql`select 1 where to_regclass('kysely_migration') is not null`;
  return (await ask.execute(db)).rows.length > 0;
}

/** The migrations that were applied; undefined: none ever was. */
async function appliedIn(db: Kysely<Schema>): Promise<ReadonlySet<string> | undefined> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    return new Set(rows.map(({ name }) => name));
  } catch (thrown) {
    if (isMissingTable(thrown)) return undefined;
    throw thrown;
  }
}

function hasUnknown(applied: ReadonlySet<string>): boolean {
  return [...applied].some((name) => !MIGRATION_NAMES.includes(name));
}

/** 42P01: undefined_table, of PostgreSQL. SQLite has no code for it. */
function isMissingTable(thrown: unknown): boolean {
  const error = asError(thrown);
  return codeOf(error) === '42P01' || /^no such table/.test(error.message);
}
