import { asError, OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';

/**
 * What PostgreSQL or the connection to it answered, in words that may be logged: the driver's own error also carries the
 * row that was refused, and with it what people typed.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html), or Node's code; empty: none was given. */
  readonly code: string;
  /** The connection is of no more use: it broke, is stuck, or leads to a server that cannot serve. */
  readonly isBroken: boolean;

  constructor(message: string, code: string, isBroken: boolean) {
    super(message);
    this.code = code;
    this.isBroken = isBroken;
  }
}

/**
 * The SQLite store cannot work now, whatever it is given: its disk is full or broken, its file is locked, damaged or gone.
 * The message is one sentence with a remedy. `cause` is the first error that SQLite gave.
 */
export class StoreAway extends OperatorError {
  /** SQLite's code, such as `SQLITE_FULL`, or {@link MOVED}. */
  readonly code: string;

  constructor(text: Text, code: string, cause?: unknown) {
    super(text, { cause });
    this.code = code;
  }
}

/** The code of a store whose file was removed or replaced while it was open. */
export const MOVED = 'STORE_MOVED';

/** Thrown when a transaction finds that another process has the lease now. Nothing of it was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('another process holds the lease now');
  }
}

/** Another process has the store. It is not for this one to open. */
export class StoreHeld extends OperatorError {}

/**
 * 08: connection; 57P: the server shuts down or starts up; 25P: it ended the session of one who idled in a
 * transaction; 25006: it has become a read-only standby; 0A000, 26000, 42P05: what the session remembers of a
 * statement fits the tables no longer, as another replica has brought them up to date, is gone, or is somebody else's.
 */
const BROKEN = /^(08|57P|25P|25006|0A000|26000|42P05)/;
/** 22: a value that no column takes; 23: a constraint; 54: too long for an index. A double (23505) is no fault. */
const REFUSED = /^(22|23(?!505)|54)|^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/;

/** What keeps SQLite from working, and is no row's fault. */
const TROUBLE = /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|IOERR|CANTOPEN|NOMEM|READONLY|CORRUPT|NOTADB)/;

/** Whatever the PostgreSQL driver threw, as a StoreError; the program's own mistakes pass as they are. */
export function storeError(thrown: unknown): Error {
  const error = asError(thrown);
  if (error instanceof StoreError || error instanceof TypeError) return error;
  const code = codeOf(error);
  // Only what the server itself said has a severity; all else is the connection to it.
  const isAnswer = 'severity' in error;
  // Node sums up several failed addresses in an error without words.
  return new StoreError(error.message || code || error.name, code, !isAnswer || BROKEN.test(code));
}

/**
 * Whether the store refused a row for its content. A retry does not help then. Everything else (disk full, locked, gone)
 * passes with time.
 */
export function isContentRefusal(thrown: unknown): boolean {
  const error = asError(thrown);
  return error instanceof TypeError || REFUSED.test(codeOf(error));
}

/** Whether the store cannot work at all now, whatever it is given. */
export function isAway(thrown: unknown): boolean {
  const error = asError(thrown);
  if (error instanceof StoreError) return error.isBroken || /^(53|57|58)/.test(error.code);
  return error instanceof StoreAway || TROUBLE.test(codeOf(error));
}

/** Whether this process must stop: another one has the lease now, or the store cannot work. What it worked on is not at fault. */
export function stopsWork(thrown: unknown): boolean {
  return thrown instanceof LeaseLost || isAway(thrown);
}

/** The `code` of an error, empty where it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
