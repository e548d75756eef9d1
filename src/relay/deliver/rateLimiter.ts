import type { Clock } from '../../base/clock.ts';
import { Window } from '../../base/window.ts';

/** The rate limiters of deliveries: new messages and replies count in their chat, updates in their message. */
export interface RateLimiters {
  readonly chats: RateLimiter;
  readonly messages: RateLimiter;
}

/** Updates of one message a second (open.feishu.cn/document/server-docs/im-v1/message-card/patch). */
const UPDATES_PER_SECOND = 5;

export function createRateLimiters(clock: Clock, limits: { readonly chatPerSecond: number }): RateLimiters {
  return {
    chats: new RateLimiter(clock, () => limits.chatPerSecond),
    messages: new RateLimiter(clock, UPDATES_PER_SECOND),
  };
}

/** The rate limiter in which a request counts. A buzz takes up none of a chat's messages. */
export function limiterOf({ chats, messages }: RateLimiters, api: string): RateLimiter {
  return api === 'message.patch' || api === 'message.urgentApp' ? messages : chats;
}

/**
 * A rate limiter for each chat or each message: at most `perSecond` requests in any second, one at a time. Feishu
 * allows five new messages a second per group, shared by all bots in it
 * (open.feishu.cn/document/server-docs/im-v1/message/create), and five updates a second of one message
 * (open.feishu.cn/document/server-docs/im-v1/message-card/patch).
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number | (() => number);
  readonly #targets = new Map<string, { window: Window; pausedUntil: number }>();

  /** @param perSecond a number, or what says it each time it is needed: it may change */
  constructor(clock: Clock, perSecond: number | (() => number)) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when a request to this target may start. The caller sees to it that there is one at a time. */
  async ready(target: string): Promise<void> {
    for (;;) {
      const { window, pausedUntil } = this.#of(target);
      const now = this.#clock.monotonic();
      const readyAt = Math.max(pausedUntil, window.readyAt(now));
      if (readyAt <= now) return;
      await new Promise<void>((resolve) => {
        this.#clock.at(this.#clock.now() + (readyAt - now), resolve, { background: true });
      });
    }
  }

  /** A request to this target leaves now. */
  start(target: string): void {
    this.#of(target).window.start();
  }

  /** It was answered, or will never be. */
  answered(target: string): void {
    this.#of(target).window.answered(this.#clock.monotonic());
  }

  /** Lets nothing through to this target for so long. */
  pause(target: string, spanMs: number): void {
    const state = this.#of(target);
    state.pausedUntil = Math.max(state.pausedUntil, this.#clock.monotonic() + spanMs);
  }

  /** Counts a request that an earlier process made; `at`: ms since the epoch when it was answered. */
  remember(target: string, at: number): void {
    this.#of(target).window.remember(this.#clock.monotonic(), this.#clock.now() - at);
  }

  #of(target: string): { window: Window; pausedUntil: number } {
    let state = this.#targets.get(target);
    if (!state) {
      this.#forgetIdle();
      state = { window: new Window(this.#perSecond, 1_000), pausedUntil: Number.NEGATIVE_INFINITY };
      this.#targets.set(target, state);
    }
    return state;
  }

  #forgetIdle(): void {
    if (this.#targets.size < 10_000) return;
    const now = this.#clock.monotonic();
    for (const [target, { window, pausedUntil }] of this.#targets) {
      if (pausedUntil <= now && window.isIdle(now)) this.#targets.delete(target);
    }
  }
}
