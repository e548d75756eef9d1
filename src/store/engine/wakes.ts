import { linkAbort } from '../../base/linkAbort.ts';
import { pause, settleWithin } from '../../base/patience.ts';
import { connectionOptions, GOODBYE_MS, loadDriver } from './postgresPool.ts';

/** `accepted`: there is an event to compose. `released`: the lease was released. */
export type Wake = 'accepted' | 'released';

/** Notifications between replicas through the database. Any of them may be lost, so the worker also polls. */
export interface Wakes {
  onWake(listener: (wake: Wake) => void): void;
  notify(wake: Wake): void;
  close(): Promise<void>;
}

/** On SQLite there is one process, so there is none to wake. */
export const noWakes: Wakes = {
  onWake: () => undefined,
  notify: () => undefined,
  close: async () => undefined,
};

const CHANNEL = 'approval_relay';
const PATIENCE = { connectMs: 5_000, statementMs: 5_000 };
const AGAIN_MS = 1_000;
/** After this time, a connection whose other end is gone is noticed, and replaced. */
const HEARTBEAT_MS = 10_000;

/**
 * LISTEN on a separate connection, which is replaced whenever it breaks.
 *
 * @param notify sends one NOTIFY over any connection; may fail
 */
export function createWakes(
  url: string,
  app: string,
  notify: (channel: string, text: string) => Promise<unknown>,
): Wakes {
  const listeners = new Set<(wake: Wake) => void>();
  const closing = new AbortController();
  const hear = (text: string | undefined): void => {
    for (const wake of ['accepted', 'released'] as const) {
      if (text === `${app} ${wake}`) for (const listener of listeners) listener(wake);
    }
  };
  // A notification may have been sent before it listened.
  const listening = listen(url, hear, () => hear(`${app} accepted`), closing.signal);
  const sender = createSender((wake) => notify(CHANNEL, `${app} ${wake}`), closing.signal);
  return {
    onWake: (listener) => void listeners.add(listener),
    notify: sender.send,
    async close() {
      closing.abort();
      await Promise.all([listening, sender.finished()]);
    },
  };
}

/** Listens until `closing`, over connection after connection. */
async function listen(
  url: string,
  hear: (text: string | undefined) => void,
  onListening: () => void,
  closing: AbortSignal,
): Promise<void> {
  const { Client } = loadDriver();

  /** Ends when the connection is lost, or at the close. */
  const listenOnce = async (): Promise<void> => {
    const client = new Client(connectionOptions(url, PATIENCE));
    const lost = new AbortController();
    client.once('end', () => lost.abort());
    client.on('error', () => lost.abort());
    client.on('notification', ({ payload }) => hear(payload));
    const unlink = linkAbort(closing, lost);
    const over = lost.signal;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      onListening();
      while (!over.aborted) {
        await pause(HEARTBEAT_MS, over);
        if (!over.aborted) await client.query('select 1');
      }
    } finally {
      unlink();
      await settleWithin(GOODBYE_MS, client.end());
    }
  };

  while (!closing.aborted) {
    await listenOnce().catch(() => undefined);
    await pause(AGAIN_MS, closing);
  }
}

/** Sends notifications, at most one of a kind at a time: a storm of events needs only a few. */
function createSender(notify: (wake: Wake) => Promise<unknown>, closing: AbortSignal) {
  const underWay = new Map<Wake, { again: boolean; done: Promise<void> }>();
  return {
    send(wake: Wake): void {
      const running = underWay.get(wake);
      if (running) {
        running.again = true;
        return;
      }
      const state = { again: true, done: Promise.resolve() };
      const send = async (): Promise<void> => {
        while (state.again && !closing.aborted) {
          state.again = false;
          await notify(wake).catch(() => undefined);
        }
        underWay.delete(wake);
      };
      underWay.set(wake, state);
      state.done = send();
    },
    /** Resolves when none is being sent. */
    async finished(): Promise<void> {
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
