import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../../base/clock.ts';
import type { FaultInjector } from '../../api/faults.ts';
import type { EventEnvelope } from '../pushQueue.ts';
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame } from './frame.ts';

/** The acknowledgement must be there within this (…/event-subscription-configure-/request-url-configuration-case). */
const ANSWER_MS = 3_000;

export interface ClientConnectionOptions {
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly serviceId: number;
  /** The current ClientConfig, which a pong carries. */
  readonly config: () => object;
  /** Called when it becomes ready or is closed. */
  readonly onChange: () => void;
}

/** One client's connection. It gets events once the client has pinged: before that it may not be listening yet. */
export class ClientConnection {
  isReady = false;
  readonly #socket: WebSocket;
  readonly #options: ClientConnectionOptions;
  /** Callbacks for the acknowledgement, by message id. */
  readonly #waiting = new Map<string, (answer: Acknowledgement | undefined) => void>();

  constructor(socket: WebSocket, options: ClientConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data) => this.#receive(data));
    // A client that breaks the rules of WebSocket loses its connection: 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isReady = false;
      for (const answer of [...this.#waiting.values()]) answer(undefined);
      options.onChange();
    });
  }

  /** Sends an event, in parts of at most `partBytes`; resolves to its acknowledgement, if one came. */
  send(envelope: EventEnvelope, partBytes: number, reversed: boolean): Promise<Acknowledgement | undefined> {
    const messageId = randomUUID();
    const parts = split(Buffer.from(JSON.stringify(envelope)), partBytes);
    const frames = parts.map((payload, seq) =>
      this.#frame(DATA, 'event', payload, {
        message_id: messageId,
        sum: String(parts.length),
        seq: String(seq),
        trace_id: messageId,
      }),
    );
    return new Promise((resolve) => {
      const { clock, faults } = this.#options;
      const cancel = clock.at(clock.now() + ANSWER_MS, () => answer(undefined), { background: true });
      const answer = (acknowledged: Acknowledgement | undefined): void => {
        cancel();
        this.#waiting.delete(messageId);
        resolve(acknowledged);
      };
      this.#waiting.set(messageId, answer);
      const hit = faults.match({ api: 'socket.event' });
      if (hit?.fault.kind === 'cut') return this.#socket.terminate();
      if (hit) return;
      for (const frame of reversed ? frames.reverse() : frames) this.#socket.send(encodeFrame(frame));
    });
  }

  /** Sends bytes as they are, for what no server should send. */
  sendRaw(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  freeze(): void {
    this.#socket.pause();
  }

  /** Ends it, with a goodbye or by cutting the wire. */
  end(goodbye: boolean): void {
    if (goodbye) this.#socket.close(1001);
    else this.#socket.terminate();
  }

  #receive(data: RawData): void {
    const { method, headers, payload } = decodeFrame(data as Buffer);
    if (method === DATA) this.#waiting.get(headers.message_id ?? '')?.(acknowledgementIn(payload));
    else if (headers.type === 'ping') this.#answerPing();
  }

  #answerPing(): void {
    const kind = this.#options.faults.match({ api: 'socket.ping' })?.fault.kind;
    if (kind === 'cut') this.#socket.terminate();
    if (kind === undefined) {
      const config = Buffer.from(JSON.stringify(this.#options.config()));
      this.#socket.send(encodeFrame(this.#frame(CONTROL, 'pong', config, {})));
    }
    this.isReady = kind !== 'cut';
    this.#options.onChange();
  }

  #frame(method: number, type: string, payload: Uint8Array, headers: Frame['headers']): Frame {
    return { method, service: this.#options.serviceId, headers: { type, ...headers }, payload };
  }
}

/** Splits between any two bytes, even inside a character, as Feishu does. */
function split(bytes: Buffer, partBytes: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(bytes.subarray(at, at + partBytes));
  return parts;
}

/** What a client answers to an event. */
interface Acknowledgement {
  readonly code: number;
  /** JSON in base64: the answer to a callback. */
  readonly data?: string;
}

function acknowledgementIn(payload: Uint8Array): Acknowledgement {
  return JSON.parse(Buffer.from(payload).toString('utf8')) as Acknowledgement;
}
