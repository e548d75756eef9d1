import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Status } from '../../approval/status.ts';
import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';

/** The end of an event: every answer of 200 leads to exactly one of these. */
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

/** The end of a delivery, or of one try. */
export interface DeliveryEnd {
  readonly eventId: string;
  readonly kind: string;
  readonly result: 'sent' | 'suppressed' | 'parked' | 'retry';
  /** A short word for the metric. */
  readonly reason: string;
  readonly remedy?: Text | undefined;
  /** Absent: it is about several instances, or none; the same for the status. */
  readonly instanceCode?: string | undefined;
  readonly approvalCode: string;
  readonly status?: Status | undefined;
  readonly chat: string;
  /** The group that gets it instead of its chat, a person whom the bot cannot reach. */
  readonly instead?: string | undefined;
  readonly messageId?: string | undefined;
  readonly attempts: number;
  readonly detail: string;
  readonly code?: number | undefined;
  /** Feishu's own words about a refusal, cut. */
  readonly said?: string | undefined;
  readonly logId?: string | undefined;
  /** From the commit of its event to Feishu's answer. */
  readonly tookMs: number;
  /** Whether it waited on purpose (a chat's hours), or was found by a look-up: then its latency means nothing. */
  readonly isHeld?: boolean;
  /** The answer of another system, and how long it took; absent: there was no such request. */
  readonly hook?: { readonly status: string; readonly tookMs: number };
}

/** The common fields of all ends of a delivery. */
function deliveryFacts(delivery: OutboxDelivery, now: number): Omit<DeliveryEnd, 'result' | 'reason'> {
  const change = 'status' in delivery ? delivery : undefined;
  return {
    eventId: delivery.changeId,
    kind: delivery.kind,
    instanceCode: change?.instanceCode,
    approvalCode: delivery.approvalCode,
    status: change?.status,
    chat: delivery.chat,
    instead: delivery.leftOut?.instead,
    attempts: delivery.attempts,
    detail: delivery.detail,
    tookMs: now - delivery.receivedAt,
  };
}

/** The end of a delivery that a newer one of its lane superseded. */
export function supersededEnd(delivery: OutboxDelivery, now: number): DeliveryEnd {
  return { ...deliveryFacts(delivery, now), result: 'suppressed', reason: 'superseded' };
}

/** Wakes the deliveries of a look-up, and reports those that it superseded. */
export function reportWritten(
  parts: {
    readonly observer: Pick<Observer, 'deliveryEnded'>;
    readonly clock: Pick<Clock, 'now'>;
    readonly onComposed: (chats: readonly string[]) => void;
  },
  {
    chats,
    superseded,
  }: { readonly chats: readonly string[]; readonly superseded: readonly OutboxDelivery[] },
): void {
  for (const delivery of superseded) parts.observer.deliveryEnded(supersededEnd(delivery, parts.clock.now()));
  if (chats.length > 0) parts.onComposed(chats);
}

/** The observer: the log, the metrics, the demo page. */
export interface Observer {
  /** An authentic event came in. */
  eventCame(): void;
  eventEnded(end: EventEnd): void;
  deliveryEnded(end: DeliveryEnd): void;
  /** A template could not be used and a plain card was sent instead. */
  cardFellBack(status: Status): void;
  /** Feishu refused a card and a simpler one is tried. */
  cardSimplified(detail: string): void;
  /**
   * A button of a reminder was pressed. @param result what it did, or why it changed nothing: one of a few known words
   */
  pressed(result: string): void;
  /** A look-up without a task event found changed steps that have chats of their own. */
  stepsFound(approvalCode: string): void;
}

const ignore = (): void => undefined;

/** Notifies nobody. */
export const SILENT_OBSERVER: Observer = {
  eventCame: ignore,
  eventEnded: ignore,
  deliveryEnded: ignore,
  cardFellBack: ignore,
  cardSimplified: ignore,
  pressed: ignore,
  stepsFound: ignore,
};

/** Reports the end of a delivery, or of one try. */
export function reportDelivery(
  {
    observer,
    clock,
  }: { readonly observer: Pick<Observer, 'deliveryEnded'>; readonly clock: Pick<Clock, 'now'> },
  delivery: OutboxDelivery,
  how: Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>,
): void {
  observer.deliveryEnded({ ...deliveryFacts(delivery, clock.now()), ...how });
}
