import { Kysely, PostgresDialect, sql } from 'kysely';
import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { settleWithin } from '../../base/patience.ts';
import {
  cannotUse,
  diskFullAt,
  NO_ADDRESS,
  notUtf8,
  POSTGRES_REMEDIES,
  readOnlyCopy,
} from '../../words/storeText.ts';
import { migrate } from './migrate.ts';
import { createPool, GOODBYE_MS, type PoolTimeouts } from './postgresPool.ts';
import type { Schema } from './schema.ts';
import { INSUFFICIENT_PRIVILEGE, isAway, StoreError, storeError } from './storeError.ts';

/** The connections of one process: at most {@link QUICK} + {@link WORKING}, and one that listens (wakes.ts). */
export interface Postgres {
  /**
   * For callers that wait: events, health, the lease. Answers or fails within 2 s, so that Feishu, which
   * waits 3 s, gets its 503; and no work of ours stands in its way.
   */
  readonly quick: Kysely<Schema>;
  /** For everything else. */
  readonly db: Kysely<Schema>;
  /** The address without its password. */
  readonly where: string;
  close(): Promise<void>;
}

const QUICK = 2;
const WORKING = 4;
/**
 * So often a start asks for the first quick connection: on a busy machine that may take longer than an event may wait.
 */
const FIRST_TRIES = 5;
const QUICK_PATIENCE: PoolTimeouts = { connectMs: 900, statementMs: 900 };
const WORKING_PATIENCE: PoolTimeouts = { connectMs: 5_000, statementMs: 5_000 };
/** A migration may take long, and waits for that of another replica. */
const MIGRATION_PATIENCE: PoolTimeouts = { connectMs: 5_000, statementMs: 0 };

/**
 * Checks the database, migrates its tables, and opens the pools.
 *
 * @throws OperatorError if a person must fix something; its message never contains the password
 */
export async function openPostgres(url: string): Promise<Postgres> {
  const where = placeOf(url);
  const first = connect(url, 1, MIGRATION_PATIENCE);
  try {
    await refuseUnfit(first, where);
    await migrate(first, 'postgres', where);
  } catch (thrown) {
    throw thrown instanceof OperatorError ? thrown : new OperatorError(whyNot(where, storeError(thrown)));
  } finally {
    await first.destroy();
  }
  const quick = connect(url, QUICK, QUICK_PATIENCE);
  const db = connect(url, WORKING, WORKING_PATIENCE);
  const close = async (): Promise<void> => {
    await settleWithin(GOODBYE_MS, Promise.all([quick.destroy(), db.destroy()]));
  };
  try {
    await firstAnswer(quick);
  } catch (thrown) {
    await close();
    throw new OperatorError(whyNot(where, storeError(thrown)));
  }
  return { quick, db, where, close };
}

async function firstAnswer(quick: Kysely<Schema>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await sql`select 1`.execute(quick);
      return;
    } catch (thrown) {
      if (tries === FIRST_TRIES || !isAway(thrown)) throw thrown;
    }
  }
}

/**
 * Opens one connection, only for reading: nothing is migrated, and the worker is not disturbed.
 *
 * @throws OperatorError if a person must fix something; its message never contains the password
 */
export async function openPostgresReadOnly(url: string): Promise<Pick<Postgres, 'db' | 'where'>> {
  const where = placeOf(url);
  const db = connect(url, 1, WORKING_PATIENCE);
  try {
    await sql`set default_transaction_read_only = on`.execute(db);
    return { db, where };
  } catch (thrown) {
    await db.destroy();
    throw new OperatorError(whyNot(where, storeError(thrown)));
  }
}

function connect(url: string, max: number, timeouts: PoolTimeouts): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: async () => createPool(url, max, timeouts) }),
  });
}

/** `postgres://host:port/name`: all of the URL that may be shown. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) throw new OperatorError(NO_ADDRESS);
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `postgres://${searchParams.get('host') ?? hostname}:${port || '5432'}${pathname}`;
}

async function refuseUnfit(db: Kysely<Schema>, where: string): Promise<void> {
  const { rows } = await sql<{ encoding: string; readonly: boolean }>`
    select current_setting('server_encoding') as encoding, pg_is_in_recovery() as readonly`.execute(db);
  const [found] = rows;
  if (found && found.encoding !== 'UTF8') throw new OperatorError(notUtf8(where, found.encoding));
  if (found?.readonly) throw new OperatorError(readOnlyCopy(where));
}

/** One sentence for a wrong address, name or password. */
function whyNot(where: string, error: Error): Text {
  const code = error instanceof StoreError ? error.code : '';
  if (code === '53100') return diskFullAt(where, error.message);
  return cannotUse(where, error.message, POSTGRES_REMEDIES[whatToDo(code, error.message)]);
}

function whatToDo(code: string, said: string): keyof typeof POSTGRES_REMEDIES {
  if (/^28|^SELF_SIGNED|^UNABLE_TO|^CERT_/.test(code) || /SASL|password|SSL/.test(said)) return 'password';
  if (code === '3D000') return 'noDatabase';
  return code === INSUFFICIENT_PRIVILEGE ? 'noRight' : 'unreachable';
}
