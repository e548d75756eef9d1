import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { asError, OperatorError } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import { LibsqlHandle } from './libsqlHandle.ts';
import type { Schema } from './schema.ts';

/** How long SQL may go on in one turn of the event loop, about. */
const WITHOUT_BREATH_MS = 4;

/**
 * A transaction that reads and then writes meets SQLITE_BUSY_SNAPSHOT at once when another process wrote in
 * between, and no busy_timeout helps. So every transaction takes the write lock when it begins.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #turns: Mutex;
  #breathedAt = 0;
  #giveTurnBack = (): void => undefined;

  constructor(database: LibsqlHandle, turns: Mutex) {
    super({ database });
    this.#turns = turns;
  }

  /**
   * libsql works on our own thread, and what awaits it goes on without a turn of the event loop. A storm would keep
   * the loop from its sockets for hundreds of milliseconds, and Node accepts one connection in each turn. So now and
   * then whoever gets the connection first lets the loop look around.
   */
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    if (performance.now() - this.#breathedAt >= WITHOUT_BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#breathedAt = performance.now();
    }
    return connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // The thread of the inbox may be writing: waiting for it here, the event loop goes on.
    this.#giveTurnBack = await this.#turns.take();
    try {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    } catch (error) {
      this.#giveTurnBack();
      throw error;
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#giveTurnBack();
  }

  /** A commit that failed is rolled back, too. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } finally {
      this.#giveTurnBack();
    }
  }
}

function dialectOf(database: LibsqlHandle, turns: Mutex): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ImmediateDriver(database, turns),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Opens the database file, and makes it and its folder for us alone if they are missing: snapshots hold what
 * people typed. One connection.
 *
 * @param turns who may write: each transaction takes one
 * @param onLongLog a checkpoint is due
 * @throws OperatorError where the file cannot be written or is no database
 */
export function openSqlite(path: string, turns: Mutex, onLongLog: () => void): Kysely<Schema> {
  try {
    const folder = dirname(path);
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = new LibsqlHandle(path, { onLongLog });
    chmodSync(path, 0o600);
    // A file that can be read but not written opens without a word; it is better to know now.
    database.exec('begin immediate; rollback');
    return new Kysely<Schema>({ dialect: dialectOf(database, turns) });
  } catch (thrown) {
    throw new OperatorError(
      `store: sqlite:${path} cannot be opened for writing (${asError(thrown).message}): ` +
        'give this user write access to the file and its folder, or name another path under "store" in the configuration.',
      { cause: thrown },
    );
  }
}

/**
 * Opens a database file that is there, beside whoever works on it, only to look.
 *
 * @throws OperatorError where there is none
 */
export function openSqliteToLook(path: string): Kysely<Schema> {
  if (!existsSync(path)) {
    throw new OperatorError(
      `store: there is no sqlite:${path} yet: start the bot first, or correct "store" in the configuration.`,
    );
  }
  try {
    return new Kysely<Schema>({
      dialect: dialectOf(new LibsqlHandle(path, { looksOnly: true }), new Mutex()),
    });
  } catch (thrown) {
    throw new OperatorError(
      `store: sqlite:${path} cannot be read (${asError(thrown).message}): let this user read it and its folder.`,
      { cause: thrown },
    );
  }
}
