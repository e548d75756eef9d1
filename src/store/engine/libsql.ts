import { createRequire } from 'node:module';
import type LibsqlDatabase from 'libsql';

/** One connection of the libsql driver. */
export type Connection = LibsqlDatabase.Database;
/** A prepared statement of a {@link Connection}. */
export type Statement = LibsqlDatabase.Statement;

/**
 * Opens a file, or an URI of SQLite (`file:///…?mode=ro`). The driver is only loaded if the store is SQLite.
 *
 * @throws an error with SQLite's `code`
 */
export function connect(file: string): Connection {
  const Database = createRequire(import.meta.url)('libsql') as typeof LibsqlDatabase;
  try {
    return new Database(file);
  } catch (thrown) {
    // The driver gives SQLite's code only within its message; here it is SQLITE_CANTOPEN (14).
    throw Object.assign(new Error('unable to open database file', { cause: thrown }), {
      code: 'SQLITE_CANTOPEN',
    });
  }
}
