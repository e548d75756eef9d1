import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { afterEachTest } from './afterTest.ts';

/** The threads that this process has started since it is watched. */
export interface Threads {
  readonly started: readonly Worker[];
  /** Kills the newest one. From the call on it does nothing more; resolves when it is gone. */
  kill(): Promise<unknown>;
  /** Kills the next one as it is started, before anybody can ask it for anything. */
  killNext(): void;
}

const CHANNEL = 'worker_threads';
const watchers: (() => void)[] = [];

afterEachTest(() => {
  for (const end of watchers.splice(0)) end();
});

/** Watches which threads this process starts, until the test ends. */
export function watchThreads(): Threads {
  const started: Worker[] = [];
  let isDoomed = false;
  const note = (message: unknown): void => {
    const { worker } = message as { worker: Worker };
    started.push(worker);
    if (isDoomed) void worker.terminate();
    isDoomed = false;
  };
  subscribe(CHANNEL, note);
  watchers.push(() => unsubscribe(CHANNEL, note));
  return {
    started,
    kill: async () => started.at(-1)?.terminate(),
    killNext: () => {
      isDoomed = true;
    },
  };
}
