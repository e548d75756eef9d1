import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Mutex } from '../base/mutex.ts';
import { THREAD_PRAGMAS } from './libsqlHandle.ts';

/** Commits rows of the inbox beside the event loop. */
export interface InboxThread {
  /**
   * One transaction, one sync. Says of each row whether it is new. Rejects with an error that has SQLite's `code`. A
   * second commit may be asked for while the first is under way: the thread then goes on without waiting for us.
   */
  commit(rows: readonly (readonly unknown[])[]): Promise<boolean[]>;
  /**
   * Copies what SQLite's log holds into the file, so that the log begins anew; on a slow disk that takes seconds. Whoever
   * writes waits for its end, or there would always be something left to copy. Never rejects: the next one copies it all.
   */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/** It holds one statement and the rows of a few batches. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

interface Answer {
  readonly isNew?: boolean[];
  readonly error?: { readonly message: string; readonly code: string };
}

interface Asked {
  readonly resolve: (isNew: boolean[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread with a connection of its own to the SQLite file. A commit waits for the disk, and libsql waits on the thread
 * that asked: on ours, no request would be read meanwhile, and every answer is behind such a commit.
 *
 * It starts with the first event, so that a command that only looks has none. If it dies, the commits under way fail
 * like any other, which Feishu is told by a 503, and the next one starts another.
 *
 * @param statement inserts one row
 * @param turns who may write: SQLite has one writer, and would let the others wait with the event loop stopped
 */
export function createInboxThread(path: string, statement: string, turns: Mutex): InboxThread {
  let worker: Worker | undefined;
  let asked: Asked[] = [];
  let isClosed = false;
  let holding: { readonly turn: Promise<() => void>; commits: number } | undefined;

  const start = (): Worker => {
    const started = new Worker(new URL('./inboxThreadMain.js', import.meta.url), {
      name: 'inbox',
      workerData: { path, pragmas: THREAD_PRAGMAS, statement },
      resourceLimits: LIMITS,
    });
    const fail = (error: Error): void => {
      if (worker !== started) return;
      worker = undefined;
      const failed = asked;
      asked = [];
      for (const { reject } of failed) reject(error);
    };
    started.on('message', ({ isNew, error }: Answer) => {
      const next = asked.shift();
      // Between commits it keeps no process alive.
      if (asked.length === 0) started.unref();
      if (isNew) next?.resolve(isNew);
      else next?.reject(Object.assign(new Error(error?.message), error));
    });
    started.once('error', fail);
    started.once('exit', () => fail(new Error('the thread that commits events ended')));
    return started;
  };

  const ask = (what: readonly (readonly unknown[])[] | 'checkpoint'): Promise<boolean[]> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      if (asked.length === 0) worker.ref();
      asked.push({ resolve, reject });
      worker.postMessage(what);
    });

  return {
    async commit(rows) {
      // Shares the turn of the commit under way, unless somebody waits for theirs.
      if (!holding || turns.isWanted) holding = { turn: turns.take(), commits: 0 };
      const mine = holding;
      mine.commits += 1;
      const giveBack = await mine.turn;
      try {
        return await ask(rows);
      } finally {
        mine.commits -= 1;
        if (mine.commits === 0) {
          if (holding === mine) holding = undefined;
          giveBack();
        }
      }
    },
    async checkpoint() {
      const giveBack = await turns.take();
      if (!isClosed) await ask('checkpoint').catch(() => undefined);
      giveBack();
    },
    async close() {
      isClosed = true;
      const giveBack = await turns.take();
      try {
        if (!worker) return;
        const ended = once(worker, 'exit');
        worker.ref();
        worker.postMessage('close');
        await ended;
      } finally {
        giveBack();
      }
    },
  };
}
