import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEachTest } from './afterTest.ts';

export interface Answer {
  /** The webhook that was asked. */
  readonly target: string;
  /** 0: nothing came. */
  readonly status: number;
}

/** What stands before several replicas: it gives each request to the next of them, dead or alive. */
export interface Balancer {
  /** Where Feishu pushes to. */
  readonly url: string;
  /** What was answered, oldest first. */
  readonly answers: readonly Answer[];
  /** From now on requests go to these webhooks, in turn. */
  spread(targets: readonly string[]): void;
}

const closers: (() => void)[] = [];

afterEachTest(() => {
  for (const close of closers.splice(0)) close();
});

export async function startBalancer(): Promise<Balancer> {
  const answers: Answer[] = [];
  let targets: readonly string[] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const target = targets[turn++ % Math.max(targets.length, 1)];
    if (target === undefined) {
      outgoing.destroy();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(target, { method, headers, agent: false }, (answer) => {
      answers.push({ target, status: answer.statusCode ?? 0 });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => {
      answers.push({ target, status: 0 });
      outgoing.destroy();
    });
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/event`,
    answers,
    spread: (next) => {
      targets = next;
    },
  };
}
