import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ShiftableClock } from '../../src/base/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

/** A clock that stands still until it is moved: for windows of a second, which a busy machine would blur. */
export function stillClock() {
  let now = 1_790_000_000_000;
  return {
    now: () => now,
    monotonic: () => now,
    at: () => () => undefined,
    move: (spanMs: number) => {
      now += spanMs;
    },
  };
}

/** A sandbox on a shiftable clock, and a plain client that holds a token. */
export async function openSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({
    clock,
    appId: 'cli_0123456789abcdef',
    appSecret: 's3cret',
    ...options,
  });
  return { clock, sandbox, ...client(sandbox) };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into JSON of every shape
  readonly json: any;
}

export function client(sandbox: Sandbox) {
  const fetchJson = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> => {
    const response = await fetch(`${sandbox.url}/open-apis${path}`, {
      method,
      headers: { connection: 'close', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  const newToken = async (): Promise<string> => {
    const credential = { app_id: 'cli_0123456789abcdef', app_secret: 's3cret' };
    return (await fetchJson('POST', '/auth/v3/tenant_access_token/internal', credential)).json
      .tenant_access_token;
  };
  let token: string | undefined;
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    token ??= await newToken();
    return fetchJson(method, path, body, token);
  };
  return { fetchJson, newToken, call };
}

export const TEXT = { msg_type: 'text', content: '{"text":"你好"}' };

export function card(text: string, more: object = {}): string {
  return JSON.stringify({
    schema: '2.0',
    header: { title: { tag: 'plain_text', content: '采购申请' } },
    body: { elements: [{ tag: 'markdown', content: text }] },
    ...more,
  });
}

/** An app's door that answers as `answer` says and keeps what it got. */
export async function openDoor(answer: (got: Got) => number | Promise<number> = () => 200) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    got.push(one);
    const status = await answer(one);
    const challenge = /"challenge":"(\w+)"/.exec(one.body)?.[1];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(challenge ? { challenge } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/event`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
