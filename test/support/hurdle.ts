import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEachTest } from './afterTest.ts';

/** A proxy in front of the bot that can lose its answers. */
export interface Hurdle {
  readonly url: string;
  /** The next `times` requests reach the bot, but their answers never come back. */
  loseAnswers(times: number): void;
}

const open: (() => void)[] = [];

afterEachTest(() => {
  for (const close of open.splice(0)) close();
});

export async function placeHurdle(target: string): Promise<Hurdle> {
  let losing = 0;
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', target);
    const onward = request(
      new URL(pathname, target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (losing > 0) {
          losing -= 1;
          answer.resume();
          outgoing.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`,
    loseAnswers: (times) => {
      losing = times;
    },
  };
}
