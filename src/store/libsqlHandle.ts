import { createRequire } from 'node:module';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type LibsqlDatabase from 'libsql';
import { bindable } from './bind.ts';

/**
 * WAL with a sync at every commit, since an answer of 200 promises it; two seconds of patience with others. A page of
 * an index that many commits touch goes back into the file once in 16 MB of log: every 4 MB, as is SQLite's habit, costs
 * a storm a quarter of its time at the disk.
 */
export const PRAGMAS: readonly string[] = [
  'pragma busy_timeout = 2000',
  'pragma journal_mode = wal',
  'pragma synchronous = full',
  'pragma wal_autocheckpoint = 4000',
];
const CONTROL = /^\s*(begin|commit|rollback)\b/i;
const WRITE = /^\s*(insert|update|delete|replace)\b/i;

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

  constructor(path: string, { looksOnly = false }: { readonly looksOnly?: boolean } = {}) {
    this.#path = path;
    this.#looksOnly = looksOnly;
    this.#handle = openHandle(path, looksOnly);
  }

  close(): void {
    this.#handle.close();
  }

  exec(sql: string): void {
    this.#handle.exec(sql);
  }

  prepare(sql: string): SqliteStatement {
    if (CONTROL.test(sql)) return this.#controlStatement(sql);
    this.#renew();
    const statement = this.#guard(() => this.#handle.prepare(sql));
    const run = <T>(values: readonly unknown[], act: (bound: unknown[]) => T): T => {
      const bound = bindable(values);
      const isAlone = WRITE.test(sql) && !this.#handle.inTransaction;
      return isAlone ? this.#inTransaction(() => act(bound)) : this.#guard(() => act(bound));
    };
    return {
      reader: statement.reader,
      all: (values) => run(values, (bound) => statement.all(bound)),
      run: (values) =>
        run(values, (bound) => {
          const { changes, lastInsertRowid } = statement.run(bound);
          return { changes, lastInsertRowid };
        }),
      iterate: (values) => run(values, (bound) => statement.iterate(bound)),
    };
  }

  #controlStatement(sql: string): SqliteStatement {
    const run = (): { changes: number; lastInsertRowid: number } => {
      const isBegin = /^\s*begin/i.test(sql);
      if (isBegin) this.#renew();
      // A `begin` that meets another's lock spoils nothing.
      if (isBegin) this.#handle.exec(sql);
      else this.#guard(() => this.#handle.exec(sql));
      return { changes: 0, lastInsertRowid: 0 };
    };
    return { reader: false, all: () => [], run, iterate: () => [][Symbol.iterator]() };
  }

  #inTransaction<T>(act: () => T): T {
    this.#handle.exec('begin immediate');
    try {
      const result = this.#guard(act);
      this.#guard(() => this.#handle.exec('commit'));
      return result;
    } catch (error) {
      if (this.#handle.inTransaction) this.#handle.exec('rollback');
      throw error;
    }
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

  #renew(): void {
    if (!this.#isSpoilt || this.#handle.inTransaction) return;
    const fresh = openHandle(this.#path, this.#looksOnly);
    this.#handle.close();
    this.#handle = fresh;
    this.#isSpoilt = false;
  }
}
