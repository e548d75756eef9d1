import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely';
import type { AcceptedConnections } from '../../base/acceptedConnections.ts';
import { asError } from '../../base/errors.ts';
import type { Mutex } from '../../base/mutex.ts';
import { pause } from '../../base/patience.ts';
import type { LibsqlHandle } from './libsqlHandle.ts';
import { SqliteCompiler } from './sqliteCompiler.ts';
import { codeOf } from './storeError.ts';

/** About how long SQL may run in one turn of the event loop. */
const WITHOUT_BREATH_MS = 4;
/** So many turns of the event loop at most let waiting connections in before SQL goes on. */
const TURNS_FOR_CONNECTIONS = 64;
/** How long a transaction waits for another program's write lock; Feishu waits 3 s for an answer. */
const BUSY_PATIENCE_MS = 2_000;
const BUSY_PAUSE_MS = 20;
const READS = /^\s*(select|with|pragma|explain)\b/i;

/** How the statements of one Kysely take turns at the connection. */
export interface Turns {
  /** Shared by all users of the connection: only one has it at a time. */
  readonly mutex: Mutex;
  /** A caller waits for it, such as Feishu for an answer: it goes before all other work. */
  readonly isUrgent: boolean;
  /** What the servers of this process accept; absent where none listens. */
  readonly accepted?: AcceptedConnections;
}

/** Kysely on one SQLite connection. */
export function sqliteDialect(handle: LibsqlHandle, turns: Turns): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(handle, turns),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteCompiler(),
  };
}

/** A caller has the connection exclusively, from the first statement of a transaction to its end. */
class SqliteDriver implements Driver {
  readonly #handle: LibsqlHandle;
  readonly #connection: SqliteConnection;
  readonly #turns: Turns;
  #giveTurnBack = (): void => undefined;
  #breathedAt = 0;
  #acceptedBefore = 0;

  constructor(handle: LibsqlHandle, turns: Turns) {
    this.#handle = handle;
    this.#turns = turns;
    this.#connection = new SqliteConnection(handle);
  }

  async init(): Promise<void> {}

  /**
   * libsql works synchronously, and code that awaits it continues without a turn of the event loop. In a storm the loop
   * would not reach its sockets for hundreds of milliseconds. So from time to time a turn of the loop is inserted here.
   */
  async acquireConnection(): Promise<DatabaseConnection> {
    const { mutex, isUrgent } = this.#turns;
    const giveBack = await mutex.take({ isUrgent });
    if (!isUrgent && performance.now() - this.#breathedAt >= WITHOUT_BREATH_MS) {
      await this.#letConnectionsIn();
      this.#breathedAt = performance.now();
    }
    this.#giveTurnBack = giveBack;
    return this.#connection;
  }

  /**
   * One turn of the event loop, and more of them while each brings a connection: Node.js accepts one in each turn
   * (libuv does so since 1.45). Of fifty that are opened at once, the last would otherwise wait for fifty stretches of SQL.
   */
  async #letConnectionsIn(): Promise<void> {
    for (let turns = 0; turns < TURNS_FOR_CONNECTIONS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      const count = this.#turns.accepted?.count ?? 0;
      if (count === this.#acceptedBefore) return;
      this.#acceptedBefore = count;
    }
  }

  async releaseConnection(): Promise<void> {
    this.#giveTurnBack();
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    this.#handle.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#handle.rollback();
  }

  async destroy(): Promise<void> {
    this.#handle.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #handle: LibsqlHandle;

  constructor(handle: LibsqlHandle) {
    this.#handle = handle;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#handle.inTransaction || READS.test(sql)) return this.#run(sql, parameters);
    await this.begin();
    try {
      const result = this.#run<R>(sql, parameters);
      this.#handle.commit();
      return result;
    } catch (thrown) {
      this.#handle.rollback();
      throw thrown;
    }
  }

  // biome-ignore lint/correctness/useYield: Kysely requires it, and nothing is streamed.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('the store streams nothing');
  }

  /**
   * Waits for another program's write lock without blocking the event loop. If others have waited for it already, this
   * does not wait again: they would wait one after the other.
   */
  async begin(): Promise<void> {
    const isBusyAlready = isBusy(this.#handle.trouble);
    const until = performance.now() + (isBusyAlready ? 0 : BUSY_PATIENCE_MS);
    for (;;) {
      try {
        return this.#handle.begin();
      } catch (thrown) {
        if (!isBusy(thrown) || performance.now() >= until) throw thrown;
      }
      await pause(BUSY_PAUSE_MS);
    }
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const { rows, changes } = this.#handle.run(sql, parameters);
    return { rows: rows as R[], ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) };
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown !== undefined && codeOf(asError(thrown)).startsWith('SQLITE_BUSY');
}
