import { Agent, type ClientRequestArgs } from 'node:http';
import { createRequire } from 'node:module';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import type * as Undici from 'undici';

/** What `ws` passes to an agent: the target, and the default port of its scheme. */
type WireOptions = ClientRequestArgs & ConnectionOptions & { readonly port: number; readonly host: string };

/** The port of wss: by it `ws` says that a connection is encrypted. */
const SECURE_PORT = 443;

/**
 * The TCP connection under a long connection, given to the SDK as its `agent`.
 *
 * It honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the host of the WebSocket, which is not the API's; the SDK does
 * not. The proxy code is only loaded if a proxy is set.
 *
 * It also keeps the socket, which the SDK does not expose, so closing has a time limit: otherwise a peer that no longer
 * answers would keep the process open for 30 s.
 */
export class SocketWire extends Agent {
  readonly #open = new Set<Duplex>();
  #cut = false;
  #fault: string | undefined;

  constructor() {
    super({ keepAlive: false });
    // Node.js refuses an agent of one scheme for the other: this one accepts both.
    Object.assign(this, { protocol: undefined });
  }

  /** What was wrong with the WebSocket, in the words of `ws`; undefined: nothing was noticed. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** The WebSocket over this connection has failed. */
  broke(why: string): void {
    this.#fault ??= why;
  }

  /** Called by Node.js for each connection; the socket comes by `callback`. */
  override createConnection(
    options: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.#connect(options as WireOptions).then(
      (socket) => {
        if (this.#cut) socket.destroy();
        this.#open.add(socket);
        socket.once('close', () => this.#open.delete(socket));
        callback(null, socket);
      },
      // There is no socket then, which Node.js has no type for.
      (error: Error) => (callback as (error: Error) => void)(error),
    );
  }

  /** Resolves when the other side has closed, too. */
  async closed(): Promise<void> {
    await Promise.all(
      [...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
  }

  /** Cuts the connection, even during a handshake. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  async #connect(options: WireOptions): Promise<Duplex> {
    const isSecure = options.defaultPort === SECURE_PORT;
    const target = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    // With its own scheme, wss, the usual variables would not apply.
    const proxy = getProxyForUrl(`${isSecure ? 'https' : 'http'}://${target}`);
    if (proxy === '') return isSecure ? connectTls(options) : connectTcp(options);
    const socket = await openTunnel(proxy, target);
    if (!isSecure) return socket;
    // The tunnel exists already: only the TLS options remain.
    const { host: _host, port: _port, path: _path, ...others } = options;
    return connectTls({ ...others, socket: socket as Socket });
  }
}

/** How long a proxy may take to connect: the same as the handshake. */
const TUNNEL_MS = 10_000;

/** @throws Error if the proxy does not connect, or its address is not valid */
async function openTunnel(proxy: string, target: string): Promise<Duplex> {
  const { Client } = createRequire(import.meta.url)('undici') as typeof Undici;
  const { origin, username, password } = new URL(proxy);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    host: target,
    ...(username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
  };
  const client = new Client(origin, { connect: { timeout: TUNNEL_MS }, headersTimeout: TUNNEL_MS });
  const { statusCode, socket } = await client.connect({ path: target, headers });
  if (statusCode === 200) return socket;
  socket.on('error', () => undefined).destroy();
  throw new Error(`the proxy answered ${statusCode}`);
}
