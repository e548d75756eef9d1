import type { ClientRequest } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { getProxyForUrl } from 'proxy-from-env';

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
  readonly #open = new Set<Socket>();
  #cut = false;

  override async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    const socket = await this.#connect(request, options);
    if (this.#cut) socket.destroy();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
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

  async #connect(request: ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    const scheme = options.secureEndpoint ? 'https' : 'http';
    // By its own scheme, wss, the usual variables would not count.
    const proxy = getProxyForUrl(`${scheme}://${request.getHeader('host')}`);
    if (proxy !== '') {
      const { HttpsProxyAgent } = await import('https-proxy-agent');
      return new HttpsProxyAgent(proxy).connect(request, options);
    }
    return options.secureEndpoint ? connectTls(options) : connectTcp(options);
  }
}
