import { createServer as createProxy } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { createHttp, type HttpAnswer } from '../../../src/feishu/client/http.ts';
import { verdictOf } from '../../../src/feishu/errorCodes.ts';
import { type HttpPeer, json, startPeer } from '../../support/httpPeer.ts';

const TAKEN = { code: 0, msg: 'success', data: { message_id: 'om_1' } };
const SECRET = 'Bearer t-secret';

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
    for (const spelt of [name, name.toUpperCase()]) vi.stubEnv(spelt, undefined);
  }
});
afterEach(() => vi.unstubAllEnvs());

function http(onAnswer?: (answer: HttpAnswer) => void) {
  const client = createHttp(onAnswer);
  onTestFinished(() => client.close());
  return client;
}

/** The error that a request ended with. */
async function failureOf(request: Promise<unknown>): Promise<FeishuError> {
  const thrown = await request.then(
    (body) => new Error(`it succeeded: ${JSON.stringify(body)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof FeishuError) return thrown;
  throw thrown;
}

const post = (peer: Pick<HttpPeer, 'url'>, client = http(), more: object = {}): Promise<unknown> =>
  client.request({
    method: 'POST',
    url: `${peer.url}/open-apis/x`,
    data: { a: 1 },
    headers: { Authorization: SECRET },
    ...more,
  });

/** A proxy that connects every client that asks with CONNECT, or refuses with `status`. */
async function startTunnel(status = '') {
  const tunnels: { to: string | undefined; login: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createProxy();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    tunnels.push({ to: url, login: headers['proxy-authorization'] });
    if (status !== '') return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = url.split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    sockets.add(target);
    for (const end of [socket, target]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, tunnels };
}

describe('a request', () => {
  it('resolves to the body alone, or to body and headers if the SDK asks for them', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN, 200, { 'X-Tt-Logid': 'L1' }));
    expect(await post(peer)).toEqual(TAKEN);
    expect(await post(peer, http(), { $return_headers: true })).toMatchObject({
      data: TAKEN,
      headers: { 'x-tt-logid': 'L1' },
    });
  });

  it('carries what the SDK gives it', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN));
    const client = http();
    await post(peer, client, { params: { receive_id_type: 'chat_id', none: undefined } });
    await client.request({
      method: 'GET',
      url: `${peer.url}/open-apis/users`,
      params: { ids: ['a', '乙'] },
      paramsSerializer: () => 'made=by-the-sdk',
      data: {},
      headers: { 'User-Agent': 'sdk' },
    });
    await client.request({ method: 'get', url: `${peer.url}/open-apis/users`, params: { ids: ['a', '乙'] } });
    await client.post(`${peer.url}/token`, { app_id: '甲' });
    const [sent, got, listed, token] = peer.seen;
    expect(sent).toMatchObject({
      method: 'POST',
      url: '/open-apis/x?receive_id_type=chat_id',
      body: '{"a":1}',
    });
    expect(sent?.headers).toMatchObject({
      authorization: SECRET,
      'content-type': 'application/json; charset=utf-8',
    });
    // Generated GETs come with a body `{}`, which some gateways refuse.
    expect(got).toMatchObject({ method: 'GET', url: '/open-apis/users?made=by-the-sdk', body: '' });
    expect(got?.headers['user-agent']).toBe('sdk');
    expect(got?.headers['content-length'] ?? got?.headers['transfer-encoding']).toBeUndefined();
    expect(listed).toMatchObject({ method: 'GET', url: '/open-apis/users?ids=a&ids=%E4%B9%99' });
    expect(token).toMatchObject({ method: 'POST', url: '/token', body: '{"app_id":"甲"}' });
  });

  it('keeps its connections, and never makes more than a few dozen', async () => {
    const waiting: (() => void)[] = [];
    let isReleased = false;
    const peer = await startPeer((seen, response) => {
      if (seen.url === '/one' || isReleased) return json(response, TAKEN);
      waiting.push(() => json(response, TAKEN));
      if (waiting.length < 64) return;
      isReleased = true;
      for (const release of waiting) release();
    });
    const client = http();
    for (let i = 0; i < 5; i += 1) await client.request({ method: 'GET', url: `${peer.url}/one` });
    // An answer arrives a moment before its connection is free again.
    expect(peer.connections.made).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 300 }, () => post(peer, client)));
    expect(peer.connections.most).toBe(64);
  });

  it('gives the time of the other side', async () => {
    const date = 'Tue, 24 Nov 2026 10:00:00 GMT';
    const peer = await startPeer((_, response) => json(response, TAKEN, 200, { Date: date }));
    const answers: HttpAnswer[] = [];
    await post(
      peer,
      http((answer) => answers.push(answer)),
    );
    expect(answers).toEqual([{ date, tookMs: expect.any(Number) }]);
  });
});

describe('an answer that is no success', () => {
  it('becomes an error with Feishu’s code, whatever its HTTP status', async () => {
    const peer = await startPeer((_, response) =>
      json(response, { code: 230002, msg: 'The bot can not be outside the group.' }, 400, {
        'X-TT-LOGID': 'L-2',
      }),
    );
    const error = await failureOf(post(peer));
    expect(error).toMatchObject({ code: 230002, status: 400, logId: 'L-2', reached: 'no', isFirst: false });
    const other = await startPeer((_, response) =>
      json(response, { code: 1390003, msg: 'instance code not found' }),
    );
    expect(await failureOf(post(other))).toMatchObject({ code: 1390003, status: 200, reached: 'no' });
  });

  it('is not followed elsewhere', async () => {
    const elsewhere = await startPeer((_, response) => json(response, TAKEN));
    const peer = await startPeer((_, response) => response.writeHead(302, { location: elsewhere.url }).end());
    expect(await failureOf(post(peer))).toMatchObject({ status: 302, failure: 'not-feishu', reached: 'no' });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['a portal’s page', 200, 'maybe'],
    ['a gateway’s page', 502, 'maybe'],
    ['a firewall’s page', 403, 'no'],
  ])('says so if it is %s', async (_what, status, reached) => {
    const peer = await startPeer((_, response) =>
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<html>log in</html>'),
    );
    const error = await failureOf(post(peer));
    expect(error).toMatchObject({ code: undefined, status, failure: 'not-feishu', reached });
    expect(error.message).toBe(`HTTP ${status}, text/html; charset=utf-8: not an answer of Feishu's`);
    expect(verdictOf(error).remedy.en).toMatch(/feishu\.domain.*proxy/);
  });

  it('is cut if it is longer than any of Feishu’s', async () => {
    const peer = await startPeer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"code":0,"data":"');
      const chunk = Buffer.alloc(1_000_000, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    expect(await failureOf(post(peer))).toMatchObject({
      reached: 'maybe',
      message: expect.stringContaining('more than'),
    });
  });
});

describe('a request without an answer', () => {
  it('ends when the answer as a whole takes too long, though it drips', async () => {
    let arrived: () => void = () => undefined;
    const dripping = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const peer = await startPeer((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' ', () => arrived()), 5);
      response.once('close', () => clearInterval(drip));
    });
    // Whatever time passes until the request has come.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const failing = failureOf(post(peer, http(), { timeout: 100 }));
    await dripping;
    vi.advanceTimersByTime(100);
    expect(await failing).toMatchObject({ failure: 'timeout', reached: 'maybe' });
  });

  it('never left if nothing listens, or there was no connection in time', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN));
    await peer.close();
    expect(await failureOf(post(peer))).toMatchObject({ failure: 'refused', reached: 'no', isFirst: true });
    // A server that accepts the connection and never shakes hands.
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as { port: number };
    const shaking = post({ url: `https://127.0.0.1:${port}` }, http(), { timeout: 100 });
    expect(await failureOf(shaking)).toMatchObject({ failure: 'timeout', reached: 'no' });
  });

  it('may have left if the connection is cut afterwards', async () => {
    const peer = await startPeer((_, response) => response.destroy());
    expect(await failureOf(post(peer))).toMatchObject({ failure: 'cut', reached: 'maybe' });
  });

  it('never left if the certificate is not trusted', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN), { tls: true });
    const error = await failureOf(post(peer));
    expect(error).toMatchObject({ failure: 'tls', reached: 'no' });
    expect(verdictOf(error).remedy.en).toMatch(/NODE_EXTRA_CA_CERTS/);
    expect(peer.seen).toEqual([]);
  });

  it('holds nothing of the request', async () => {
    const peer = await startPeer((_, response) => response.destroy());
    const error = await failureOf(post(peer));
    expect(`${JSON.stringify(error)} ${error.stack} ${error.message}`).not.toMatch(/t-secret/);
    expect(error.cause).toBeUndefined();
  });

  it('counts as a first failure until Feishu has answered once', async () => {
    let isUp = false;
    const peer = await startPeer((_, response) => {
      if (isUp) json(response, { code: 99991663, msg: 'token' }, 400);
      else response.destroy();
    });
    const client = http();
    const first = await failureOf(post(peer, client));
    expect(first.isFirst).toBe(true);
    expect(verdictOf(first).remedy.en).toMatch(/firewall/);
    isUp = true;
    expect((await failureOf(post(peer, client))).isFirst).toBe(false);
    isUp = false;
    const later = await failureOf(post(peer, client));
    expect(later.isFirst).toBe(false);
    expect(verdictOf(later).remedy.en).toMatch(/^Nothing to do/);
  });
});

describe('a proxy', () => {
  it('that asks for a name and password is named as such', async () => {
    const proxy = await startPeer((_, response) => response.writeHead(407).end());
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const error = await failureOf(post({ url: 'http://feishu.example' }));
    expect(error).toMatchObject({ failure: 'proxy-login', reached: 'no' });
    expect(verdictOf(error).remedy.en).toMatch(/HTTPS_PROXY as http:\/\/user:password@/);
  });

  it('that opens a tunnel sees nothing of the request, and Feishu sees all of it', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN), { tls: true });
    const proxy = await startTunnel();
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('://', '://user:p%40ss@'));
    // Nobody vouches for the certificate of the test.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await post(peer)).toEqual(TAKEN);
    expect(peer.seen[0]?.headers.authorization).toBe(SECRET);
    expect(proxy.tunnels).toEqual([
      { to: peer.url.replace('https://', ''), login: `Basic ${Buffer.from('user:p@ss').toString('base64')}` },
    ]);
  });

  it.each([
    ['407', 'proxy-login'],
    ['403', 'proxy'],
  ])('that refuses a tunnel by %s is named as such', async (status, failure) => {
    const proxy = await startTunnel(status);
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    const error = await failureOf(post({ url: 'https://feishu.example' }));
    expect(error).toMatchObject({ failure, reached: 'no', isFirst: true });
    expect(error.message).toContain(`the proxy answered ${status}`);
  });

  it('whose address is none is named without its password', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:p4ss word@:x');
    const error = await failureOf(post({ url: 'https://feishu.example' }));
    expect(error).toMatchObject({ failure: 'bad-proxy', reached: 'no' });
    expect(verdictOf(error).remedy.en).toMatch(/HTTPS_PROXY.*http:\/\/host:port/);
    expect(JSON.stringify(error) + error.message).not.toMatch(/p4ss/);
  });

  it('is passed by if NO_PROXY says so', async () => {
    const peer = await startPeer((_, response) => json(response, TAKEN));
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    expect(await post(peer)).toEqual(TAKEN);
  });
});
