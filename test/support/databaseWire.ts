import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { afterEachTest } from './afterTest.ts';

/** The wire between one process and the database: TCP in front of the server's socket. */
export interface DatabaseWire {
  /** The database's URL by this wire. */
  readonly url: string;
  /** `cut`: connections break, new ones are refused. `silent`: all stays open, and nothing passes any more. */
  turn(state: 'open' | 'cut' | 'silent'): void;
  /** How many connections were made over it. */
  made(): number;
}

const closers: (() => void)[] = [];

afterEachTest(() => {
  for (const close of closers.splice(0)) close();
});

/**
 * @param url of a database on a server that listens on the socket `?host=` names
 * @param broken which connections break as they are made, the first being 0
 */
export async function layWire(url: string, broken: readonly number[] = []): Promise<DatabaseWire> {
  const direct = new URL(url);
  const socketPath = `${direct.searchParams.get('host')}/.s.PGSQL.5432`;
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: Parameters<DatabaseWire['turn']>[0] = 'open';

  let made = 0;
  const server = createServer((near) => {
    made += 1;
    if (state === 'cut' || broken.includes(made - 1)) {
      near.destroy();
      return;
    }
    const far = connect(socketPath);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      from.pipe(to);
      if (state === 'silent') from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const turn: DatabaseWire['turn'] = (next) => {
    state = next;
    for (const pair of pairs) {
      for (const end of pair) {
        if (next === 'cut') end.destroy();
        else if (next === 'silent') end.pause();
        else end.resume();
      }
    }
  };
  closers.push(() => {
    turn('cut');
    server.close();
  });
  return {
    url: `postgres://${direct.username}:${direct.password}@127.0.0.1:${port}${direct.pathname}`,
    turn,
    made: () => made,
  };
}
