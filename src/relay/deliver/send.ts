import { type Delivery, isFolded } from '../../approval/delivery.ts';
import type { Turn } from '../../feishu/client/apiGate.ts';
import { REQUEST_TIMEOUT_MS } from '../../feishu/client/http.ts';
import type { DeliverContext } from './deliverContext.ts';
import { type Ending, end } from './ending.ts';
import { placeOf } from './findPlace.ts';
import { unfoldHidden } from './fold.ts';
import { Interrupted, LeaseEnding } from './interrupted.ts';
import { isRequest, planOf } from './plan.ts';
import { limiterOf } from './rateLimiter.ts';
import { type Job, mark, record } from './record.ts';
import { type CardOfDelivery, type Draft, draftCard, render } from './render.ts';
import { perform, targetOf } from './request.ts';
import { waitForTurn } from './turn.ts';

/**
 * Sees one delivery through the stages: place, plan, wait for the turn, mark, render, request, record.
 *
 * @returns `not-now`: this process may not work
 * @throws Interrupted where it may be marked, and nobody could write how it ended
 */
export async function send(context: DeliverContext, delivery: Delivery): Promise<'done' | 'not-now'> {
  const place = await placeOf(context, delivery);
  if ('do' in place) return ended(context, delivery, place);
  const plan = await planOf(context, delivery, place);
  if (!isRequest(plan)) return ended(context, delivery, plan);
  const draft = plan.do === 'buzz' ? undefined : await draftCard(context, delivery, place);
  const waited = await waitForTurn(context, delivery, place, plan);
  if (waited === 'not-now') return 'not-now';
  if ('instead' in waited) return ended(context, delivery, waited.instead);
  const { turn, request } = waited;
  const sending = markAndSend(context, { delivery, place, request }, turn, draft);
  context.inFlight.add(sending);
  try {
    await sending;
  } finally {
    context.inFlight.delete(sending);
    // A turn that was not used (rendering or the store failed) is given back; a used one already was.
    turn.done('unused');
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
  turn: Turn,
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
    // The commit may have taken long, or the process was paused: then another may be sending this row by now.
    if (!context.mayWorkFor(REQUEST_TIMEOUT_MS)) throw new LeaseEnding();
    hasLeft = true;
    const { api, target } = targetOf(request, delivery);
    const limiter = limiterOf(context.limiters, api);
    limiter.start(target);
    const answer = await perform(context, turn, request, place.entry.chat, { content, key: delivery.key });
    limiter.answered(target);
    await record(context, job, marked, answer, card);
  } catch (thrown) {
    throw new Interrupted(thrown, hasLeft);
  }
}

const NO_CARD: CardOfDelivery = {
  content: '',
  mentions: [],
  template: '',
  isOurs: () => false,
  at: () => '',
};
