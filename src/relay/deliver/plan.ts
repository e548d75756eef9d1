import type { Listener } from '../../approval/announcement.ts';
import {
  type ChangeDelivery,
  type ChangesDelivery,
  type Delivery,
  isReminding,
} from '../../approval/delivery.ts';
import { hoursBegin, isWithin } from '../../approval/hours.ts';
import { type Zone, zoneOf } from '../../base/zone.ts';
import type { StandingCard } from '../../store/outbox/deliveryStatements.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Ending } from './ending.ts';
import { UNMAPPED } from './findPlace.ts';
import type { Place } from './place.ts';
import { planBuzz } from './planBuzz.ts';
import { planReminder } from './reminderPolicy.ts';
import type { Request } from './request.ts';
import { whatStands } from './whatStands.ts';

/** What to do with a delivery when its turn has come. */
export type Plan = Request | Ending;

const NOTHING = { card: undefined, isLeft: false };

/** Second stage of `send`: decides what to do with a delivery. */
export async function planOf(
  context: Pick<DeliverContext, 'settings' | 'store' | 'clock'>,
  delivery: Delivery,
  { entry, reminded, isLast }: Place,
): Promise<Plan> {
  const { settings, clock, store } = context;
  if (delivery.kind === 'buzz') return planBuzz(context, delivery, reminded);
  if (isReminding(delivery)) return reminded ? planReminder(context, delivery, reminded) : UNMAPPED;
  const { card: known, isLeft } = delivery.kind === 'summary' ? NOTHING : await whatStands(store, delivery);
  const card = known && isOutOfSight(delivery, known) ? { ...known, messageId: '' } : known;
  // A step that was left before its card was sent.
  if (isLeft && !card && delivery.unknownSince === undefined) return { do: 'suppress', reason: 'superseded' };
  const plan = planDelivery(delivery, entry, card, { zone: zoneOf(settings.timezone), now: clock.now() });
  // A chat that is no longer configured gets nothing new.
  return isLast && plan.do !== 'update' ? UNMAPPED : plan;
}

/** Whether it goes to a group instead of its person, and the card is not in that group. */
function isOutOfSight({ leftOut }: Delivery, { group }: StandingCard): boolean {
  return leftOut?.instead !== undefined && leftOut.instead !== group;
}

/**
 * How long a card may be updated: 14 days (open.feishu.cn/document/server-docs/im-v1/message-card/patch), less an hour
 * for clocks that differ and requests that wait.
 */
const UPDATABLE_MS = 14 * 86_400_000 - 3_600_000;

/**
 * Decides what a row becomes: a new card, an update of the standing one, a reply to it, or nothing. Pure.
 *
 * An update makes no sound, so it comes at any hour; new cards and notices wait for the chat's hours. A row of unknown
 * outcome does not wait: its key is valid for an hour. A card that is gone or too old to be updated is replaced by a
 * fresh one at the next change.
 *
 * @param card the living card of the instance in the chat, or the record of one that is gone
 */
export function planDelivery(
  delivery: ChangeDelivery | ChangesDelivery,
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
      // The row of the same change has just posted a fresh card, which makes a sound itself.
      if (!card || card.changeId === delivery.changeId) return { do: 'suppress', reason: 'superseded' };
      return within(stands ? { do: 'reply', messageId: card.messageId } : { do: 'post' });
    case 'refresh':
    case 'update':
      if (!card || (!stands && entry.mode === 'post')) return { do: 'suppress', reason: 'filtered' };
      return stands ? { do: 'update', messageId: card.messageId } : within({ do: 'post' });
    case 'card':
      if (stands && entry.mode === 'live') return { do: 'update', messageId: card.messageId };
      return within({ do: 'post' });
    case 'summary':
      return within({ do: 'post' });
  }
}
