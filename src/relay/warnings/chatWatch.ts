import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Ledger } from '../../store/ledger.ts';

/**
 * Whether the bot is in a group:
 * - `in`, `out`: Feishu says so; `name`: the group's name, if given;
 * - `unknown`: the app may not ask, and asking again does not help;
 * - `later`: no answer came.
 */
export interface Membership {
  readonly is: 'in' | 'out' | 'unknown' | 'later';
  readonly name?: string | undefined;
}

export interface ChatWatchParts {
  /** Ids of the groups that the configuration names. */
  readonly chats: () => readonly string[];
  readonly ask: (chat: string) => Promise<Membership>;
  readonly ledger: Pick<Ledger, 'joinedChats' | 'noteJoined'>;
  readonly warnings: Warnings;
  /** Only one of several replicas asks. */
  readonly isWorking: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Each request is billed: after a "yes" it is not repeated for this time. */
const KNOWN_MS = 30 * DAY_MS;
const NOT_WORKING_MS = 30 * SECOND_MS;
/** Between two requests about a group without the bot: doubled each time. */
const AGAIN_MS = { first: 10 * MINUTE_MS, most: 6 * 60 * MINUTE_MS } as const;

interface Asked {
  /** By the monotonic clock: when to ask about it. */
  at: number;
  spanMs: number;
}

/**
 * Asks once, after the start, whether the bot is in the groups of the configuration, and warns about the others, before
 * the first card fails. If the app may not ask, there is no warning.
 */
export class ChatWatch {
  readonly #parts: ChatWatchParts;
  readonly #loop: Loop;
  #open: Map<string, Asked> | undefined;

  constructor(parts: ChatWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    const onError = logsError(log, 'debug', 'whether the bot is in its groups could not be checked');
    this.#loop = startLoop({ clock, everyMs: MINUTE_MS, onError }, () => this.#askNext());
  }

  /** The configuration has changed: it may name other groups. */
  again(): void {
    this.#open = undefined;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Asks about one group. Returns when to continue, ms since the epoch. */
  async #askNext(): Promise<number> {
    const { clock, isWorking } = this.#parts;
    if (!isWorking()) return clock.now() + NOT_WORKING_MS;
    const open = this.#open ?? (await this.#unknownChats());
    this.#open = open;
    const now = clock.monotonic();
    const next = [...open].find(([, { at }]) => at <= now);
    if (!next) return Number.POSITIVE_INFINITY;
    const [chat, asked] = next;
    const { is, name } = await this.#parts.ask(chat);
    if (is === 'unknown') open.clear();
    else await this.#note(chat, is, name);
    if (is === 'in') open.delete(chat);
    asked.at = now + asked.spanMs;
    asked.spanMs = Math.min(2 * asked.spanMs, AGAIN_MS.most);
    return clock.now() + SECOND_MS;
  }

  async #note(chat: string, is: Membership['is'], name: string | undefined): Promise<void> {
    const { warnings, ledger, clock } = this.#parts;
    if (is === 'out') warnings.raise({ code: 'bot-not-in-chat', ids: { chat }, details: { name } });
    if (is !== 'in') return;
    warnings.over('bot-not-in-chat', chat);
    await ledger.noteJoined(chat, clock.now());
  }

  async #unknownChats(): Promise<Map<string, Asked>> {
    const { chats, ledger, clock } = this.#parts;
    const joined = await ledger.joinedChats();
    const isKnown = (chat: string): boolean =>
      Math.abs(clock.now() - (joined.get(chat) ?? Number.NEGATIVE_INFINITY)) < KNOWN_MS;
    const unknown = chats().filter((chat) => !isKnown(chat));
    const now = clock.monotonic();
    return new Map(unknown.map((chat) => [chat, { at: now, spanMs: AGAIN_MS.first }]));
  }
}
