import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../endpoint.ts';
import type { FaultBox } from '../faults.ts';
import type { Envelope, Transport } from '../pushes.ts';
import { Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { Line } from './line.ts';

/** What can be turned while it runs. */
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
  readonly #faults: FaultBox;
  readonly #appSecret: string;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #lines = new Set<Line>();
  readonly #tickets = new Set<string>();
  readonly #hanging = new Set<Duplex>();
  #knobs = KNOBS;
  #url = '';

  constructor(world: World, faults: FaultBox, appSecret: string) {
    this.#world = world;
    this.#faults = faults;
    this.#appSecret = appSecret;
  }

  /** How many connections take events. */
  get count(): number {
    return [...this.#lines].filter((line) => line.isReady).length;
  }

  turn(knobs: Partial<LongConnectionKnobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs };
  }

  /** Ends every connection: with a goodbye, or as a cable that is pulled. */
  cut({ goodbye = false } = {}): void {
    for (const line of this.#lines) line.end(goodbye);
  }

  /** Sends bytes over every connection as they are, for what no server should send. */
  sendRaw(bytes: Uint8Array): void {
    for (const line of this.#lines) line.sendRaw(bytes);
  }

  /** Reads nothing more from any connection, goodbyes included: a machine that hangs, with its sockets open. */
  freeze(): void {
    for (const line of this.#lines) line.freeze();
  }

  async deliver(envelope: Envelope): Promise<'taken' | 'refused'> {
    const ready = [...this.#lines].filter((line) => line.isReady);
    const line = ready[Math.floor(Math.random() * ready.length)];
    const { partBytes, reversed } = this.#knobs;
    return (await line?.send(envelope, partBytes, reversed)) === 200 ? 'taken' : 'refused';
  }

  /** Takes WebSockets on this server; `url` is where it listens. */
  attach(server: Server, url: string): void {
    this.#url = url.replace(/^http/, 'ws');
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  stop(): void {
    for (const line of this.#lines) line.end(false);
    for (const socket of this.#hanging) socket.destroy();
  }

  /** Its codes come with HTTP 200, but for those of a gateway. */
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
          throw new Refusal(514, 'auth failed', { status: 200 });
        }
        if (this.#lines.size >= this.#knobs.limit) {
          throw new Refusal(1000040350, 'the number of connections exceeded the limit', {
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
    const fault = this.#faults.strike({ api: 'socket.handshake' })?.fault;
    if (fault?.kind === 'hang') this.#hanging.add(socket.on('close', () => this.#hanging.delete(socket)));
    else if (fault?.kind === 'cut') socket.destroy();
    else if (fault) refuse(socket, fault.status ?? 500, fault.code ?? 0);
    else if (pathname !== '/ws/v2') refuse(socket, 404, 0);
    else if (!this.#tickets.delete(searchParams.get('ticket') ?? '')) refuse(socket, 403, 514);
    else this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  #welcome(webSocket: WebSocket): void {
    const line = new Line(webSocket, {
      clock: this.#world.clock,
      faults: this.#faults,
      serviceId: SERVICE_ID,
      config: () => this.#config(),
      onChange: () => this.#world.signals.emit('connection', this.count),
    });
    this.#lines.add(line);
    webSocket.on('close', () => this.#lines.delete(line));
  }
}

/** A handshake is refused with a status and, from Feishu itself, its code in a header. */
function refuse(socket: Duplex, status: number, code: number): void {
  const told = code === 0 ? '' : `Handshake-Status: ${code}\r\n`;
  socket.end(`HTTP/1.1 ${status} Refused\r\n${told}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
