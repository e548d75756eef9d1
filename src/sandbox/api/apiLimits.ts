import type { Clock } from '../../base/clock.ts';
import { ApiRefusal } from './refusal.ts';

/**
 * Rate limits of the sandbox (open.feishu.cn/document/server-docs/api-call-guide/frequency-control and the pages of the
 * APIs). Every API has its own count.
 */
export interface SandboxLimits {
  /** New messages and replies in one chat. */
  readonly chatPerSecond: number;
  /** Updates of one message. */
  readonly messagePerSecond: number;
  readonly apiPerSecond: number;
  readonly apiPerMinute: number;
  /** Definitions, subscriptions and lists of instances. */
  readonly slowApiPerMinute: number;
}

const FEISHU_LIMITS: SandboxLimits = {
  chatPerSecond: 5,
  messagePerSecond: 5,
  apiPerSecond: 50,
  apiPerMinute: 1000,
  slowApiPerMinute: 100,
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Rate limiter with strict sliding windows: a request that would overfill its window is refused. */
export class ApiRateLimiter {
  readonly #clock: Clock;
  #limits: SandboxLimits | undefined;
  readonly #windows = new Map<string, number[]>();

  constructor(clock: Clock, limits: Partial<SandboxLimits> | 'lifted' = {}) {
    this.#clock = clock;
    this.#limits = limits === 'lifted' ? undefined : { ...FEISHU_LIMITS, ...limits };
  }

  set(limits: Partial<SandboxLimits> | 'lifted'): void {
    this.#limits = limits === 'lifted' ? undefined : { ...FEISHU_LIMITS, ...limits };
  }

  /**
   * Counts a request to `api`.
   *
   * @throws ApiRefusal 99991400 with HTTP 429
   */
  api(api: string, slow: boolean): void {
    const limits = this.#limits;
    if (!limits) return;
    const windows: [string, number, number][] = slow
      ? [[`${api}/min`, limits.slowApiPerMinute, MINUTE_MS]]
      : [
          [`${api}/s`, limits.apiPerSecond, SECOND_MS],
          [`${api}/min`, limits.apiPerMinute, MINUTE_MS],
        ];
    for (const [key, limit, spanMs] of windows) {
      const waitMs = this.#waitMs(key, limit, spanMs);
      if (waitMs === 0) continue;
      throw new ApiRefusal(99991400, 'request trigger frequency limit', {
        status: 429,
        reason: 'limit',
        headers: {
          'x-ogw-ratelimit-limit': String(limit),
          'x-ogw-ratelimit-reset': String(Math.ceil(waitMs / SECOND_MS)),
        },
      });
    }
    for (const [key] of windows) this.#count(key);
  }

  /**
   * Counts a new message or reply in a chat.
   *
   * @throws ApiRefusal 230020
   */
  chat(chatId: string): void {
    this.#countOr230020(`chat ${chatId}`, this.#limits?.chatPerSecond);
  }

  /**
   * Counts an update of a message.
   *
   * @throws ApiRefusal 230020
   */
  message(messageId: string): void {
    this.#countOr230020(`message ${messageId}`, this.#limits?.messagePerSecond);
  }

  #countOr230020(key: string, limit: number | undefined): void {
    if (limit === undefined) return;
    if (this.#waitMs(key, limit, SECOND_MS) > 0) {
      throw new ApiRefusal(230020, 'This operation triggers the frequency limit.', { reason: 'limit' });
    }
    this.#count(key);
  }

  #count(key: string): void {
    this.#windows.set(key, [...(this.#windows.get(key) ?? []), this.#clock.now()]);
  }

  /** How long until the window has room, in ms; 0 when it has. */
  #waitMs(key: string, limit: number, spanMs: number): number {
    const now = this.#clock.now();
    const counted = (this.#windows.get(key) ?? []).filter((at) => at > now - spanMs);
    this.#windows.set(key, counted);
    return counted.length < limit ? 0 : Math.max(1, (counted[counted.length - limit] ?? now) + spanMs - now);
  }
}
