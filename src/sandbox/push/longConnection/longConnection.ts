import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../../api/endpoint.ts';
import type { FaultInjector } from '../../api/faults.ts';
import { ApiRefusal } from '../../api/refusal.ts';
import type { World } from '../../world/world.ts';
import type { EventEnvelope, Transport } from '../pushQueue.ts';
import type { WebhookAnswer } from '../webhookTransport.ts';
import { ClientConnection } from './clientConnection.ts';

/** What can be changed while it runs. */
export interface LongConnectionKnobs {
  /** How often clients shall ping; default two minutes. */
  readonly pingIntervalMs: number;
  /** Larger events go out in parts of this size; default 32 KiB. */
  readonly partBytes: number;
  /** The last part first. */
  readonly reversed: boolean;
  /** How many connections an app may have; default 50. */
  readonly limit: number;
}

const KNOBS: LongConnectionKnobs = {
  pingIntervalMs: 120_000,
  partBytes: 32 * 1024,
  reversed: false,
  limit: 50,
};
const SERVICE_ID = 7;

/**
 * Feishu's side of the long connection: `POST /callback/ws/endpoint` gives an address that is good for one
 * WebSocket, over which protobuf frames go. Each event goes to one of the connections, any of them, and to no
 * other (…/event-subscription-configure-/request-url-configuration-case).
 *
 * Faults strike `socket.endpoint` (any kind), `socket.handshake` (`hang`, `cut`, `status`), `socket.ping` and
 * `socket.event` (`cut`; every other kind: silence).
 */
export class LongConnection implements Transport {
  readonly #world: World;
  readonly #faults: FaultInjector;
  readonly #appSecret: string;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<ClientConnection>();
  readonly #tickets = new Set<string>();
  readonly #hanging = new Set<Duplex>();
  #knobs = KNOBS;
  #url = '';

  constructor(world: World, faults: FaultInjector, appSecret: string) {
    this.#world = world;
    this.#faults = faults;
    this.#appSecret = appSecret;
  }

  /** How many connections take events. */
  get count(): number {
    return [...this.#connections].filter((connection) => connection.isReady).length;
  }

  turn(knobs: Partial<LongConnectionKnobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs };
  }

  /** Ends every connection: with a close frame, or abruptly. */
  cut({ goodbye = false } = {}): void {
    for (const connection of this.#connections) connection.end(goodbye);
  }

  /** Sends bytes over every connection as they are, for what no server should send. */
  sendRaw(bytes: Uint8Array): void {
    for (const connection of this.#connections) connection.sendRaw(bytes);
  }

  /** Reads nothing more from any connection, close frames included: a machine that hangs with its sockets open. */
  freeze(): void {
    for (const connection of this.#connections) connection.freeze();
  }

  async deliver(envelope: EventEnvelope): Promise<'taken' | 'refused'> {
    const ready = [...this.#connections].filter((connection) => connection.isReady);
    const connection = ready[Math.floor(Math.random() * ready.length)];
    const { partBytes, reversed } = this.#knobs;
    const answer = await connection?.send(envelope, partBytes, reversed);
    return answer?.code === 200 ? 'taken' : 'refused';
  }

  /** Calls back about a card, once, as the webhook does. */
  async call(envelope: EventEnvelope): Promise<WebhookAnswer | undefined> {
    const connection = [...this.#connections].find((one) => one.isReady);
    const answer = await connection?.send(envelope, this.#knobs.partBytes, false);
    if (!answer) return undefined;
    return { status: answer.code, body: Buffer.from(answer.data ?? '', 'base64').toString('utf8') };
  }

  /** Takes WebSockets on this server; `url` is where it listens. */
  attach(server: Server, url: string): void {
    this.#url = url.replace(/^http/, 'ws');
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  stop(): void {
    for (const connection of this.#connections) connection.end(false);
    for (const socket of this.#hanging) socket.destroy();
  }

  /** Its error codes come with HTTP 200, except those of the gateway. */
  endpoint(): Endpoint {
    return {
      api: 'socket.endpoint',
      method: 'POST',
      path: '/callback/ws/endpoint',
      atRoot: true,
      scope: 'none',
      open: true,
      act: ({ body }) => {
        if (body.AppID !== this.#world.appId || body.AppSecret !== this.#appSecret) {
          throw new ApiRefusal(514, 'auth failed', { status: 200 });
        }
        if (this.#connections.size >= this.#knobs.limit) {
          throw new ApiRefusal(1000040350, 'the number of connections exceeded the limit', {
            status: 200,
            reason: 'limit',
          });
        }
        const ticket = randomUUID();
        this.#tickets.add(ticket);
        // The SDK reads the address as if it were all query: what it looks for must not stand first.
        const query = `fpid=1&device_id=${randomUUID()}&service_id=${SERVICE_ID}&ticket=${ticket}`;
        return { data: { URL: `${this.#url}/ws/v2?${query}`, ClientConfig: this.#config() } };
      },
    };
  }

  /** In seconds. */
  #config(): object {
    const PingInterval = this.#knobs.pingIntervalMs / 1_000;
    return { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval };
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://sandbox');
    const fault = this.#faults.match({ api: 'socket.handshake' })?.fault;
    if (fault?.kind === 'hang') this.#hanging.add(socket.on('close', () => this.#hanging.delete(socket)));
    else if (fault?.kind === 'cut') socket.destroy();
    else if (fault) refuse(socket, fault.status ?? 500, fault.code ?? 0);
    else if (pathname !== '/ws/v2') refuse(socket, 404, 0);
    else if (!this.#tickets.delete(searchParams.get('ticket') ?? '')) refuse(socket, 403, 514);
    else this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  #welcome(webSocket: WebSocket): void {
    const connection = new ClientConnection(webSocket, {
      clock: this.#world.clock,
      faults: this.#faults,
      serviceId: SERVICE_ID,
      config: () => this.#config(),
      onChange: () => this.#world.signals.emit('connection', this.count),
    });
    this.#connections.add(connection);
    webSocket.on('close', () => this.#connections.delete(connection));
  }
}

/** A handshake is refused with a status and, from Feishu itself, its code in a header. */
function refuse(socket: Duplex, status: number, code: number): void {
  const statusHeader = code === 0 ? '' : `Handshake-Status: ${code}\r\n`;
  socket.end(`HTTP/1.1 ${status} Refused\r\n${statusHeader}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
