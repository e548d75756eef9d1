import { createRequire } from 'node:module';
import { getProxyForUrl } from 'proxy-from-env';
import type * as Undici from 'undici';
import type { Agent, Dispatcher } from 'undici';

/** What leaves: an absolute address, and a body that is text already. */
export interface Outgoing {
  readonly method: string;
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back, whatever its status. Names of headers are in lower case. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An exchange that came to no answer. `hasLeft`: whether bytes of the request may have reached the other side. */
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

/** A variable of the environment that should name a proxy does not. */
export class BadProxy extends Error {
  override readonly name = 'BadProxy';
}

/** Makes exchanges over connections that it keeps, and closes. */
export interface Exchanges {
  /** @throws ExchangeFailed */
  send(outgoing: Outgoing, limits: ExchangeLimits): Promise<Incoming>;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

export interface ExchangeLimits {
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

/** Connections to one host. More requests than that wait for one; the rate limits let far fewer through. */
const CONNECTIONS = 64;
/** A connection takes tens of milliseconds. What takes longer than this never left, which is good to know. */
const CONNECT_MS = 5_000;

const OPTIONS = {
  connections: CONNECTIONS,
  connect: { timeout: CONNECT_MS },
  allowH2: false,
  // The limit of an exchange as a whole holds, see send().
  headersTimeout: 0,
  bodyTimeout: 0,
};

/**
 * Exchanges by undici: redirects are answers like others, and a plain `dispatch` costs a third of what a request with a
 * stream for its body does.
 */
export function createExchanges(): Exchanges {
  /** There is one, or two where the WebSocket's address is asked elsewhere: origins come from the configuration alone. */
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
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY count as they do for the WebSocket (socketWire.ts).
 *
 * Where there is no proxy, the agent is loaded by its file: the whole of undici takes twenty megabytes of memory, of which
 * fetch, WebSocket and mocks are half. The version is pinned, so the file stays where it is. Tunnels need the whole.
 */
function createAgent(origin: string): Dispatcher {
  const require = createRequire(import.meta.url);
  const proxy = getProxyForUrl(origin);
  if (proxy === '') return new (require('undici/lib/dispatcher/agent.js') as typeof Agent)(OPTIONS);
  try {
    const { ProxyAgent } = require('undici') as typeof Undici;
    // An http address is asked for through the proxy as such: many proxies open no tunnel to port 80.
    return new ProxyAgent({ ...OPTIONS, uri: proxy, proxyTunnel: false });
  } catch {
    // Without the value: it may hold a password.
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
      // Called when a connection is there and nothing was written yet: what is over by then never leaves.
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
