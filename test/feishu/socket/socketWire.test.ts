import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { Throttle } from '../../../src/base/throttle.ts';
import { superviseSocket } from '../../../src/feishu/socket/socket.ts';
import { SocketWire } from '../../../src/feishu/socket/socketWire.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { SELF_SIGNED } from '../../support/selfSigned.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };

const ending: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ending.splice(0).reverse()) await end();
});

/** A company's proxy: it forwards requests, and tunnels what asks with CONNECT. */
async function startProxy({ refuses = false } = {}) {
  const tunnels: string[] = [];
  const logins: (string | undefined)[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<Socket>();
  let hangUp: () => void = () => undefined;
  const hungUp = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const server: Server = createServer((incoming, response) => {
    forwarded.push(incoming.url ?? '');
    const outgoing = request(
      incoming.url ?? '',
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connect', (asked, socket: Socket) => {
    tunnels.push(asked.url ?? '');
    logins.push(asked.headers['proxy-authorization']);
    if (refuses) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = (asked.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    for (const end of [socket, target]) end.on('error', () => undefined);
    sockets.add(target);
    socket.once('end', hangUp);
    socket.once('close', hangUp);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    forwarded,
    logins,
    hungUp,
  };
}

function withoutProxies(): void {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
    for (const spelt of [name, name.toUpperCase()]) vi.stubEnv(spelt, '');
  }
}

async function connectThrough(env: (sandboxUrl: string, proxyUrl: string) => Record<string, string>) {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({ clock, ...APP });
  ending.push(() => sandbox.stop());
  sandbox.pushBy(sandbox.longConnection);
  const proxy = await startProxy();
  withoutProxies();
  for (const [name, value] of Object.entries(env(sandbox.url, proxy.url))) vi.stubEnv(name, value);
  const got: string[] = [];
  const socket = superviseSocket({
    ...APP,
    baseUrl: sandbox.url,
    clock,
    log: silentLog,
    throttle: new Throttle({ clock }),
    accept: async (_, text) => void got.push(text),
    onUp: () => undefined,
    onDown: () => undefined,
    onUnreadable: () => undefined,
  });
  ending.push(() => socket.stop());
  await sandbox.waitFor(() => sandbox.longConnection.count === 1);
  const push = sandbox.push({ uuid: 'u-1', event: {} });
  await sandbox.waitFor(() => push.state === 'taken');
  expect(got).toHaveLength(1);
  return { sandbox, proxy, socket };
}

/** A WebSocket server with a certificate that nobody vouches for; it says what it hears. */
async function startEcho(): Promise<number> {
  const server = createTlsServer(SELF_SIGNED);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** What comes back over an encrypted WebSocket, or why there is none. */
function echoThrough(port: number): Promise<string> {
  const wire = new SocketWire();
  ending.push(() => wire.cut());
  const socket = new WebSocket(`wss://127.0.0.1:${port}/ws/v2?a=1`, {
    agent: wire,
    rejectUnauthorized: false,
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send('hello'));
    socket.on('message', (data) => resolve(String(data)));
  });
}

describe('an encrypted wire', () => {
  it('goes straight if there is no proxy', async () => {
    withoutProxies();
    expect(await echoThrough(await startEcho())).toBe('hello');
  });

  it('goes through the tunnel of a proxy, with the name and password that its address has', async () => {
    const [port, proxy] = [await startEcho(), await startProxy()];
    withoutProxies();
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('://', '://user:p%40ss@'));
    expect(await echoThrough(port)).toBe('hello');
    expect(proxy.tunnels).toEqual([`127.0.0.1:${port}`]);
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
  });

  it('says so if the proxy will not connect', async () => {
    const proxy = await startProxy({ refuses: true });
    withoutProxies();
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    await expect(echoThrough(1)).rejects.toThrow('the proxy answered 407');
  });
});

describe('the wire of the long connection', () => {
  it('goes through the proxy that the environment names, the address before it too', async () => {
    const { sandbox, proxy } = await connectThrough((_, url) => ({ HTTP_PROXY: url }));
    expect(proxy.forwarded).toEqual([`${sandbox.url}/callback/ws/endpoint`]);
    expect(proxy.tunnels).toEqual([sandbox.url.replace('http://', '')]);
  });

  it('goes straight if NO_PROXY says so', async () => {
    const { proxy } = await connectThrough((_, url) => ({ HTTP_PROXY: url, NO_PROXY: '127.0.0.1' }));
    expect(proxy).toMatchObject({ tunnels: [], forwarded: [] });
  });

  it('goes straight if only other schemes have a proxy', async () => {
    const { proxy } = await connectThrough((_, url) => ({ HTTPS_PROXY: url }));
    expect(proxy.tunnels).toEqual([]);
  });

  it('is cut by a stop when the other side does not answer the goodbye', async () => {
    const { sandbox, proxy, socket } = await connectThrough((_, url) => ({ HTTP_PROXY: url }));
    sandbox.longConnection.freeze();
    await socket.stop();
    // The WebSocket's own patience with a peer that hangs is 30 s.
    await proxy.hungUp;
  });
});
