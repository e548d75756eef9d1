import type { Delivery } from '../approval/delivery.ts';
import type { Status } from '../approval/status.ts';

/** How an event ended: every answer of 200 leads to exactly one of these. */
export interface EventEnd {
  readonly eventId: string;
  /** One of a few known words. */
  readonly type: string;
  readonly result: 'relayed' | 'suppressed' | 'parked' | 'ignored';
  /** `duplicate filtered unmapped foreign superseded`, or why it is parked. */
  readonly reason: string;
  readonly instanceCode?: string | undefined;
  readonly approvalCode?: string | undefined;
  readonly status?: Status | undefined;
  readonly changedAt?: number | undefined;
  /** How many chats it goes to. */
  readonly chats?: number | undefined;
  readonly lookups?: number | undefined;
  /** From its commit. */
  readonly tookMs?: number | undefined;
}

/** How a delivery ended, or what became of one try. */
export interface DeliveryEnd {
  readonly eventId: string;
  readonly kind: string;
  readonly result: 'sent' | 'suppressed' | 'parked' | 'retry';
  /** A short word for the metric. */
  readonly reason: string;
  readonly remedy?: string;
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly status: Status;
  readonly chat: string;
  readonly messageId?: string;
  readonly attempts: number;
  readonly detail: string;
  readonly code?: number;
  readonly logId?: string;
  /** From the commit of its event to Feishu's answer. */
  readonly tookMs: number;
  /** Whether it waited on purpose (a chat's hours), or was found by a look-up: then how long it took says nothing. */
  readonly isHeld?: boolean;
}

/** What all ends of a delivery have in common. */
export function deliveryFacts(delivery: Delivery, now: number): Omit<DeliveryEnd, 'result' | 'reason'> {
  return {
    eventId: delivery.changeId,
    kind: delivery.kind,
    instanceCode: delivery.instanceCode,
    approvalCode: delivery.approvalCode,
    status: delivery.status,
    chat: delivery.chat,
    attempts: delivery.attempts,
    detail: delivery.detail,
    tookMs: now - delivery.receivedAt,
  };
}

/** The end of a delivery that a newer one of its lane made needless. */
export function supersededEnd(delivery: Delivery, now: number): DeliveryEnd {
  return { ...deliveryFacts(delivery, now), result: 'suppressed', reason: 'superseded' };
}

/** Who is told: the log, the metrics, the demo page. */
export interface Observer {
  /** An authentic event came in. */
  eventCame(): void;
  eventEnded(end: EventEnd): void;
  deliveryEnded(end: DeliveryEnd): void;
  /** A template could not be used and a plain card went instead. */
  cardFellBack(why: string, status: Status): void;
  /** Feishu refused a card and a simpler one is tried. */
  cardSimplified(detail: string): void;
}
