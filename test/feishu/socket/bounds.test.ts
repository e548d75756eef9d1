import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { Throttle } from '../../../src/base/throttle.ts';
import { superviseSocket } from '../../../src/feishu/socket/socket.ts';
import { decodeFrame, encodeFrame } from '../../../src/sandbox/push/longConnection/frame.ts';
import { Signals } from '../../../src/sandbox/world/signals.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const EVENT = JSON.stringify({ uuid: 'u-1', event: { type: 'approval_instance' } });
const MEGABYTE = 1024 * 1024;
const PING_MS = 100;

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** Another server than the sandbox: it sends what Feishu never would, compressed if the client agrees. */
async function startServer(pingMs: number) {
  const signals = new Signals<{ came: WebSocket; heard: string }>();
  const sockets: WebSocket[] = [];
  const acknowledged: string[] = [];
  let pings = 0;
  const server = createServer((_, response) => {
    const { port } = server.address() as AddressInfo;
    const URL = `ws://127.0.0.1:${port}/ws/v2?fpid=1&device_id=d&service_id=7`;
    const ClientConfig = {
      ReconnectCount: -1,
      ReconnectInterval: 120,
      ReconnectNonce: 30,
      PingInterval: pingMs / 1_000,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ code: 0, msg: '', data: { URL, ClientConfig } }));
  });
  new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } }).on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('message', (bytes) => {
      const { method, headers } = decodeFrame(bytes as Buffer);
      if (method === 1) acknowledged.push(headers.message_id ?? '');
      else pings += 1;
      signals.emit('heard', headers.type ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(() => {
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signals,
    sockets,
    acknowledged,
    pings: () => pings,
  };
}

async function connect(pingMs = 120_000) {
  const server = await startServer(pingMs);
  const { signals, sockets } = server;
  const clock = new ShiftableClock();
  const got: string[] = [];
  const downs: string[] = [];
  let unreadable = 0;
  const socket = superviseSocket({
    ...APP,
    baseUrl: server.url,
    clock,
    log: silentLog,
    throttle: new Throttle({ clock }),
    accept: async (_, text) => void got.push(text),
    onUp: () => undefined,
    onDown: (why) => {
      downs.push(why);
      signals.emit('heard', 'down');
    },
    onUnreadable: () => {
      unreadable += 1;
      signals.emit('heard', 'unreadable');
    },
    times: { checkMs: 5, backoff: { baseMs: 5, maxMs: 20 } },
  });
  ending.push(() => socket.stop());
  // It has asked for its first pong: from now on it listens.
  await signals.until(() => server.pings() > 0);
  const send = (bytes: Uint8Array): void => sockets.at(-1)?.send(bytes);
  return {
    ...server,
    socket,
    got,
    downs,
    unreadable: () => unreadable,
    send,
    sendPart: (id: string, sum: number, seq: number, payload: string | Uint8Array) =>
      send(
        encodeFrame({
          method: 1,
          service: 7,
          headers: { type: 'event', message_id: id, sum: String(sum), seq: String(seq), trace_id: 't' },
          payload: Buffer.from(payload),
        }),
      ),
    sendPong: (config: object) =>
      send(
        encodeFrame({
          method: 0,
          service: 7,
          headers: { type: 'pong' },
          payload: Buffer.from(JSON.stringify(config)),
        }),
      ),
  };
}

/** How much more memory is in use after this, in megabytes. */
async function growth(what: () => Promise<void>): Promise<number> {
  const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  await what();
  return (used() - before) / MEGABYTE;
}

describe('over the long connection', () => {
  it.each([100_000_000, 4_294_967_295])('a frame that announces %i parts takes no memory', async (sum) => {
    const { signals, sendPart, unreadable, got, acknowledged } = await connect();
    const grown = await growth(async () => {
      sendPart('huge', sum, 0, EVENT);
      await signals.until(() => unreadable() === 1);
    });
    expect(grown).toBeLessThan(100);
    sendPart('small', 1, 0, EVENT);
    await signals.until(() => acknowledged.length === 1);
    expect([got.length, acknowledged]).toEqual([1, ['small']]);
  });

  it('an event grows to a megabyte and no further', async () => {
    const { signals, sendPart, unreadable, got, acknowledged } = await connect();
    const [head = '', tail = ''] = JSON.stringify({ uuid: 'u', event: { text: '|' } }).split('|');
    const half = (MEGABYTE - head.length - tail.length) / 2;
    const parts = [head + 'x'.repeat(half), 'x'.repeat(half) + tail];
    parts.forEach((part, seq) => void sendPart('largest', 2, seq, part));
    await signals.until(() => acknowledged.length === 1);
    expect(got[0]).toHaveLength(MEGABYTE);

    parts.push(' ');
    parts.forEach((part, seq) => void sendPart('larger', 3, seq, part));
    sendPart('whole', 1, 0, `${parts.join('')}`);
    await signals.until(() => unreadable() === 2);
    expect(acknowledged).toEqual(['largest']);
  });

  it.each<[string, number, string | Buffer]>([
    ['large', 20, Buffer.alloc(MEGABYTE / 2, 'x')],
    ['many', 300, 'x'],
  ])('parts of %s events that are never whole are forgotten, the oldest first', async (_, events, part) => {
    const { signals, sendPart, got, acknowledged } = await connect();
    const halves = [EVENT.slice(0, 9), EVENT.slice(9)];
    sendPart('old', 2, 0, halves[0] ?? '');
    for (let i = 0; i < events; i += 1) sendPart(`never-${i}`, 3, 0, part);
    for (const id of ['old', 'young']) sendPart(id, 2, 1, halves[1] ?? '');
    sendPart('young', 2, 0, halves[0] ?? '');
    await signals.until(() => acknowledged.length === 1);
    expect([got, acknowledged]).toEqual([[EVENT], ['young']]);
  });

  it('a message that is too large ends the connection, which says so and is opened again', async () => {
    const { signals, send, sockets, downs, pings, sendPart, acknowledged } = await connect();
    expect(sockets[0]?.extensions).toBe('');
    send(Buffer.alloc(5 * MEGABYTE));
    await signals.until(() => pings() === 2);
    expect(downs).toEqual(['it was cut or went silent (Max payload size exceeded)']);
    sendPart('after', 1, 0, EVENT);
    await signals.until(() => acknowledged.length === 1);
  });

  it.each([0, -1, 'soon', 1e-9, 1e300, null])(
    'a pong cannot make it ping after %j s',
    async (PingInterval) => {
      const { signals, sendPong, pings } = await connect(PING_MS);
      sendPong({ PingInterval, ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30 });
      const since = performance.now();
      const before = pings();
      await signals.until(() => pings() >= before + 4);
      // The first of them was waited for already; without bounds the others come in one go.
      expect(performance.now() - since).toBeGreaterThan(2.5 * PING_MS);
    },
  );
});
