import { createRequire } from 'node:module';
import type * as Lark from '@larksuiteoapi/node-sdk';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { Signals } from '../../../src/sandbox/world/signals.ts';
import { openSandbox } from '../fixture.ts';

const lark = createRequire(import.meta.url)('@larksuiteoapi/node-sdk') as typeof Lark;
const quiet = () => undefined;
const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet };

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** The official client knows nothing of us: what it understands is Feishu's protocol. */
async function connect(invoke: (event: unknown) => Promise<unknown> = async () => undefined) {
  const opened = await openSandbox();
  const { sandbox } = opened;
  ending.push(() => sandbox.stop());
  sandbox.pushBy(sandbox.longConnection);
  const got: unknown[] = [];
  const calls = new Signals<{ call: unknown }>();
  const client = new lark.WSClient({
    appId: 'cli_0123456789abcdef',
    appSecret: 's3cret',
    domain: sandbox.url,
    logger,
  });
  ending.push(() => client.close({ force: true }));
  const dispatcher = {
    invoke: (event: unknown) => {
      got.push(event);
      calls.emit('call', event);
      return invoke(event);
    },
  };
  void client.start({ eventDispatcher: dispatcher as unknown as Lark.EventDispatcher });
  await sandbox.waitFor(() => sandbox.longConnection.count === 1);
  return { ...opened, client, got, calls };
}

const EVENT = { uuid: 'u-1', type: 'event_callback', event: { type: 'x', text: '审批 🎉 '.repeat(50) } };

describe('the long connection of the sandbox', () => {
  it('brings an event to the official client, whole or in parts, in whatever order they come', async () => {
    const { sandbox, got } = await connect();
    for (const knobs of [{}, { partBytes: 7 }, { partBytes: 100, reversed: true }]) {
      sandbox.longConnection.turn(knobs);
      const push = sandbox.push(EVENT);
      await sandbox.waitFor(() => push.state === 'taken');
    }
    expect(got).toEqual([EVENT, EVENT, EVENT]);
  });

  it('sends again what a client refuses, and what it leaves unanswered for 3 s', async () => {
    const hung = new Promise(() => undefined);
    const answers = [Promise.reject(new Error('not now')), hung, Promise.resolve()];
    for (const answer of answers) answer.catch(quiet);
    const { sandbox, clock, got, calls } = await connect(async () => answers.shift());
    const push = sandbox.push(EVENT);
    await sandbox.waitFor(() => push.attempts.length === 1);
    clock.advance(15_000);
    await calls.until(() => got.length === 2);
    clock.advance(3_000);
    await sandbox.waitFor(() => push.attempts.length === 2);
    clock.advance(300_000);
    await sandbox.waitFor(() => push.state === 'taken');
    expect(push.attempts.map((attempt) => attempt.outcome)).toEqual(['refused', 'refused', 'taken']);
  });

  it('answers pings, and falls silent when a fault says so', async () => {
    const { sandbox, client } = await connect();
    let pings = 0;
    sandbox.longConnection.turn({ pingIntervalMs: 1000 });
    sandbox.on('connection', () => {
      pings += 1;
    });
    // The new interval comes with a pong: the one to this connection's first ping was sent before the turn. A
    // client that is only cut off would be back within half a minute, and be counted with the other.
    client.close({ force: true });
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    const other = new lark.WSClient({
      appId: 'cli_0123456789abcdef',
      appSecret: 's3cret',
      domain: sandbox.url,
      logger,
      autoReconnect: false,
      wsConfig: { pingTimeout: 0.9 },
    });
    ending.push(() => other.close({ force: true }));
    void other.start({
      eventDispatcher: { invoke: async () => undefined } as unknown as Lark.EventDispatcher,
    });
    await sandbox.waitFor(() => pings >= 3);
    expect(other.getConnectionStatus().state).toBe('connected');
    sandbox.faults.add({ api: 'socket.ping', kind: 'hang' });
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    expect(other.getConnectionStatus().state).not.toBe('connected');
  });

  it('gives each event to one of several clients', async () => {
    const { sandbox, got } = await connect();
    const second = new lark.WSClient({
      appId: 'cli_0123456789abcdef',
      appSecret: 's3cret',
      domain: sandbox.url,
      logger,
    });
    ending.push(() => second.close({ force: true }));
    const invoke = async (event: unknown) => void got.push(event);
    void second.start({ eventDispatcher: { invoke } as unknown as Lark.EventDispatcher });
    await sandbox.waitFor(() => sandbox.longConnection.count === 2);
    const pushes = Array.from({ length: 20 }, (_, i) => sandbox.push({ ...EVENT, uuid: `u-${i}` }));
    await sandbox.waitFor(() => pushes.every((push) => push.state === 'taken'));
    expect(got).toHaveLength(20);
  });
});

describe('the endpoint', () => {
  const ask = async (url: string, secret = 's3cret') => {
    const response = await fetch(`${url}/callback/ws/endpoint`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify({ AppID: 'cli_0123456789abcdef', AppSecret: secret }),
    });
    return { status: response.status, json: await response.json() };
  };

  it('refuses a wrong secret and one connection too many with HTTP 200', async () => {
    const { sandbox } = await connect();
    expect(await ask(sandbox.url, 'wrong')).toMatchObject({ status: 200, json: { code: 514 } });
    sandbox.longConnection.turn({ limit: 1 });
    expect(await ask(sandbox.url)).toMatchObject({ status: 200, json: { code: 1000040350 } });
  });

  it('gives addresses that are good for one connection', async () => {
    const { sandbox } = await connect();
    const { json } = await ask(sandbox.url);
    const status = (url: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.on('open', () => resolve('open'));
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
        socket.on('error', resolve);
        ending.push(() => socket.terminate());
      });
    expect(await status(json.data.URL)).toBe('open');
    expect(await status(json.data.URL)).toBe(403);
    expect(await status(sandbox.url.replace('http', 'ws'))).toBe(404);
  });
});
