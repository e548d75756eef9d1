import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Status } from '../../approval/status.ts';
import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';

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
  readonly remedy?: Text | undefined;
  /** Absent: it is about several instances, or none alone; so for the status. */
  readonly instanceCode?: string | undefined;
  readonly approvalCode: string;
  readonly status?: Status | undefined;
  readonly chat: string;
  /** The group that gets it in the place of its chat: somebody whom the bot cannot reach. */
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
  /** Whether it waited on purpose (a chat's hours), or was found by a look-up: then how long it took says nothing. */
  readonly isHeld?: boolean;
  /** What another system answered, and how long that took; absent: it was no request to one. */
  readonly hook?: { readonly status: string; readonly tookMs: number };
}

/** What all ends of a delivery have in common. */
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

/** The end of a delivery that a newer one of its lane made needless. */
export function supersededEnd(delivery: OutboxDelivery, now: number): DeliveryEnd {
  return { ...deliveryFacts(delivery, now), result: 'suppressed', reason: 'superseded' };
}

/** Has what a look-up brought sent, and says what it made needless. */
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
  /** Somebody pressed a button of a reminder. @param result what it did, or why it changed nothing: one of a few known words */
  pressed(result: string): void;
  /** A look-up that no task event had asked for found that steps changed of which chats hear. */
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

/** Says how a delivery ended, or what came of one try. */
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
