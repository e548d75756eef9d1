import type { Clock } from '../base/clock.ts';
import { Window } from '../base/window.ts';

/**
 * Whose turn it is in each chat: at most `perSecond` new messages in any second, one request at a time. Feishu
 * allows five a second per group, shared by all bots in it
 * (open.feishu.cn/document/server-docs/im-v1/message/create).
 */
export class ChatTurns {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #chats = new Map<string, { window: Window; pausedUntil: number }>();

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when a request to this chat may start. The caller sees to it that there is one at a time. */
  async ready(chat: string): Promise<void> {
    for (;;) {
      const { window, pausedUntil } = this.#of(chat);
      const now = this.#clock.now();
      const readyAt = Math.max(pausedUntil, window.readyAt(now));
      if (readyAt <= now) return;
      await new Promise<void>((resolve) => {
        this.#clock.at(readyAt, resolve, { background: true });
      });
    }
  }

  start(chat: string): void {
    this.#of(chat).window.start();
  }

  answered(chat: string): void {
    this.#of(chat).window.answered(this.#clock.now());
  }

  pause(chat: string, until: number): void {
    const turns = this.#of(chat);
    turns.pausedUntil = Math.max(turns.pausedUntil, until);
  }

  /** Counts a request that an earlier process made. */
  remember(chat: string, at: number): void {
    this.#of(chat).window.remember(at);
  }

  #of(chat: string): { window: Window; pausedUntil: number } {
    let turns = this.#chats.get(chat);
    if (!turns) {
      this.#forgetIdle();
      turns = { window: new Window(this.#perSecond, 1_000), pausedUntil: 0 };
      this.#chats.set(chat, turns);
    }
    return turns;
  }

  #forgetIdle(): void {
    if (this.#chats.size < 10_000) return;
    const now = this.#clock.now();
    for (const [chat, { window, pausedUntil }] of this.#chats) {
      if (pausedUntil <= now && window.isIdle(now)) this.#chats.delete(chat);
    }
  }
}
