import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Window } from '../base/window.ts';
import { answerError, type FeishuError, toFeishuError } from './error.ts';
import { verdictOf } from './errorCodes.ts';
import { Gate, type Turn, type TurnEnd, type TurnRequest } from './gate.ts';
import { createHttp } from './http.ts';
import { createSdkClient, type SdkClient } from './sdk.ts';
import { createTenantToken } from './token.ts';

/** The APIs in use. Limits hold for each of them by itself. */
export type Api =
  | 'instance.get'
  | 'instance.list'
  | 'message.create'
  | 'message.patch'
  | 'message.reply'
  | 'message.urgentApp'
  | 'approval.subscribe'
  | 'approval.get'
  | 'user.batch'
  | 'department.batch';

/**
 * 100 a minute, below the general limit (open.feishu.cn/document/server-docs/approval-v4/event/event-interface/subscribe,
 * …/approval/get, …/instance/list).
 */
const SLOW_APIS: ReadonlySet<Api> = new Set(['approval.subscribe', 'approval.get', 'instance.list']);
const SLOW_PER_MINUTE = 90;
/** Contact, auth and event calls are free (open.feishu.cn/document/platform-notices/platform-updates-/custom-app-api-call-limit). */
const FREE_APIS: ReadonlySet<Api> = new Set(['user.batch', 'department.batch']);

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
   * Makes one request in its turn, and ends the turn. A refused token is dropped: the caller, told `renew-token`,
   * asks again in a turn of its own, since each request counts against the limits.
   *
   * @throws FeishuError
   */
  call<T>(api: Api, turn: Turn, request: (sdk: SdkClient) => Promise<unknown>): Promise<T>;
  /** Has a token at hand, so that the next request can leave at once. Never rejects: the request will say why not. */
  prepare(): Promise<void>;
  /** Whether this API is paused now: what a card can do without does not wait for it. */
  isPaused(api: Api): boolean;
  /** Counts requests of an earlier process into the windows. */
  remember(api: Api, at: number): void;
}

export interface FeishuClientOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly baseUrl: string;
  readonly appPerSecond: number;
  readonly appPerMinute: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAnswer: (answer: FeishuAnswer) => void;
}

export function createFeishuClient(o: FeishuClientOptions): FeishuClient {
  const http = createHttp();
  const token = createTenantToken({ ...o, http });
  let sdk: SdkClient | undefined;
  const gates = new Map<Api, { gate: Gate; windows: Window[] }>();

  const gateOf = (api: Api): { gate: Gate; windows: Window[] } => {
    let entry = gates.get(api);
    if (!entry) {
      const perMinute = SLOW_APIS.has(api) ? Math.min(SLOW_PER_MINUTE, o.appPerMinute) : o.appPerMinute;
      const windows = [new Window(o.appPerSecond, 1_000), new Window(perMinute, 60_000)];
      entry = { gate: new Gate(o.clock, windows), windows };
      gates.set(api, entry);
    }
    return entry;
  };

  /** A 200 with a code other than 0 is a failure like any other. A refused token is not used again. */
  const attempt = async (request: (sdk: SdkClient) => Promise<unknown>): Promise<unknown> => {
    const used = await token.ensure();
    sdk ??= createSdkClient({ ...o, http, token: token.current });
    try {
      const answer = await request(sdk);
      if ((answer as { code?: unknown } | null)?.code === 0) {
        token.taken();
        return answer;
      }
      throw answerError(answer, 200);
    } catch (thrown) {
      const error = toFeishuError(thrown);
      if (verdictOf(error).action === 'renew-token') token.refuse(used);
      throw error;
    }
  };

  return {
    turn: (api, request) => gateOf(api).gate.turn(request),
    async call<T>(api: Api, turn: Turn, request: (sdk: SdkClient) => Promise<unknown>): Promise<T> {
      const startedAt = performance.now();
      let failure: FeishuError | undefined;
      try {
        return (await attempt(request)) as T;
      } catch (thrown) {
        failure = toFeishuError(thrown);
        pauseFor(failure, api);
        throw failure;
      } finally {
        turn.done(endOf(failure));
        o.onAnswer({
          api,
          code: failure ? String(failure.code ?? 'none') : '0',
          seconds: (performance.now() - startedAt) / 1_000,
          billed: !FREE_APIS.has(api) && (!failure || failure.status === 200),
        });
      }
    },
    prepare: () =>
      token.ensure().then(
        () => undefined,
        () => undefined,
      ),
    isPaused: (api) => gateOf(api).gate.isPaused(),
    remember(api, at) {
      for (const window of gateOf(api).windows) window.remember(at);
    },
  };

  /** Feishu's own word on when to come back holds for the API, except where it is one chat's limit. */
  function pauseFor(error: FeishuError, api: Api): void {
    const verdict = verdictOf(error);
    if (verdict.action !== 'retry' || verdict.scope !== 'api') return;
    const spanMs = verdict.needsPerson ? HOLD_MS : (error.resetSeconds ?? 1) * 1_000;
    gateOf(api).gate.pause(o.clock.now() + spanMs);
  }
}

function endOf(failure: FeishuError | undefined): TurnEnd {
  if (!failure) return 'answered';
  if (failure.code === undefined || (failure.status ?? 0) >= 500) return 'failed';
  const { action, scope, needsPerson } = verdictOf(failure);
  return action === 'retry' && scope === 'api' && needsPerson ? 'held' : 'answered';
}

/** How often a fault that only a person can mend is looked at again. */
const HOLD_MS = 60_000;
