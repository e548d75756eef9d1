import { type Delivery, isFolded } from '../../approval/delivery.ts';
import { REQUEST_TIMEOUT_MS } from '../../feishu/client/http.ts';
import type { DeliverContext } from './deliverContext.ts';
import { type Ending, end, isEnding } from './ending.ts';
import { placeOf } from './findPlace.ts';
import { unfoldHidden, unfoldUnmapped } from './fold.ts';
import { followCard } from './groupInstead.ts';
import { Interrupted, LeaseEnding } from './interrupted.ts';
import { planOf } from './plan.ts';
import { type Job, mark, record } from './record.ts';
import { type CardOfDelivery, type Draft, draftCard, render } from './render.ts';
import { perform } from './request.ts';
import { type Granted, waitForTurn } from './turn.ts';

/**
 * Takes one delivery through the stages: place, plan, wait for the turn, mark, render, request, record. If the
 * configuration has changed during the wait, which may have taken hours, nothing is done: the row is still the next one.
 *
 * @returns `not-now`: this process may not work
 * @throws Interrupted if it may be marked, and its end could not be written
 */
export async function send(context: DeliverContext, row: Delivery): Promise<'done' | 'not-now'> {
  const { approvals } = context.settings;
  await unfoldUnmapped(context, row);
  const delivery = await followCard(context.store, row);
  const place = await placeOf(context, delivery);
  if (isEnding(place)) return ended(context, delivery, place);
  const plan = await planOf(context, delivery, place);
  if (isEnding(plan)) return ended(context, delivery, plan);
  const draft = plan.do === 'buzz' ? undefined : await draftCard(context, delivery, place);
  const waited = await waitForTurn(context, delivery, place, plan);
  if (waited === 'not-now') return 'not-now';
  if (isEnding(waited)) return ended(context, delivery, waited);
  const { turn, slot, request } = waited;
  try {
    if (approvals !== context.settings.approvals) return 'done';
    const sending = markAndSend(context, { delivery, place, request }, waited, draft);
    context.inFlight.add(sending);
    await sending.finally(() => context.inFlight.delete(sending));
  } finally {
    // Returns the turn if it was not used, since rendering or the store failed; otherwise this does nothing.
    turn.done('unused');
    slot.unused();
  }
  return 'done';
}

async function ended(context: DeliverContext, delivery: Delivery, ending: Ending): Promise<'done'> {
  await end(context, delivery, ending);
  return 'done';
}

/** From the mark to the record: a stop waits for it. */
async function markAndSend(
  context: DeliverContext,
  job: Job,
  { turn, slot }: Granted,
  draft: Draft | undefined,
): Promise<void> {
  const { delivery, place, request } = job;
  let hasLeft = false;
  try {
    const marked = await mark(context, job);
    if (!marked) return;
    const card = draft ? await render(context, delivery, place, request, draft) : NO_CARD;
    const { content } = card;
    if (isFolded(delivery)) await unfoldHidden(context, delivery, content);
    // The commit may have taken long, or the process was paused: then another process may be sending this row now.
    if (!context.mayWorkFor(REQUEST_TIMEOUT_MS)) throw new LeaseEnding();
    hasLeft = true;
    const answer = await perform(context, turn, request, place.entry.chat, { content, key: delivery.key });
    // A refusal is recorded before the next request to the chat.
    if (answer.ok) slot.answered();
    await record(context, job, marked, answer, card);
  } catch (thrown) {
    throw new Interrupted(thrown, hasLeft);
  } finally {
    if (hasLeft) slot.answered();
  }
}

const NO_CARD: CardOfDelivery = {
  content: '',
  mentions: [],
  template: '',
  isOurs: () => false,
  at: () => '',
};
