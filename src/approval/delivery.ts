import { createHash } from 'node:crypto';
import type { Status } from './status.ts';

/** One card for one chat: a row of the outbox. It says what to tell, not how the finished card looks. */
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
  /** When the event was committed. */
  readonly receivedAt: number;
  readonly createdAt: number;
}

export type DeliveryKind = 'card';

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
