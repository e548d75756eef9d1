import { atMost } from '../../base/atMost.ts';
import { backoffMs } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { asError, OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import type { Log } from '../../base/log.ts';
import type { Throttle } from '../../base/throttle.ts';
import { BAD_APP_ID } from '../../words/networkText.ts';
import { connectionDown, DOWN, withFault } from '../../words/socketText.ts';
import { createHttp } from '../client/http.ts';
import { openSdkSocket, type SdkSocket } from '../client/sdk.ts';
import { checkedEndpoint } from './socketEndpoint.ts';
import { SOCKET_TIMES, type SocketTimes } from './socketTimes.ts';
import { SocketWire } from './socketWire.ts';

export interface SocketOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly throttle: Throttle;
  /**
   * Receives one event. Resolves: acknowledged, with the answer if there is one. Rejects: refused, and Feishu sends it
   * again. Feishu waits 3 s.
   */
  readonly accept: (parsed: unknown, text: string) => Promise<object | undefined>;
  readonly onUp: () => void;
  readonly onDown: (why: string) => void;
  /** Something that is not a frame or event, or too large, was received. It is not acknowledged. */
  readonly onUnreadable: () => void;
  readonly times?: Partial<SocketTimes>;
}

export interface Socket {
  /** Whether events can come in now. */
  isConnected(): boolean;
  /** Why they cannot; undefined: they can. */
  fault(): Text | undefined;
  /** Accepts nothing more, lets the events in flight be acknowledged, closes. Idempotent. */
  stop(): Promise<void>;
}

/** The only format that the SDK's client accepts; with any other id its `start()` silently does nothing. */
const APP_ID = /^cli_[0-9a-fA-F]{16}$/;

/**
 * Keeps one long connection to Feishu open
 * (open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/request-url-configuration-case).
 *
 * It is in one of three states. *Opening*: a client of the SDK asks for the address and shakes hands. *Open*: events
 * come. *Waiting*: the last client is gone, a new one comes after a pause that doubles up to a minute. Any failure (a
 * refusal, a cut, silence, a nonsensical answer) leads to *waiting*. So no failure is final: it also recovers from a
 * wrong secret once it is corrected.
 *
 * @throws OperatorError if the SDK would not connect with the app id
 */
export function superviseSocket(options: SocketOptions): Socket {
  if (!APP_ID.test(options.appId)) {
    throw new OperatorError(BAD_APP_ID);
  }
  const supervisor = new Supervisor(options);
  supervisor.open();
  return supervisor;
}

class Supervisor implements Socket {
  readonly #options: SocketOptions;
  readonly #times: SocketTimes;
  readonly #http = createHttp();
  readonly #inFlight = new Set<Promise<void>>();
  #client: SdkSocket | undefined;
  #wire: SocketWire | undefined;
  /** When this client was created, and when it connected, by the monotonic clock; 0: not yet. */
  #openedAt = 0;
  #upAt = 0;
  #failures = 0;
  #why: Text = DOWN.opening;
  #cancelTimer: () => void = () => undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#times = { ...SOCKET_TIMES, ...options.times };
  }

  isConnected(): boolean {
    return this.#stopping === undefined && this.#client?.isOpen() === true;
  }

  fault(): Text | undefined {
    return this.isConnected() ? undefined : connectionDown(this.#why);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** One client for one connection. Callbacks of a client are ignored once it has a successor. */
  open(): void {
    const { clock } = this.#options;
    const wire = new SocketWire();
    this.#wire = wire;
    this.#openedAt = clock.monotonic();
    this.#upAt = 0;
    const isMine = (): boolean => wire === this.#wire && this.#stopping === undefined;
    let refusal: Text | undefined;
    this.#client = openSdkSocket({
      ...this.#options,
      ...this.#times,
      agent: wire,
      http: checkedEndpoint(this.#http, (why) => {
        refusal = why;
      }),
      receive: (parsed) => this.#receive(parsed),
      onOpen: () => isMine() && this.#up(),
      onFailed: () => isMine() && this.#down(refusal ?? DOWN.notOpened),
    });
    this.#check();
  }

  #up(): void {
    this.#upAt = this.#options.clock.monotonic();
    this.#why = DOWN.cut;
    this.#options.onUp();
  }

  #down(reason: Text): void {
    const { clock, onDown } = this.#options;
    const upForMs = this.#upAt > 0 ? clock.monotonic() - this.#upAt : 0;
    const fault = this.#wire?.fault;
    const why = fault === undefined ? reason : withFault(reason, fault);
    this.#why = why;
    this.#failures = this.#upAt > 0 && upForMs >= this.#times.settledMs ? 1 : this.#failures + 1;
    this.#hangUp();
    this.#cancelTimer();
    const againAt = clock.now() + backoffMs(this.#failures, this.#times.backoff);
    this.#cancelTimer = clock.at(againAt, () => this.open(), { background: true });
    onDown(why.en);
  }

  /** Checks the state of the client from time to time. */
  #check(): void {
    const { clock } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.at(
      clock.now() + this.#times.checkMs,
      () => {
        if (this.#upAt > 0 && this.#client?.isOpen() !== true) return this.#down(this.#why);
        if (this.#upAt === 0 && clock.monotonic() - this.#openedAt > this.#times.connectMs) {
          return this.#down(DOWN.late);
        }
        this.#check();
      },
      { background: true },
    );
  }

  #hangUp(): void {
    this.#client?.close({ force: true });
    this.#wire?.cut();
    this.#client = undefined;
    this.#wire = undefined;
  }

  async #receive(parsed: unknown): Promise<object | undefined> {
    if (this.#stopping) throw new Error('the program is stopping');
    const accepted = this.#options.accept(parsed, JSON.stringify(parsed));
    const ended = accepted.then(
      () => undefined,
      (thrown: unknown) => {
        const { log, throttle } = this.#options;
        const error = asError(thrown).message;
        throttle.run(`not taken ${error}`, (times) =>
          log.error({ error, times }, 'an event could not be taken: Feishu sends it again'),
        );
      },
    );
    this.#inFlight.add(ended);
    void ended.then(() => this.#inFlight.delete(ended));
    return accepted;
  }

  /** An acknowledgement is sent in the turn after its event was accepted, and only over the same connection. */
  async #stop(): Promise<void> {
    this.#why = DOWN.closed;
    this.#cancelTimer();
    const { clock } = this.#options;
    await atMost(clock, this.#times.drainMs, Promise.all(this.#inFlight));
    await new Promise((resolve) => setImmediate(resolve));
    this.#client?.close({ force: false });
    if (this.#wire) await atMost(clock, this.#times.farewellMs, this.#wire.closed());
    this.#hangUp();
  }
}
