import { asError, OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';

/**
 * An error of PostgreSQL or of its connection, with a message that may be logged: the driver's own error also contains
 * the refused row, and with it what people typed.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html), or Node's code; empty: none. */
  readonly code: string;
  /** The connection must be discarded: it broke, hangs, or leads to a server that cannot serve. */
  readonly isBroken: boolean;

  constructor(message: string, code: string, isBroken: boolean) {
    super(message);
    this.code = code;
    this.isBroken = isBroken;
  }
}

/**
 * The SQLite store cannot work now: its disk is full or broken, its file is locked, damaged or gone. The message is one
 * sentence with a remedy. `cause` is SQLite's first error.
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

/** Another process has the store. */
export class StoreHeld extends OperatorError {}

/**
 * 08: connection; 57P: the server shuts down or starts up; 25P: it ended a session that was idle in a transaction;
 * 25006: it has become a read-only standby; 0A000, 26000, 42P05: a prepared statement of the session no longer fits the
 * tables, since another replica has migrated them, is gone, or belongs to another session.
 */
const BROKEN = /^(08|57P|25P|25006|0A000|26000|42P05)/;
/** The user of the database may not do this. */
export const INSUFFICIENT_PRIVILEGE = '42501';
/**
 * 22: a value that no column takes; 23: a constraint; 54: too long for an index. A duplicate (23505) is not a fault.
 */
const REFUSED = /^(22|23(?!505)|54)|^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/;

/** Any error of the PostgreSQL driver as a StoreError; the program's own bugs are returned unchanged. */
export function storeError(thrown: unknown): Error {
  const error = asError(thrown);
  if (error instanceof StoreError || error instanceof TypeError) return error;
  const code = codeOf(error);
  // Only the server's own errors have a severity; all others are about the connection.
  const isAnswer = 'severity' in error;
  // For several failed addresses, Node's error has no message.
  return new StoreError(error.message || code || error.name, code, !isAnswer || BROKEN.test(code));
}

/**
 * Whether the store refused a row for its content. Then a retry does not help. Everything else (disk full, locked,
 * gone) is temporary.
 */
export function isContentRefusal(thrown: unknown): boolean {
  const error = asError(thrown);
  return error instanceof TypeError || REFUSED.test(codeOf(error));
}

/** Whether the store cannot work at all now. */
export function isAway(thrown: unknown): boolean {
  if (thrown instanceof StoreError) return thrown.isBroken || /^(53|57|58)/.test(thrown.code);
  return thrown instanceof StoreAway;
}

/**
 * Whether this process must stop: another one has the lease now, or the store cannot work. What it worked on is not at
 * fault.
 */
export function stopsWork(thrown: unknown): boolean {
  return thrown instanceof LeaseLost || isAway(thrown);
}

/** The `code` of an error; empty if it has none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
