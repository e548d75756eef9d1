import { pathToFileURL } from 'node:url';
import { LRUCache } from 'lru-cache';
import { asError } from '../../base/errors.ts';
import { bindable } from './bind.ts';
import { type Connection, connect, type Statement } from './libsql.ts';
import { sqliteError, type Use } from './sqliteAway.ts';
import { checkPlace, type PlaceCheck } from './sqliteFiles.ts';
import { longestLogPages } from './sqliteLogLimit.ts';
import { codeOf, isAway } from './storeError.ts';

/** After this many commits the log is copied when no work is waiting. */
const COMMITS_WORTH_COPYING = 500;
/** How long SQLite itself waits for another program's lock, blocking the event loop: at the opening, and later. */
const OPEN_BUSY_MS = 2_000;
const BUSY_MS = 50;
/** The pipeline uses some fifty; statements with lists of varying length are evicted. */
const KEPT_STATEMENTS = 200;

/** The result of a statement. */
export interface StatementResult {
  readonly rows: unknown[];
  /** How many rows it wrote; undefined: it returns rows. */
  readonly changes?: number;
}

interface KeptStatement {
  readonly statement: Statement;
  readonly givesRows: boolean;
}

export interface HandleOptions {
  /** With the symbolic links resolved. */
  readonly path: string;
  /** For errors, such as `sqlite:data/relay.db`. */
  readonly place: string;
  /** A read-only connection cannot write, and never copies the log. */
  readonly use: Use;
}

/**
 * One connection to a SQLite file, with workarounds for two problems of libsql 0.5:
 *
 * - A prepared statement that fails with SQLITE_BUSY is never reset, and from then on no transaction commits ("SQL
 *   statements in progress") until it is garbage-collected. `exec` resets. So the write lock, where SQLITE_BUSY happens, is
 *   always taken by `exec`: every write belongs to a transaction that begins `immediate`.
 * - Other failures that leave the connection in that state (disk full, I/O) cannot be avoided. So after any failure but
 * a
 *   violated constraint, the connection is opened again before the next transaction.
 *
 * Only this connection copies the log into the file, between two transactions: SQLite 3.45 can lose a commit of one
 * connection while another one restarts the log (fixed in 3.51.3).
 */
export class LibsqlHandle {
  readonly #options: HandleOptions;
  readonly #prepared = new LRUCache<string, KeptStatement>({ max: KEPT_STATEMENTS });
  #connection: Connection;
  #inPlace: PlaceCheck | undefined;
  #isSpoilt = false;
  #isClosed = false;
  #trouble: Error | undefined;
  #commits = 0;
  #commitsAtLastLook = 0;

  /** @throws StoreAway if the file cannot be opened or written */
  constructor(options: HandleOptions) {
    this.#options = options;
    this.#connection = this.#open();
    if (options.use === 'reading') return;
    // A read-only file opens without an error. And from here on there is a log.
    this.#guard(() => this.#connection.exec('begin immediate; rollback'));
    this.#inPlace = checkPlace(options.path, options.place);
  }

  /** Why the store cannot work; undefined: the last transaction was committed, or none has failed. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  /** For a closed connection, libsql itself would end the process. */
  get inTransaction(): boolean {
    return !this.#isClosed && this.#connection.inTransaction;
  }

  /** Runs one statement; outside a transaction it must not write. */
  run(sql: string, values: readonly unknown[]): StatementResult {
    const bound = bindable(values);
    return this.#guard(() => {
      const { statement, givesRows } = this.#prepare(sql);
      return givesRows ? { rows: statement.all(bound) } : { rows: [], changes: statement.run(bound).changes };
    });
  }

  /**
   * Begins a transaction with the write lock. One that reads first and then writes would get SQLITE_BUSY_SNAPSHOT if
   * another program wrote in between.
   */
  begin(): void {
    this.#refuseClosed();
    try {
      this.assertInPlace();
      if (this.#isSpoilt) this.#openAnew();
      this.#connection.exec('begin immediate');
    } catch (thrown) {
      // It did not begin, so the connection is still good.
      throw this.#noteTrouble(thrown);
    }
  }

  commit(): void {
    this.#guard(() => this.#connection.exec('commit'));
    this.#trouble = undefined;
    this.#commits += 1;
  }

  /** SQLite rolls back by itself if the disk is full. A second rollback would fail, and hide the first error. */
  rollback(): void {
    if (this.inTransaction) this.#guard(() => this.#connection.exec('rollback'));
  }

  /** Commits a page without changes, to check whether the store can be written. */
  assertWrites(): void {
    this.begin();
    try {
      this.run('pragma user_version = 0', []);
      this.commit();
    } catch (thrown) {
      this.rollback();
      throw thrown;
    }
  }

  /** Which of the open files is no longer at its path. */
  get missing(): 'nothing' | 'log or lock' | 'database' {
    if (this.#inPlace?.isInPlace() === false) return 'database';
    return this.#inPlace?.areAllInPlace() === false ? 'log or lock' : 'nothing';
  }

  /** @throws StoreAway if the file or its log was removed or replaced */
  assertInPlace(): void {
    try {
      this.#inPlace?.assert();
    } catch (thrown) {
      throw this.#noteTrouble(thrown);
    }
  }

  /**
   * Copies the log into the file if it is long enough and nothing was committed since the last call but `ours`: while
   * no work is waiting.
   */
  copyLogWhenQuiet(ours: number): void {
    const isQuiet = this.#commits - this.#commitsAtLastLook <= ours;
    this.#commitsAtLastLook = this.#commits;
    if (!isQuiet || this.#commits < COMMITS_WORTH_COPYING || this.inTransaction || this.#isSpoilt) return;
    this.#commits = 0;
    this.#commitsAtLastLook = 0;
    this.#copyLog('passive');
  }

  /**
   * A clean end leaves no log, so a copy of the file is complete. If another program reads, it is not waited for, and
   * as much as possible is copied.
   */
  close(): void {
    if (this.#isClosed) return;
    try {
      if (this.#inPlace?.isInPlace()) {
        this.#connection.exec('pragma busy_timeout = 0');
        this.#copyLog('passive');
        this.#copyLog('truncate');
      }
    } finally {
      this.#isClosed = true;
      this.#connection.close();
    }
  }

  #open(): Connection {
    const { path, place, use } = this.#options;
    try {
      const connection = connect(use === 'reading' ? `${pathToFileURL(path).href}?mode=ro` : path);
      const pragmas =
        use === 'reading'
          ? ['query_only = on']
          : // A sync at every commit, since an answer of 200 promises it.
            ['journal_mode = wal', 'synchronous = full', `wal_autocheckpoint = ${longestLogPages(path)}`];
      for (const pragma of [`busy_timeout = ${OPEN_BUSY_MS}`, ...pragmas, `busy_timeout = ${BUSY_MS}`])
        connection.exec(`pragma ${pragma}`);
      return connection;
    } catch (thrown) {
      throw sqliteError(thrown, place, use);
    }
  }

  /** After a failure. Copying makes room in the log, which cannot grow if the disk is full. */
  #openAnew(): void {
    const fresh = this.#open();
    this.#prepared.clear();
    this.#connection.close();
    this.#connection = fresh;
    this.#isSpoilt = false;
    this.#copyLog('passive');
  }

  /** After a failed copy, the next one does it. */
  #copyLog(how: 'passive' | 'truncate'): void {
    try {
      this.#connection.exec(`pragma wal_checkpoint(${how})`);
    } catch {
      // The log is complete; the next checkpoint, or the next opening of the file, copies it.
    }
  }

  #prepare(sql: string): KeptStatement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    const kept = { statement, givesRows: statement.reader };
    this.#prepared.set(sql, kept);
    return kept;
  }

  #guard<T>(act: () => T): T {
    this.#refuseClosed();
    try {
      return act();
    } catch (thrown) {
      this.#isSpoilt ||= !codeOf(asError(thrown)).startsWith('SQLITE_CONSTRAINT');
      throw this.#noteTrouble(thrown);
    }
  }

  #noteTrouble(thrown: unknown): Error {
    const error = sqliteError(thrown, this.#options.place, this.#options.use);
    if (isAway(error)) this.#trouble = error;
    return error;
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error('the store is closed');
  }
}
