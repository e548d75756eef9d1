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

/** What is done about a delivery, now that its turn has come. */
export type Plan = Request | Ending;

const NOTHING = { card: undefined, isLeft: false };

/** Second stage: decides what a delivery becomes. */
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
  // A step that was left before anybody heard of it.
  if (isLeft && !card && delivery.unknownSince === undefined) return { do: 'suppress', reason: 'superseded' };
  const plan = planDelivery(delivery, entry, card, { zone: zoneOf(settings.timezone), now: clock.now() });
  // Nothing new is said to a chat that is not configured any more.
  return isLast && plan.do !== 'update' ? UNMAPPED : plan;
}

/** Whether it goes to a group in the place of its person, and the card does not stand there. */
function isOutOfSight({ leftOut }: Delivery, { group }: StandingCard): boolean {
  return leftOut?.instead !== undefined && leftOut.instead !== group;
}

/**
 * How long a card may be updated: 14 days (open.feishu.cn/document/server-docs/im-v1/message-card/patch), less an hour
 * for clocks that differ and requests that wait.
 */
const UPDATABLE_MS = 14 * 86_400_000 - 3_600_000;

/**
 * Decides what a row becomes: a new card, an update of the one that stands, a reply to it, or nothing. Pure.
 *
 * An update makes no sound, so it comes at any hour; whatever rings waits for the chat's hours. A row whose
 * outcome is unknown does not wait: its key holds for an hour. A card that is gone or too old to be updated is replaced
 * by a fresh one at the next change.
 *
 * @param card the living card that stands in the chat for the instance, or stood there
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
      // The row of the same change has just posted a fresh card, which rings by itself.
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
