import { createRequire } from 'node:module';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type LibsqlDatabase from 'libsql';
import { LRUCache } from 'lru-cache';
import { bindable } from './bind.ts';

/**
 * WAL with a sync at every commit, since an answer of 200 promises it; two seconds of patience with others.
 *
 * @param logPages how many pages of 4 KB the log may hold before the commit that finds so many copies them into the file,
 * which takes 150 ms where all are different and the disk is quick
 */
function pragmas(logPages: number): string[] {
  return [
    'pragma busy_timeout = 2000',
    'pragma journal_mode = wal',
    'pragma synchronous = full',
    `pragma wal_autocheckpoint = ${logPages}`,
  ];
}

/**
 * Of the thread that commits events. A page of an index that many commits touch is then copied once in 64 MB of log:
 * every 4 MB, as is SQLite's habit, costs a storm a quarter of its time at the disk; and the events that wait for a
 * copy are fewer than one in a hundred.
 */
export const THREAD_PRAGMAS: readonly string[] = pragmas(16_000);

/** On the event loop nothing is copied, unless the thread that does it ({@link COMMITS_PER_CHECKPOINT}) cannot. */
const PRAGMAS = pragmas(64_000);

/** So many commits of the worker fill the log with some 10 000 pages. */
const COMMITS_PER_CHECKPOINT = 2_000;
const CONTROL = /^\s*(begin|commit|rollback)\b/i;
const WRITE = /^\s*(insert|update|delete|replace)\b/i;

/** The road uses some fifty; what is built with lists of its own length each time is pushed out. */
const KEPT_STATEMENTS = 200;

interface KeptStatement {
  readonly statement: LibsqlDatabase.Statement;
  /** Whether it gives rows. */
  readonly reader: boolean;
}

/** For who only looks: he writes nothing, not even by mistake. */
const LOOKING_PRAGMAS = ['pragma busy_timeout = 2000', 'pragma query_only = on'];

function openHandle(path: string, looksOnly: boolean): LibsqlDatabase.Database {
  const Database = createRequire(import.meta.url)('libsql') as typeof LibsqlDatabase;
  const handle = new Database(path);
  for (const pragma of looksOnly ? LOOKING_PRAGMAS : PRAGMAS) handle.exec(pragma);
  return handle;
}

/**
 * A libsql database as Kysely's SQLite driver wants it, with two traps of libsql 0.5 disarmed:
 *
 * - A prepared statement that fails with SQLITE_BUSY is never reset, and from then on no transaction commits
 *   ("SQL statements in progress") until it happens to be collected. `exec` resets. So the write lock, where busy
 *   happens, is always taken by `exec`: transactions begin `immediate`, and a write outside of one gets its own.
 * - Other failures that leave the handle in that state (disk full, I/O) cannot be kept out, so after any failure but
 *   a broken constraint the handle is opened anew before the next piece of work.
 */
export class LibsqlHandle implements SqliteDatabase {
  readonly #path: string;
  readonly #looksOnly: boolean;
  #handle: LibsqlDatabase.Database;
  #isSpoilt = false;
  #isClosed = false;
  readonly #onLongLog: () => void;
  #commits = 0;
  /** Of this handle, by their text: preparing one takes longer than running it. Each runs to its end at once. */
  readonly #prepared = new LRUCache<string, KeptStatement>({ max: KEPT_STATEMENTS });

  /** @param onLongLog a checkpoint is due, of another connection beside the event loop */
  constructor(
    path: string,
    {
      looksOnly = false,
      onLongLog = () => undefined,
    }: { readonly looksOnly?: boolean; readonly onLongLog?: () => void } = {},
  ) {
    this.#path = path;
    this.#onLongLog = onLongLog;
    this.#looksOnly = looksOnly;
    this.#handle = openHandle(path, looksOnly);
  }

  /**
   * The last one to close a file leaves no log behind: who copies the file then has everything. Where another works on
   * it, nobody waits for that: copied is what can be without a lock.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#looksOnly) return;
      for (const step of ['busy_timeout = 0', 'wal_checkpoint(passive)', 'wal_checkpoint(truncate)'])
        this.#handle.exec(`pragma ${step}`);
    } catch {
      // What the log holds is copied by the next one that opens the file.
    } finally {
      this.#handle.close();
    }
  }

  exec(sql: string): void {
    this.#handle.exec(sql);
  }

  prepare(sql: string): SqliteStatement {
    if (CONTROL.test(sql)) return this.#controlStatement(sql);
    this.#renew();
    const { statement, reader } = this.#statementOf(sql);
    const run = <T>(values: readonly unknown[], act: (bound: unknown[]) => T): T => {
      this.#refuseClosed();
      const bound = bindable(values);
      const isAlone = WRITE.test(sql) && !this.#handle.inTransaction;
      return isAlone ? this.#inTransaction(() => act(bound)) : this.#guard(() => act(bound));
    };
    return {
      reader,
      all: (values) => run(values, (bound) => statement.all(bound)),
      run: (values) =>
        run(values, (bound) => {
          const { changes, lastInsertRowid } = statement.run(bound);
          return { changes, lastInsertRowid };
        }),
      iterate: (values) => run(values, (bound) => statement.iterate(bound)),
    };
  }

  #statementOf(sql: string): KeptStatement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#guard(() => this.#handle.prepare(sql));
    const kept = { statement, reader: statement.reader };
    this.#prepared.set(sql, kept);
    return kept;
  }

  #controlStatement(sql: string): SqliteStatement {
    const isBegin = /^\s*begin/i.test(sql);
    const isCommit = /^\s*commit/i.test(sql);
    const run = (): { changes: number; lastInsertRowid: number } => {
      this.#refuseClosed();
      if (isBegin) this.#renew();
      // A `begin` that meets another's lock spoils nothing.
      if (isBegin) this.#handle.exec(sql);
      else this.#guard(() => this.#handle.exec(sql));
      if (isCommit) this.#countCommit();
      return { changes: 0, lastInsertRowid: 0 };
    };
    return { reader: false, all: () => [], run, iterate: () => [][Symbol.iterator]() };
  }

  #inTransaction<T>(act: () => T): T {
    this.#handle.exec('begin immediate');
    try {
      const result = this.#guard(act);
      this.#guard(() => this.#handle.exec('commit'));
      this.#countCommit();
      return result;
    } catch (error) {
      if (this.#handle.inTransaction) this.#handle.exec('rollback');
      throw error;
    }
  }

  #countCommit(): void {
    this.#commits += 1;
    if (this.#commits % COMMITS_PER_CHECKPOINT === 0) this.#onLongLog();
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      this.#isSpoilt ||= !(typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT'));
      throw error;
    }
  }

  /** A closed handle that is asked whether it is in a transaction ends the whole process. */
  #refuseClosed(): void {
    if (this.#isClosed) throw new Error('the store is closed');
  }

  #renew(): void {
    this.#refuseClosed();
    if (!this.#isSpoilt || this.#handle.inTransaction) return;
    const fresh = openHandle(this.#path, this.#looksOnly);
    this.#prepared.clear();
    this.#handle.close();
    this.#handle = fresh;
    this.#isSpoilt = false;
  }
}
