import type { Delivery, DeliveryKind } from '../approval/delivery.ts';
import { hoursBegin, isWithin } from '../approval/hours.ts';
import type { Listener } from '../approval/telling.ts';
import type { Zone } from '../base/zone.ts';
import type { StandingCard } from '../store/deliveries.ts';
import type { TakenBack } from '../store/takeBack.ts';

/** What is done about a row, now that its turn has come. */
export type Plan =
  | Request
  /** Nothing need be said. `superseded`: the chat knows already. `filtered`: there is no card to bring up to date. */
  | { readonly do: 'suppress'; readonly reason: 'superseded' | 'filtered' }
  /** Whether it arrived is not known, and it may not be repeated now: it counts as sent. */
  | { readonly do: 'assume' }
  /** Not before the chat's hours begin. */
  | { readonly do: 'hold'; readonly until: number }
  /** What it reminds of is to be looked up and judged again first, each instance at its own moment. */
  | { readonly do: 'take-back'; readonly rule: string; readonly takenBack: readonly TakenBack[] };

/** Whether something is to be asked of Feishu. */
export function isRequest(plan: Plan): plan is Request {
  return plan.do === 'post' || plan.do === 'update' || plan.do === 'reply';
}

/** A request to Feishu. */
export type Request =
  | { readonly do: 'post' }
  | { readonly do: 'update'; readonly messageId: string }
  | { readonly do: 'reply'; readonly messageId: string };

/**
 * How long a card may be updated: 14 days (open.feishu.cn/document/server-docs/im-v1/message-card/patch), less an hour
 * for clocks that differ and requests that wait.
 */
const UPDATABLE_MS = 14 * 86_400_000 - 3_600_000;

/**
 * Decides what a row becomes: a new card, an update of the one that stands, a reply to it, or nothing. Pure.
 *
 * An update makes no sound, so that it comes at any hour; whatever rings waits for the chat's hours. A row whose
 * outcome is unknown does not wait: its key holds for an hour. A card that is gone or too old to be updated is replaced
 * by a fresh one at the next change.
 *
 * @param card the living card that stands in the chat for the instance, or stood there
 */
export function planDelivery(
  delivery: Delivery,
  entry: Pick<Listener, 'mode' | 'hours'>,
  card: StandingCard | undefined,
  { zone, now }: { readonly zone: Zone; readonly now: number },
): Plan {
  const within = (request: Request): Plan => {
    const { hours } = entry;
    const isOpen = !hours || delivery.unknownSince !== undefined || isWithin(hours, zone, now);
    return isOpen ? request : { do: 'hold', until: hoursBegin(hours, zone, now) };
  };
  const stands = card !== undefined && card.messageId !== '' && now - card.sentAt < UPDATABLE_MS;
  switch (delivery.kind) {
    case 'notice':
      // The row of the same change has just posted a fresh card, which rings by itself.
      if (!card || card.changeId === delivery.changeId) return { do: 'suppress', reason: 'superseded' };
      return within(stands ? { do: 'reply', messageId: card.messageId } : { do: 'post' });
    case 'refresh':
      return stands ? { do: 'update', messageId: card.messageId } : { do: 'suppress', reason: 'filtered' };
    case 'update':
      if (!card || (!stands && entry.mode === 'post')) return { do: 'suppress', reason: 'filtered' };
      return stands ? { do: 'update', messageId: card.messageId } : within({ do: 'post' });
    case 'card':
      if (stands && entry.mode === 'live') return { do: 'update', messageId: card.messageId };
      return within({ do: 'post' });
    case 'reminder':
    case 'summary':
      return within({ do: 'post' });
    case 'buzz':
      // It is no card, and goes a way of its own (buzz.ts).
      return { do: 'suppress', reason: 'superseded' };
  }
}

/**
 * Whether a message is from now on the living card of its chat: whatever posts in `live`, and what replaces one that is
 * gone.
 */
export function isLivingCard(asked: Request, { kind }: Delivery, mode: Listener['mode']): boolean {
  if (asked.do !== 'post' || kind === 'reminder' || kind === 'summary') return false;
  return mode === 'live' || kind !== 'card';
}

/** What a request does, as the metrics call it: `refresh` is an update to whoever looks on. */
export function kindOf(asked: Request, { kind }: Delivery): Exclude<DeliveryKind, 'refresh' | 'buzz'> {
  if (asked.do === 'update') return 'update';
  if (asked.do === 'reply') return 'notice';
  return kind === 'reminder' || kind === 'summary' ? kind : 'card';
}

/** The API of a request, and the chat or message in whose window it counts. */
export function targetOf(request: Request, chat: string) {
  switch (request.do) {
    case 'post':
      return { api: 'message.create', target: chat } as const;
    case 'reply':
      return { api: 'message.reply', target: chat } as const;
    case 'update':
      return { api: 'message.patch', target: request.messageId } as const;
  }
}
