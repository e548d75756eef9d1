import { Agent, type ClientRequestArgs } from 'node:http';
import { createRequire } from 'node:module';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import type * as Undici from 'undici';

/** What `ws` asks of an agent: where to, and by which port its scheme goes. */
type WireOptions = ClientRequestArgs & ConnectionOptions & { readonly port: number; readonly host: string };

/** The port of wss, which is how `ws` says that a connection is to be encrypted. */
const SECURE_PORT = 443;

/**
 * The wire under a long connection, given to the SDK as its `agent`.
 *
 * It honours HTTPS_PROXY, HTTP_PROXY and NO_PROXY, for the host that Feishu names for the WebSocket, which is not
 * the API's: the SDK knows of no proxy here. What speaks to proxies is loaded when one is set.
 *
 * It also keeps hold of the wire, which the SDK does not give out, so that closing has an end: a peer that no
 * longer answers would otherwise hold the process for 30 s.
 */
export class SocketWire extends Agent {
  readonly #open = new Set<Duplex>();
  #cut = false;
  #fault: string | undefined;

  constructor() {
    super({ keepAlive: false });
    // An agent of one scheme is refused for the other: this one takes both.
    Object.assign(this, { protocol: undefined });
  }

  /** What was wrong with the WebSocket, in the words of `ws`; undefined: nothing that it noticed. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** The WebSocket over this wire has failed. */
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

  /** Resolves when the other side has hung up too. */
  async closed(): Promise<void> {
    await Promise.all(
      [...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
  }

  /** Hangs up, in the middle of a handshake too. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  async #connect(options: WireOptions): Promise<Duplex> {
    const isSecure = options.defaultPort === SECURE_PORT;
    const target = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    // By its own scheme, wss, the usual variables would not count.
    const proxy = getProxyForUrl(`${isSecure ? 'https' : 'http'}://${target}`);
    if (proxy === '') return isSecure ? connectTls(options) : connectTcp(options);
    const socket = await openTunnel(proxy, target);
    if (!isSecure) return socket;
    // The way is made already: what remains is whom to greet.
    const { host: _host, port: _port, path: _path, ...others } = options;
    return connectTls({ ...others, socket: socket as Socket });
  }
}

/** How long a proxy may take to connect: as long as the handshake behind it. */
const TUNNEL_MS = 10_000;

/** @throws Error where the proxy will not connect, or its address is none */
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
