import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Window } from '../../base/window.ts';
import { verdictOf } from '../errorCodes.ts';
import { type Api, isBilled, perMinuteOf } from './api.ts';
import { ApiGate, type Turn, type TurnEnd, type TurnRequest } from './apiGate.ts';
import { type ClockSkew, clockSkewOf } from './clockSkew.ts';
import { type FeishuError, toFeishuError } from './error.ts';
import { createHttp, type Http } from './http.ts';
import { createSdkClient, type SdkClient } from './sdk.ts';
import { createTenantToken, type TenantToken } from './token.ts';
import { createTroubles, type Trouble, type Troubles } from './troubles.ts';

/** One finished request, for metrics. */
export interface FeishuAnswer {
  readonly api: Api;
  /** Feishu's code, or `none`. */
  readonly code: string;
  readonly seconds: number;
  /** Counts against the monthly quota. */
  readonly billed: boolean;
}

export interface FeishuClient {
  turn(api: Api, request: TurnRequest): Promise<Turn>;
  /**
   * Makes one request in its turn, ends the turn, and reads the `data` of the answer. A refused token is dropped: on
   * `renew-token`, the caller asks again in another turn, since each request counts against the limits.
   *
   * @throws FeishuError, also if `read` throws one: an answer that cannot be right counts as a failed request
   */
  call<T>(
    api: Api,
    turn: Turn,
    request: (sdk: SdkClient) => Promise<unknown>,
    read: (data: unknown) => T,
  ): Promise<T>;
  /**
   * Fetches a token, so the next request can start at once. Never rejects: the request itself will report the failure.
   */
  prepare(): Promise<void>;
  /** Whether this API is paused now: optional parts of a card do not wait for it. */
  isPaused(api: Api): boolean;
  /** Counts a request of an earlier process against the limits; `at`: when it was answered, ms since the epoch. */
  remember(api: Api, at: number): void;
  /** What makes calls fail now. */
  troubles(): readonly Trouble[];
  /** How far our clock is from Feishu's, by the newest answer; undefined before the first. */
  clockSkew(): ClockSkew | undefined;
  /** Aborts the current requests. */
  close(): Promise<void>;
}

export interface FeishuClientOptions {
  /** Read at each use: the secret and the limits may change. */
  readonly feishu: { readonly appId: string; readonly appSecret: string; readonly baseUrl: string };
  readonly limits: { readonly appPerSecond: number; readonly appPerMinute: number };
  readonly clock: Clock;
  readonly log: Log;
  readonly onAnswer: (answer: FeishuAnswer) => void;
  /** The troubles have changed; gets all current ones. */
  readonly onTroubles?: (troubles: readonly Trouble[]) => void;
}

export function createFeishuClient(options: FeishuClientOptions): FeishuClient {
  return new Client(options);
}

class Client implements FeishuClient {
  readonly #options: FeishuClientOptions;
  readonly #http: Http;
  readonly #token: TenantToken;
  readonly #troubles: Troubles;
  readonly #gates = new Map<Api, { gate: ApiGate; windows: readonly Window[] }>();
  #sdk: SdkClient | undefined;
  #skew: ClockSkew | undefined;

  constructor(options: FeishuClientOptions) {
    const { clock, log, onTroubles } = options;
    this.#options = options;
    this.#http = createHttp(
      (answer) => {
        this.#skew = clockSkewOf(clock, answer) ?? this.#skew;
      },
      () => clock.monotonic(),
    );
    this.#token = createTenantToken({ clock, feishu: options.feishu, http: this.#http });
    this.#troubles = createTroubles({ clock, log, onChange: (all) => onTroubles?.(all) });
  }

  turn(api: Api, request: TurnRequest): Promise<Turn> {
    return this.#gateOf(api).gate.turn(request);
  }

  async call<T>(
    api: Api,
    turn: Turn,
    request: (sdk: SdkClient) => Promise<unknown>,
    read: (data: unknown) => T,
  ): Promise<T> {
    const startedAt = performance.now();
    let failure: FeishuError | undefined;
    try {
      return read(await this.#attempt(request));
    } catch (thrown) {
      failure = toFeishuError(thrown);
      this.#pauseFor(failure, api);
      throw failure;
    } finally {
      turn.done(endOf(failure));
      if (failure) this.#troubles.failed(api, failure);
      else this.#troubles.succeeded(api);
      this.#options.onAnswer({
        api,
        code: failure ? String(failure.code ?? 'none') : '0',
        seconds: (performance.now() - startedAt) / 1_000,
        billed: isBilled(api) && (!failure || failure.status === 200),
      });
    }
  }

  async prepare(): Promise<void> {
    await this.#token.ensure().catch(() => undefined);
  }

  isPaused(api: Api): boolean {
    return this.#gateOf(api).gate.isPaused();
  }

  remember(api: Api, at: number): void {
    const { clock } = this.#options;
    const agoMs = clock.now() - at;
    for (const window of this.#gateOf(api).windows) window.remember(clock.monotonic(), agoMs);
  }

  troubles(): readonly Trouble[] {
    return this.#troubles.current();
  }

  clockSkew(): ClockSkew | undefined {
    return this.#skew;
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** The `data` of the answer. A refused token is not used again. */
  async #attempt(request: (sdk: SdkClient) => Promise<unknown>): Promise<unknown> {
    const used = await this.#token.ensure();
    this.#sdk ??= createSdkClient({
      ...this.#options.feishu,
      log: this.#options.log,
      http: this.#http,
      token: () => this.#token.current(),
    });
    try {
      const answer = (await request(this.#sdk)) as { data?: unknown } | null;
      this.#token.taken();
      return answer?.data;
    } catch (thrown) {
      const error = toFeishuError(thrown);
      if (verdictOf(error).action === 'renew-token') this.#token.refuse(used);
      throw error;
    }
  }

  #gateOf(api: Api): { gate: ApiGate; windows: readonly Window[] } {
    let entry = this.#gates.get(api);
    if (!entry) {
      const { clock, limits } = this.#options;
      const windows = [
        new Window(() => limits.appPerSecond, 1_000),
        new Window(() => perMinuteOf(api, limits.appPerMinute), 60_000),
      ];
      entry = { gate: new ApiGate(clock, windows), windows };
      this.#gates.set(api, entry);
    }
    return entry;
  }

  /** The pause that Feishu asks for applies to the API, unless it is one chat's limit. */
  #pauseFor(error: FeishuError, api: Api): void {
    const verdict = verdictOf(error);
    if (verdict.action !== 'retry' || verdict.scope !== 'api') return;
    this.#gateOf(api).gate.pause(verdict.needsPerson ? HOLD_MS : (error.resetSeconds ?? 1) * 1_000);
  }
}

function endOf(failure: FeishuError | undefined): TurnEnd {
  if (!failure) return 'answered';
  // A wrong answer is an answer, too.
  if (failure.failure === 'wrong-answer' || failure.failure === 'bad-id') return 'answered';
  if (failure.code === undefined || (failure.status ?? 0) >= 500) return 'failed';
  const { action, scope, needsPerson } = verdictOf(failure);
  return action === 'retry' && scope === 'api' && needsPerson ? 'held' : 'answered';
}

/** After a refusal that only a person can fix, the next try is after this time. */
const HOLD_MS = 60_000;
