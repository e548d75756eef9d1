import type { ShiftableClock } from '../../base/clock.ts';
import type { Sandbox } from '../sandbox.ts';

/** The part of the sandbox that the page shows and moves. */
export type DemoSandbox = Pick<
  Sandbox,
  | 'instances'
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
>;

/** One delivery as the bot recorded it, newest first in a list. `at` is ms since the epoch. */
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
  /** A short word of the bot's, such as `chat-closed`; empty where there is nothing to say. */
  readonly reason: string;
}

/** What a group is configured to hear. */
export interface DemoPlan {
  /** Approval codes. */
  readonly approvals: readonly string[];
  /** Whether it hears only of some statuses. */
  readonly isChoosy: boolean;
  readonly mode: 'live' | 'post';
}

/** What the bot holds right now. */
export interface DemoStatus {
  /** Events taken and not yet composed. */
  readonly inbox: number;
  /** Deliveries decided and not yet sent. */
  readonly outbox: number;
  readonly parked: number;
  readonly deliveries: readonly DemoDelivery[];
}

/** The story that plays by itself until somebody clicks. */
export interface DemoStory {
  playing(): boolean;
  pause(): void;
  resume(): void;
}

export interface PageOptions {
  readonly sandbox: DemoSandbox;
  readonly status: () => Promise<DemoStatus>;
  readonly story: DemoStory;
  /** The clock that bot and sandbox share. */
  readonly clock: ShiftableClock;
  /** By chat id; the page tells a group's in its caption. */
  readonly plans?: ReadonlyMap<string, DemoPlan>;
  /** Whether a message is a card that the bot keeps up to date, and posts anew once it is recalled; default: all are. */
  readonly isLiving?: (messageId: string) => boolean;
  /** Default 127.0.0.1: whoever reaches the page moves everything on it. */
  readonly host?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** IANA name of the zone in which times are shown; default Asia/Shanghai. */
  readonly timezone?: string;
}
