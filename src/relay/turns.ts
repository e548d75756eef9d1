import type { Clock } from '../base/clock.ts';
import { Window } from '../base/window.ts';

/**
 * Whose turn it is, for each chat or each message: at most `perSecond` requests in any second, one at a time. Feishu
 * allows five new messages a second per group, shared by all bots in it
 * (open.feishu.cn/document/server-docs/im-v1/message/create), and five updates a second of one message
 * (open.feishu.cn/document/server-docs/im-v1/message-card/patch).
 */
export class Turns {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #targets = new Map<string, { window: Window; pausedUntil: number }>();

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when a request to this target may start. The caller sees to it that there is one at a time. */
  async ready(target: string): Promise<void> {
    for (;;) {
      const { window, pausedUntil } = this.#of(target);
      const now = this.#clock.now();
      const readyAt = Math.max(pausedUntil, window.readyAt(now));
      if (readyAt <= now) return;
      await new Promise<void>((resolve) => {
        this.#clock.at(readyAt, resolve, { background: true });
      });
    }
  }

  start(target: string): void {
    this.#of(target).window.start();
  }

  answered(target: string): void {
    this.#of(target).window.answered(this.#clock.now());
  }

  pause(target: string, until: number): void {
    const turns = this.#of(target);
    turns.pausedUntil = Math.max(turns.pausedUntil, until);
  }

  /** Counts a request that an earlier process made. */
  remember(target: string, at: number): void {
    this.#of(target).window.remember(at);
  }

  #of(target: string): { window: Window; pausedUntil: number } {
    let turns = this.#targets.get(target);
    if (!turns) {
      this.#forgetIdle();
      turns = { window: new Window(this.#perSecond, 1_000), pausedUntil: 0 };
      this.#targets.set(target, turns);
    }
    return turns;
  }

  #forgetIdle(): void {
    if (this.#targets.size < 10_000) return;
    const now = this.#clock.now();
    for (const [target, { window, pausedUntil }] of this.#targets) {
      if (pausedUntil <= now && window.isIdle(now)) this.#targets.delete(target);
    }
  }
}
