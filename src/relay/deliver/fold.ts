import {
  type ChangeDelivery,
  type ChangesDelivery,
  type Delivery,
  isAboutChange,
  isFolded,
} from '../../approval/delivery.ts';
import { MOST_FOLDED_LINES } from '../../cards/view/reminderNote.ts';
import type { DeliverContext } from './deliverContext.ts';
import { isEnding } from './ending.ts';
import { isMapped, placeOf } from './findPlace.ts';
import { planOf } from './plan.ts';

/** How many cards are folded at a time: a larger backlog takes several turns. */
const MOST_FOLDED = 400;

/**
 * Before the first stage: if more cards than `limits.foldAbove` wait for one chat in `post`, they become lines of one
 * card, each with its link, or of a few cards if they do not fit on one. A line ends like its card, in the same
 * transaction (store/outbox/folds.ts). Rows that wait for the chat's hours do not count.
 *
 * @param next the chat's next delivery
 * @returns false: there is nothing to fold
 */
export async function foldCards(context: DeliverContext, next: Delivery): Promise<boolean> {
  const { settings, store, clock } = context;
  const { foldAbove } = settings.limits;
  if (foldAbove === 0 || !(await isFoldable(context, next))) return false;
  const most = Math.max(MOST_FOLDED, foldAbove + 1);
  const waiting = await store.work.foldableCards(next.chat, clock.now(), most);
  const cards: ChangeDelivery[] = [];
  for (const card of waiting) if (await isFoldable(context, card)) cards.push(card);
  return cards.length > foldAbove && fold(context, next.chat, cards);
}

/** More found changes than this for one chat become one card, in both modes. */
const MOST_FOUND = 20;

/**
 * The same for findings of reconcile, in `live` too: new cards and notices become one card above {@link MOST_FOUND},
 * waiting ones included; standing cards are updated silently as well.
 */
export async function foldFound(context: DeliverContext, next: Delivery): Promise<boolean> {
  if (!isAboutChange(next) || next.priority !== 1 || next.attempts > 0) return false;
  const { store, clock } = context;
  const found = await store.work.foundRings(next.chat, clock.now(), MOST_FOLDED);
  if (found.length <= MOST_FOUND) return false;
  const rings: ChangeDelivery[] = [];
  for (const one of found) if (await isRing(context, one)) rings.push(one);
  return rings.length > MOST_FOUND && fold(context, next.chat, rings);
}

async function isRing(context: DeliverContext, delivery: ChangeDelivery): Promise<boolean> {
  if (delivery.unknownSince !== undefined) return false;
  const place = await placeOf(context, delivery);
  if (isEnding(place)) return false;
  const plan = await planOf(context, delivery, place);
  return plan.do === 'post' || plan.do === 'reply';
}

async function fold(
  { store, clock, log }: DeliverContext,
  chat: string,
  changes: readonly ChangeDelivery[],
): Promise<boolean> {
  let folded = 0;
  for (let from = 0; from < changes.length; from += MOST_FOLDED_LINES)
    folded += await store.work.foldCards(changes.slice(from, from + MOST_FOLDED_LINES), clock.now());
  log.info({ chat, folded }, 'many changes wait for one chat: they are sent on one card');
  return folded > 0;
}

/**
 * Before the first stage of a summary that was not sent yet: changes that its chat does not get any more, since the
 * configuration has changed, leave it, and end by themselves.
 */
export async function unfoldUnmapped(
  { store, settings }: Pick<DeliverContext, 'store' | 'settings'>,
  summary: Delivery,
): Promise<void> {
  if (!isFolded(summary) || summary.unknownSince !== undefined) return;
  const lines = await store.work.linesOf(summary);
  const unmapped = lines.filter((line) => !isMapped(settings, line));
  if (unmapped.length > 0) await store.work.unfoldLines(unmapped);
}

/**
 * Before a summary is sent for the first time: changes that do not fit are sent by themselves. All fit, unless names
 * are extremely long.
 */
export async function unfoldHidden(
  { store }: Pick<DeliverContext, 'store'>,
  summary: ChangesDelivery,
  content: string,
): Promise<void> {
  if (summary.unknownSince !== undefined) return;
  const lines = await store.work.linesOf(summary);
  const hidden = lines.filter((line) => !content.includes(line.instanceCode));
  // The simplest card lists none: then it counts for all.
  if (hidden.length > 0 && hidden.length < lines.length) await store.work.unfoldLines(hidden);
}

/** Whether a delivery would be posted now as a new card, in a chat that gets a card for each change. */
async function isFoldable(context: DeliverContext, delivery: Delivery): Promise<boolean> {
  if (delivery.kind !== 'card' || delivery.unknownSince !== undefined) return false;
  // It goes to a group in the place of somebody whom no card reaches, whatever it lists.
  if (delivery.leftOut?.instead !== undefined) return false;
  const place = await placeOf(context, delivery);
  if (isEnding(place) || place.entry.mode !== 'post') return false;
  return (await planOf(context, delivery, place)).do === 'post';
}
