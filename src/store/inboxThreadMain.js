// @ts-check
// What runs in the thread of src/store/inboxThread.ts: JavaScript, since Node 20 starts a thread from nothing else.

import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/** @type {typeof import('libsql')} */
const Database = createRequire(import.meta.url)('libsql');
/** @type {{ path: string, pragmas: string[], statement: string }} */
const { path, pragmas, statement } = workerData;

/** @type {{ handle: import('libsql').Database, insert: import('libsql').Statement } | undefined} */
let store;

function openStore() {
  const handle = new Database(path);
  for (const pragma of pragmas) handle.exec(pragma);
  return { handle, insert: handle.prepare(statement) };
}

/**
 * One transaction, one sync. Says of each row whether it is new.
 *
 * @param {unknown[][]} rows
 */
function commit(rows) {
  store ??= openStore();
  const { handle, insert } = store;
  // The lock is taken by `exec`: see src/store/libsqlHandle.ts.
  handle.exec('begin immediate');
  const isNew = rows.map((row) => insert.run(row).changes > 0);
  handle.exec('commit');
  return isNew;
}

/** Copies the log into the file, as far as nobody reads in it. */
function checkpoint() {
  store ??= openStore();
  store.handle.exec('pragma wal_checkpoint(passive)');
  return [];
}

/** After a failure, whatever it was: a statement that failed may hold on to its transaction. */
function closeStore() {
  const { handle } = store ?? {};
  store = undefined;
  if (handle?.inTransaction) handle.exec('rollback');
  handle?.close();
}

/** @param {unknown} thrown */
function describe(thrown) {
  const { message, code } = /** @type {{ message?: string, code?: unknown }} */ (thrown);
  return { message: String(message), code: typeof code === 'string' ? code : '' };
}

parentPort?.on('message', (/** @type {unknown[][] | 'checkpoint' | 'close'} */ asked) => {
  if (asked === 'close') {
    closeStore();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ isNew: asked === 'checkpoint' ? checkpoint() : commit(asked) });
  } catch (thrown) {
    parentPort?.postMessage({ error: describe(thrown) });
    closeStore();
  }
});
