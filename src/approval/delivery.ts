import { createHash } from 'node:crypto';
import type { Status } from './status.ts';

/** One thing for one chat to hear: a row of the outbox. It says what to tell, not how the finished card looks. */
export interface Delivery {
  readonly seq: number;
  /** The event that made it. */
  readonly changeId: string;
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly status: Status;
  readonly changedAt: number;
  readonly chat: string;
  readonly kind: DeliveryKind;
  /** Feishu's idempotency key (`uuid`). */
  readonly key: string;
  /** Requests made so far. */
  readonly attempts: number;
  /** How many of the steps down to a simpler card were taken. */
  readonly detail: string;
  /** Start of the first request of which we do not know whether it took effect. */
  readonly unknownSince?: number;
  /** The status before the change; absent: none was known. */
  readonly was?: Status;
  /** What a reminder, a summary or a buzz is about, as JSON; empty for what tells a change. */
  readonly about: string;
  /** Since when it waits for the chat's hours on purpose; absent: it never did. */
  readonly heldAt?: number;
  /** 0: live. 1: found by a look-up of ours; goes after live work. */
  readonly priority: number;
  /** When the event was committed. */
  readonly receivedAt: number;
  readonly createdAt: number;
}

/**
 * - `card`: tells a change by a card of its own, or in `live` by the one that stands, posted where none does;
 * - `update`: only brings the standing card up to date, since the chat does not list the status;
 * - `refresh`: the same for what a look-up found between two changes; it never posts, since nothing happened that rings;
 * - `notice`: a one-line reply to the standing card, since an update makes no sound;
 * - `reminder`: tells who has been waited for too long;
 * - `summary`: many things in one card;
 * - `buzz`: no card, but a ring on the telephones of those whom a card has just mentioned.
 */
export const DELIVERY_KINDS = ['card', 'update', 'refresh', 'notice', 'reminder', 'summary', 'buzz'] as const;

export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

export function isDeliveryKind(value: unknown): value is DeliveryKind {
  return (DELIVERY_KINDS as readonly unknown[]).includes(value);
}

/**
 * The `uuid` of a message: Feishu lets at most one message with it succeed within an hour, at most 50 characters
 * (open.feishu.cn/document/server-docs/im-v1/message/create). It is made from what is told to whom and from
 * nothing else, so that every retry, after a restart too, carries the same one, and two apps or chats never share
 * one.
 */
export function deliveryKey(app: string, changeId: string, chat: string, kind: DeliveryKind): string {
  return createHash('sha256')
    .update(JSON.stringify([app, changeId, chat, kind]))
    .digest('base64url')
    .slice(0, 43);
}
