import { createRequire } from 'node:module';
import { getProxyForUrl } from 'proxy-from-env';
import type * as Undici from 'undici';
import type { Agent, Dispatcher } from 'undici';

/** A request: an absolute address, and a body as text. */
export interface Outgoing {
  readonly method: string;
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A response of any status. Names of headers are in lower case. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An exchange without a response. `hasLeft`: whether bytes of the request may have reached the other side. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  readonly hasLeft: boolean;
  constructor(cause: Error, hasLeft: boolean) {
    super(cause.message, { cause });
    this.hasLeft = hasLeft;
  }
}

/** The answer did not end in time. Counts from the call, waiting for a connection included. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** The answer is longer than any of Feishu's. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** The proxy variable in the environment is not an address. */
export class BadProxy extends Error {
  override readonly name = 'BadProxy';
}

/** Sends requests over kept-alive connections. */
export interface Exchanges {
  /** @throws ExchangeFailed */
  send(outgoing: Outgoing, limits: ExchangeLimits): Promise<Incoming>;
  /** Aborts the current exchanges. */
  close(): Promise<void>;
}

export interface ExchangeLimits {
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

/** Connections to one host. More requests than that wait for one; the rate limits let far fewer through. */
const CONNECTIONS = 64;
/** A connection takes tens of milliseconds. After this time, the request certainly did not leave. */
const CONNECT_MS = 5_000;

const OPTIONS = {
  connections: CONNECTIONS,
  connect: { timeout: CONNECT_MS },
  allowH2: false,
  // The limit of the whole exchange applies, see send().
  headersTimeout: 0,
  bodyTimeout: 0,
};

/**
 * Exchanges by undici. Redirects are not followed. A plain `dispatch` costs a third of a request with a stream for its
 * body.
 */
export function createExchanges(): Exchanges {
  /** One, or two if the WebSocket's address comes from another host. Origins come only from the configuration. */
  const agents = new Map<string, Dispatcher>();
  const agentFor = (origin: string): Dispatcher => {
    const agent = agents.get(origin) ?? createAgent(origin);
    agents.set(origin, agent);
    return agent;
  };
  return {
    send: (outgoing, limits) =>
      new Promise((resolve, reject) => send(agentFor(outgoing.origin), outgoing, limits, resolve, reject)),
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

/**
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY apply as for the WebSocket (socketWire.ts).
 *
 * Without a proxy, only the agent's file is loaded: all of undici takes twenty megabytes of memory, half of it for
 * fetch, WebSocket and mocks. The version is pinned, so the file does not move. Tunnels need all of it.
 */
function createAgent(origin: string): Dispatcher {
  const require = createRequire(import.meta.url);
  const proxy = getProxyForUrl(origin);
  if (proxy === '') return new (require('undici/lib/dispatcher/agent.js') as typeof Agent)(OPTIONS);
  try {
    const { ProxyAgent } = require('undici') as typeof Undici;
    // No tunnel for an http address: many proxies open none to port 80.
    return new ProxyAgent({ ...OPTIONS, uri: proxy, proxyTunnel: false });
  } catch {
    // Without the value: it may contain a password.
    throw new ExchangeFailed(new BadProxy('the proxy in the environment is no address'), false);
  }
}

function send(
  agent: Dispatcher,
  { origin, path, method, headers, body }: Outgoing,
  { timeoutMs, mostBytes }: ExchangeLimits,
  resolve: (incoming: Incoming) => void,
  reject: (error: ExchangeFailed) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let status = 0;
  let received: Incoming['headers'] = {};
  let started: Dispatcher.DispatchController | undefined;
  let isOver = false;

  const fail = (error: Error): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    reject(new ExchangeFailed(error, started !== undefined));
    started?.abort(error);
  };
  const timer = setTimeout(
    () => fail(new TookTooLong(`no answer within ${timeoutMs} ms`)),
    timeoutMs,
  ).unref();
  agent.dispatch(
    { origin, path, method: method as Dispatcher.HttpMethod, headers, body: body ?? null },
    {
      // Called with a connection, before anything is written: a request that is aborted by then never leaves.
      onRequestStart(controller) {
        if (isOver) controller.abort(new Error('given up before it left'));
        else started = controller;
      },
      onResponseStart(_controller, code, given) {
        status = code;
        received = given;
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
        if (bytes > mostBytes) fail(new TooLong(`an answer of more than ${mostBytes} bytes`));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        const text = (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8');
        resolve({ status, headers: received, text });
      },
      onResponseError: (_controller, error) => fail(error),
    },
  );
}
