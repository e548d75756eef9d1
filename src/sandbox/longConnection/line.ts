import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../base/clock.ts';
import type { FaultBox } from '../faults.ts';
import type { Envelope } from '../pushes.ts';
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame } from './frame.ts';

/** The acknowledgement must be there within this (…/event-subscription-configure-/request-url-configuration-case). */
const ANSWER_MS = 3_000;

export interface LineOptions {
  readonly clock: Clock;
  readonly faults: FaultBox;
  readonly serviceId: number;
  /** What a pong carries: the ClientConfig as it is now. */
  readonly config: () => object;
  /** It is ready, or it is gone. */
  readonly onChange: () => void;
}

/** One client's connection. It takes events once the client has pinged: before that nobody may be listening yet. */
export class Line {
  isReady = false;
  readonly #socket: WebSocket;
  readonly #options: LineOptions;
  /** By message id: who waits for its acknowledgement. */
  readonly #waiting = new Map<string, (code: number | undefined) => void>();

  constructor(socket: WebSocket, options: LineOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data) => this.#hear(data));
    // A client that breaks the rules of WebSocket loses its connection, which 'close' tells.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isReady = false;
      for (const answer of [...this.#waiting.values()]) answer(undefined);
      options.onChange();
    });
  }

  /** Sends an event, in parts of at most `partBytes`; resolves to the code of its acknowledgement, if one came. */
  send(envelope: Envelope, partBytes: number, reversed: boolean): Promise<number | undefined> {
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
      const answer = (code: number | undefined): void => {
        cancel();
        this.#waiting.delete(messageId);
        resolve(code);
      };
      this.#waiting.set(messageId, answer);
      const strike = faults.strike({ api: 'socket.event' });
      if (strike?.fault.kind === 'cut') return this.#socket.terminate();
      if (strike) return;
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

  #hear(data: RawData): void {
    const { method, headers, payload } = decodeFrame(data as Buffer);
    if (method === DATA) this.#waiting.get(headers.message_id ?? '')?.(codeOf(payload));
    else if (headers.type === 'ping') this.#answerPing();
  }

  #answerPing(): void {
    const kind = this.#options.faults.strike({ api: 'socket.ping' })?.fault.kind;
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

/** Cuts between any two bytes, in the middle of a character too, as Feishu does. */
function split(bytes: Buffer, partBytes: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(bytes.subarray(at, at + partBytes));
  return parts;
}

function codeOf(payload: Uint8Array): number {
  return (JSON.parse(Buffer.from(payload).toString('utf8')) as { code: number }).code;
}
