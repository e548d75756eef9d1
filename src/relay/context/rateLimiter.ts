import { atMost } from '../../base/atMost.ts';
import type { Clock } from '../../base/clock.ts';
import { Mutex } from '../../base/mutex.ts';
import { Window } from '../../base/window.ts';

/** The rate limiters of chats and messages: new messages and replies count in their chat, updates in their message. */
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

/** The right to make one request to a target. While it is held, no other request is made there. */
export interface Slot {
  /** The request was answered, or never will be. */
  answered(): void;
  /** No request was made. Does nothing after {@link Slot.answered}. */
  unused(): void;
}

/** One chat, or one message. */
interface Target {
  readonly window: Window;
  readonly mutex: Mutex;
  pausedUntil: number;
  /** How many requests have a slot, or wait for one. */
  takers: number;
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
  readonly #targets = new Map<string, Target>();

  /** @param perSecond a number, or a function that returns it, since it may change */
  constructor(clock: Clock, perSecond: number | (() => number)) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when a request to this target may start. The slot must be returned. */
  async take(target: string, { isUrgent = false } = {}): Promise<Slot> {
    const state = this.#of(target);
    state.takers += 1;
    const release = await state.mutex.take({ isUrgent });
    await this.#free(state);
    return this.#slot(state, release);
  }

  /** The same, before everything else that waits for this target; undefined: not within `patienceMs`. */
  async takeSoon(target: string, patienceMs: number): Promise<Slot | undefined> {
    const taking = this.take(target, { isUrgent: true });
    if ((await atMost(this.#clock, patienceMs, taking)) === 'done') return taking;
    void taking.then((slot) => slot.unused());
    return undefined;
  }

  /** Counts a request that does not wait: a buzz, which is not a message. */
  takeAtOnce(target: string): Slot {
    const state = this.#of(target);
    state.takers += 1;
    return this.#slot(state, () => undefined);
  }

  /** Lets nothing through to this target for this long. */
  pause(target: string, spanMs: number): void {
    const state = this.#of(target);
    state.pausedUntil = Math.max(state.pausedUntil, this.#clock.monotonic() + spanMs);
  }

  /** Counts a request that an earlier process made; `at`: ms since the epoch when it was answered. */
  remember(target: string, at: number): void {
    this.#of(target).window.remember(this.#clock.monotonic(), this.#clock.now() - at);
  }

  async #free(state: Target): Promise<void> {
    for (;;) {
      const now = this.#clock.monotonic();
      const readyAt = Math.max(state.pausedUntil, state.window.readyAt(now));
      if (readyAt <= now) return;
      await new Promise<void>((resolve) => {
        this.#clock.at(this.#clock.now() + (readyAt - now), resolve, { background: true });
      });
    }
  }

  #slot(state: Target, release: () => void): Slot {
    const { window } = state;
    let isHeld = true;
    const giveBack = (count: () => void): void => {
      if (!isHeld) return;
      isHeld = false;
      count();
      state.takers -= 1;
      release();
    };
    window.start();
    return {
      answered: () => giveBack(() => window.answered(this.#clock.monotonic())),
      unused: () => giveBack(() => window.unused()),
    };
  }

  #of(target: string): Target {
    let state = this.#targets.get(target);
    if (!state) {
      this.#forgetIdle();
      const window = new Window(this.#perSecond, 1_000);
      state = { window, mutex: new Mutex(), pausedUntil: Number.NEGATIVE_INFINITY, takers: 0 };
      this.#targets.set(target, state);
    }
    return state;
  }

  #forgetIdle(): void {
    if (this.#targets.size < 10_000) return;
    const now = this.#clock.monotonic();
    for (const [target, { window, pausedUntil, takers }] of this.#targets) {
      if (takers === 0 && pausedUntil <= now && window.isIdle(now)) this.#targets.delete(target);
    }
  }
}
