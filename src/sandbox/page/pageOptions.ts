import type { Middleware } from 'koa';
import type { ShiftableClock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';
import type { Sandbox } from '../sandbox.ts';
import type { StoryLanguage } from '../story/storyLanguage.ts';

/** The part of the sandbox that the page shows and changes. */
export type DemoSandbox = Pick<
  Sandbox,
  | 'instances'
  | 'press'
  | 'instance'
  | 'approvals'
  | 'chats'
  | 'people'
  | 'messages'
  | 'pushes'
  | 'faults'
  | 'turn'
  | 'on'
  | 'submit'
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'revoke'
  | 'remove'
  | 'overtimeClose'
  | 'overtimeRecover'
  | 'addBot'
  | 'removeBot'
  | 'recall'
  | 'say'
>;

/** One delivery as the bot recorded it. `at` is ms since the epoch. */
export interface DemoDelivery {
  readonly at: number;
  /** The chat's id. */
  readonly chat: string;
  /** The instance's code. */
  readonly instance: string;
  readonly status: string;
  /** `card`, `update`, `notice`, `reminder` or `summary`. */
  readonly kind: string;
  readonly result: 'sent' | 'suppressed' | 'parked' | 'retry';
  /** A short word of the bot's, such as `chat-closed`; empty if there is none. */
  readonly reason: string;
  /** What to do about it; only if it is parked. */
  readonly remedy?: Text;
}

/** One change as another system received it. `at` is ms since the epoch. */
export interface DemoHook {
  readonly at: number;
  readonly eventId: string;
  /** The instance's code. */
  readonly instance: string;
  readonly status: string;
  /** JSON text. */
  readonly body: string;
}

/** What a group gets by the configuration. */
export interface DemoPlan {
  /** Approval codes. */
  readonly approvals: readonly string[];
  /** Whether it gets only some statuses. */
  readonly isChoosy: boolean;
  readonly mode: 'live' | 'post';
}

/** Whether an instance is for one entry of the configuration, and why. */
export interface DemoRoute {
  /** The chat's id. */
  readonly chat: string;
  readonly gets: 'yes' | 'no' | 'unknown';
  readonly because: Text;
  /** open_ids of those whom a card would mention. */
  readonly mentions: readonly string[];
}

/** The state of the bot. */
export interface DemoStatus {
  /** Events accepted and not yet composed. */
  readonly inbox: number;
  /** Deliveries that wait to be sent. */
  readonly outbox: number;
  readonly parked: number;
  /** The last ones, newest first. */
  readonly deliveries: readonly DemoDelivery[];
  /** Deliveries that are parked now, newest first. */
  readonly parkedDeliveries: readonly DemoDelivery[];
}

/** The story that plays by itself until somebody clicks. */
export interface DemoStory {
  playing(): boolean;
  pause(): void;
  resume(): void;
}

/** A sandbox whose people speak one language, the bot in it, and the story. */
export interface DemoWorld {
  readonly sandbox: DemoSandbox;
  readonly status: () => Promise<DemoStatus>;
  /** The output of the command `route` for an instance; undefined if Feishu does not answer. Absent: not available. */
  readonly routes?: (instanceCode: string) => Promise<readonly DemoRoute[] | undefined>;
  /** What a hook's receiver got last, the newest first; absent: there is none. */
  readonly hooks?: () => readonly DemoHook[];
  /** The bot's page for operators; absent: it has none. Here the token is no secret. */
  readonly operators?: { readonly url: string; readonly token: string };
  readonly story: DemoStory;
  /** The clock that bot and sandbox share. */
  readonly clock: ShiftableClock;
  /** By chat id; the page shows it under a group's name. */
  readonly plans?: ReadonlyMap<string, DemoPlan>;
  /** Whether a message is a card that the bot updates, and posts again once it is recalled; default: all are. */
  readonly isLiving?: (messageId: string) => boolean;
  /** IANA name of the zone in which times are shown; default Asia/Shanghai. */
  readonly timezone?: string;
}

export interface PageOptions {
  /** Called once for each language in which somebody opens the page. */
  readonly world: (language: StoryLanguage) => Promise<DemoWorld>;
  /** Default 127.0.0.1: everybody who can reach the page can change everything on it. */
  readonly host?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** Serves further addresses, behind the same guard as the page. */
  readonly extra?: Middleware;
}
