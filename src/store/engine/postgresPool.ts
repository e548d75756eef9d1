import { createRequire } from 'node:module';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type * as Pg from 'pg';
import { bindable } from './bind.ts';
import { statementName } from './prepared.ts';
import { StoreError, storeError } from './storeError.ts';

/** Time limits of a pool, in milliseconds; 0: no limit. */
export interface PoolTimeouts {
  /** Until there is a connection: a free one, or a new one. */
  readonly connectMs: number;
  /** Until a statement is answered. The server's own limit is a little shorter. */
  readonly statementMs: number;
}

/** How long a transaction may be idle before the server ends it: a paused process must not keep its locks. */
const IDLE_IN_TRANSACTION_MS = 5_000;
const INT8 = 20;
/** How long to wait for a server to close a connection, in milliseconds: one that cannot be reached never does. */
export const GOODBYE_MS = 1_000;

/** The driver, only loaded if the store is PostgreSQL. */
export function loadDriver(): typeof Pg {
  return createRequire(import.meta.url)('pg') as typeof Pg;
}

/** The options of every connection. */
export function connectionOptions(url: string, timeouts: PoolTimeouts): Pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'approval-relay',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: timeouts.connectMs,
    query_timeout: timeouts.statementMs,
  };
}

/**
 * A pool for Kysely, with four additions: values pass through bind.ts; statements that find their rows by a key are
 * parsed and planned once for each connection; row contents are stripped from errors; and a connection that broke, or
 * did not answer in time, is discarded instead of being reused.
 */
export function createPool(url: string, max: number, timeouts: PoolTimeouts): PostgresPool {
  const { Pool, types } = loadDriver();
  const pool = new Pool({
    ...connectionOptions(url, timeouts),
    max,
    idleTimeoutMillis: 30_000,
    // bigint and count(*) come as text; ours are milliseconds and row numbers, which fit into a number.
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format as 'text')),
    },
    onConnect: (client) => prepareSession(client, timeouts),
  });
  // An idle connection that breaks is removed from the pool. One that breaks in use fails its next query; the
  // pool does not listen then, and an error that nobody listens to would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    async connect() {
      try {
        return guard(await pool.connect());
      } catch (thrown) {
        throw storeError(thrown);
      }
    },
    end: () => pool.end(),
  };
}

function guard(client: Pg.PoolClient): PostgresPoolClient {
  let isBroken = false;
  return {
    async query(sql: string, values: readonly unknown[]) {
      try {
        const name = statementName(sql);
        const query = { text: sql, values: bindable(values) };
        return await client.query(name === undefined ? query : { ...query, name });
      } catch (thrown) {
        const error = storeError(thrown);
        isBroken ||= error instanceof StoreError && error.isBroken;
        throw error;
      }
    },
    release: () => client.release(isBroken),
    // Kysely's type also has cursors, which it only uses for streams.
  } as unknown as PostgresPoolClient;
}

/**
 * Sets the server's time limits, whatever the database's defaults are. An answer of 200 promises that the event is on
 * disk, so commits must wait for the disk. Sequential scans are disabled: while a table is nearly empty they would be
 * the better plan, which is then kept when it has filled; each statement has an index.
 */
async function prepareSession(client: Pg.ClientBase, { statementMs }: PoolTimeouts): Promise<void> {
  const limitMs = Math.floor(statementMs * 0.9);
  await client.query(
    `select set_config('statement_timeout', $1, false),
      set_config('idle_in_transaction_session_timeout', $2, false),
      set_config('default_transaction_isolation', 'read committed', false),
      set_config('enable_seqscan', 'off', false),
      set_config('synchronous_commit',
        case current_setting('synchronous_commit') when 'off' then 'on'
          else current_setting('synchronous_commit') end, false)`,
    [String(limitMs), String(statementMs === 0 ? 0 : IDLE_IN_TRANSACTION_MS)],
  );
}
