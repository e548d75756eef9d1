import { pause, settleWithin } from '../base/patience.ts';
import { connectionOptions, GOODBYE_MS, loadDriver } from './postgresPool.ts';

/** `accepted`: an event waits to be composed. `released`: the lease was given back. */
export type Wake = 'accepted' | 'released';

/** What replicas tell one another through the database. Any of it may be lost: a poll stands behind it. */
export interface Wakes {
  onWake(listener: (wake: Wake) => void): void;
  tell(wake: Wake): void;
  close(): Promise<void>;
}

/** On SQLite nobody else listens. */
export const noWakes: Wakes = {
  onWake: () => undefined,
  tell: () => undefined,
  close: async () => undefined,
};

const CHANNEL = 'approval_relay';
const PATIENCE = { connectMs: 5_000, statementMs: 5_000 };
const AGAIN_MS = 1_000;
/** A connection whose other end is gone without a word is found out after this, and made anew. */
const HEARTBEAT_MS = 10_000;

/**
 * LISTEN on a connection of its own, made anew whenever it breaks.
 *
 * @param notify sends one NOTIFY by any connection; may fail
 */
export function createWakes(
  url: string,
  app: string,
  notify: (channel: string, text: string) => Promise<unknown>,
): Wakes {
  const { Client } = loadDriver();
  const listeners = new Set<(wake: Wake) => void>();
  const closing = new AbortController();
  const telling = new Map<Wake, { again: boolean; done: Promise<void> }>();

  const hear = (text: string | undefined): void => {
    for (const wake of ['accepted', 'released'] as const) {
      if (text === `${app} ${wake}`) for (const listener of listeners) listener(wake);
    }
  };

  /** Ends when the connection is lost, or nobody wants to listen any more. */
  const listenOnce = async (): Promise<void> => {
    const client = new Client(connectionOptions(url, PATIENCE));
    const lost = new AbortController();
    client.once('end', () => lost.abort());
    client.on('error', () => lost.abort());
    client.on('notification', ({ payload }) => hear(payload));
    const over = AbortSignal.any([lost.signal, closing.signal]);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      // Something may have been told while nobody listened.
      hear(`${app} accepted`);
      while (!over.aborted) {
        await pause(HEARTBEAT_MS, over);
        if (!over.aborted) await client.query('select 1');
      }
    } finally {
      await settleWithin(GOODBYE_MS, client.end());
    }
  };

  const listening = (async () => {
    while (!closing.signal.aborted) {
      await listenOnce().catch(() => undefined);
      await pause(AGAIN_MS, closing.signal);
    }
  })();

  /** At most one of a kind is under way: a storm of events needs no storm of wakes. */
  const tell = (wake: Wake): void => {
    const underWay = telling.get(wake);
    if (underWay) {
      underWay.again = true;
      return;
    }
    const state = { again: true, done: Promise.resolve() };
    const send = async (): Promise<void> => {
      while (state.again && !closing.signal.aborted) {
        state.again = false;
        await notify(CHANNEL, `${app} ${wake}`).catch(() => undefined);
      }
      telling.delete(wake);
    };
    telling.set(wake, state);
    state.done = send();
  };

  return {
    onWake: (listener) => void listeners.add(listener),
    tell,
    async close() {
      closing.abort();
      await Promise.all([listening, ...[...telling.values()].map(({ done }) => done)]);
    },
  };
}
