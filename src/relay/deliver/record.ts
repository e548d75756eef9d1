import { type Delivery, isFolded, isReminding, type OutboxDelivery } from '../../approval/delivery.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import type { Verdict } from '../../feishu/verdict.ts';
import type { Attempt } from '../../store/outbox/attempts.ts';
import type { Settled } from '../../store/outbox/deliveries.ts';
import { DELIVER_REMEDIES } from '../../words/deliverText.ts';
import { type DeliveryEnd, reportDelivery } from '../context/observe.ts';
import { limiterOf } from '../context/rateLimiter.ts';
import { buzzAfter, buzzOutcomeOf } from './buzzOutcome.ts';
import type { DeliverContext } from './deliverContext.ts';
import { groupInstead } from './groupInstead.ts';
import { failureFacts, type Outcome, outcomeOf } from './outcome.ts';
import type { Place } from './place.ts';
import { heedSuccess, refusedCard, warnOfRefusal } from './refusedCard.ts';
import type { CardOfDelivery } from './render.ts';
import { type Answer, isLivingCard, kindOf, type Request, receiverOf, targetOf } from './request.ts';

/** A delivery that is being sent. */
export interface Job {
  readonly delivery: Delivery;
  readonly place: Place;
  readonly request: Request;
}

/** A row that is marked as being sent. */
export interface Marked {
  /** The row of the attempt. */
  readonly attempt: number;
  /** When the request began, ms: if its end is never recorded, its outcome is unknown since then. */
  readonly startedAt: number;
}

/** The result of a request, for the store, the log and the metrics. */
interface Done {
  readonly settled: Settled;
  readonly outcome: string;
  readonly facts: EndFacts;
}

/** An end for the log and the metrics. */
type EndFacts = Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>;

/** After this time, a chat in which the bot is muted, or may not write for now, is tried again. */
const CHAT_HELD_MS = 60_000;

/**
 * Fourth stage of `send`: marks a row as being sent. If the end of the request is never recorded, the mark says that the
 * outcome is unknown, and since when. undefined: a newer row superseded it while it waited for its turn.
 */
export async function mark(
  { store, clock }: Pick<DeliverContext, 'store' | 'clock'>,
  { delivery, request }: Job,
): Promise<Marked | undefined> {
  const startedAt = clock.now();
  const begun = await store.work.beginDelivery(delivery, startedAt, targetOf(request, delivery));
  return begun && { attempt: begun.attempt, startedAt };
}

/** Last stage of `send`: records the end of the request in one transaction, and reports it. */
export async function record(
  context: DeliverContext,
  job: Job,
  marked: Marked,
  answer: Answer,
  card: CardOfDelivery,
): Promise<void> {
  const { delivery, request } = job;
  const done = answer.ok
    ? succeeded(context, job, answer, card)
    : await failed(context, job, answer.error, marked.startedAt, card);
  const { settled, outcome } = done;
  const { code, logId = '' } = done.facts;
  const facts = {
    ...done.facts,
    kind: kindOf(request, delivery),
    attempts: delivery.attempts + 1,
    ...(isHeld(delivery) ? { isHeld: true } : {}),
  };
  await settle(context, delivery, settled, facts, {
    attempt: marked.attempt,
    api: targetOf(request, delivery).api,
    at: marked.startedAt,
    answeredAt: context.clock.now(),
    outcome,
    logId,
    ...(code === undefined ? {} : { code }),
  });
  if (!answer.ok || request.do === 'buzz') return;
  const chat = receiverOf(delivery);
  await context.breaker.opened(chat);
  context.warnings.over('chat-held', chat);
}

/**
 * Writes how a delivery ended, or keeps waiting, and reports it. For a summary of folded changes, each of them ends,
 * too. False: it had already ended.
 */
export async function settle(
  context: Pick<DeliverContext, 'store' | 'clock' | 'observer' | 'worker'>,
  delivery: OutboxDelivery,
  settled: Settled,
  facts: EndFacts,
  made?: { attempt: number } & Attempt,
): Promise<boolean> {
  const { store, clock, worker } = context;
  const isWaiting = settled.state === 'waiting';
  const lines = isFolded(delivery) && !isWaiting ? await store.work.linesOf(delivery) : [];
  const isMoved = await store.work.settleDelivery(delivery, settled, clock.now(), made);
  if (isMoved) {
    const isLeft = isFolded(delivery) && settled.state === 'parked';
    reportDelivery(context, delivery, isLeft ? { result: 'suppressed', reason: 'superseded' } : facts);
    const { result, reason, remedy, messageId, code, logId } = facts;
    const ofLine = { result, reason: reason || 'folded', remedy, messageId, code, logId };
    for (const line of lines) reportDelivery(context, line, ofLine);
  }
  if (isWaiting) worker.wakeDeliver(settled.nextAt);
  return isMoved;
}

/** Whether its latency means nothing: it waited on purpose, or a look-up found it. */
function isHeld({ priority, heldAt, kind }: Delivery): boolean {
  return priority > 0 || heldAt !== undefined || kind === 'refresh' || kind === 'summary' || kind === 'buzz';
}

function succeeded(
  context: DeliverContext,
  { delivery, place, request }: Job,
  { messageId, chatId = '', notBuzzed }: Extract<Answer, { ok: true }>,
  card: CardOfDelivery,
): Done {
  heedSuccess(context, delivery, request, card);
  const { mentions } = card;
  if (notBuzzed.length > 0) {
    const remedy = DELIVER_REMEDIES.notBuzzed;
    const line = { chat: delivery.chat, messageId, people: notBuzzed, remedy };
    context.log.warn(line, 'not everybody could be buzzed');
  }
  const isCard = isLivingCard(request, delivery, place.entry.mode);
  const rings = isReminding(delivery) && place.reminded?.isUrgent;
  const buzz = rings ? buzzAfter(delivery, messageId, mentions) : undefined;
  const forgets = place.isLast ? { forgetsCard: true } : {};
  const settled = {
    state: 'sent' as const,
    messageId,
    isCard,
    ...(chatId === '' ? {} : { chatId }),
    ...forgets,
    ...(buzz ? { buzz } : {}),
  };
  const reason = delivery.leftOut?.instead === undefined ? '' : 'out-of-reach';
  return { settled, outcome: 'ok', facts: { result: 'sent', reason, messageId, code: 0 } };
}

async function failed(
  context: DeliverContext,
  { delivery, place, request }: Job,
  refusal: FeishuError,
  startedAt: number,
  card: CardOfDelivery,
): Promise<Done> {
  const { chat: instead, failure: error = refusal } = await groupInstead(
    context,
    { delivery, place, request },
    refusal,
  );
  const now = context.clock.now();
  if (request.do === 'buzz' && delivery.kind === 'buzz')
    return doneBy(buzzOutcomeOf(delivery, error, now), error);
  const refused = refusedCard(delivery, request, error, card);
  const outcome = outcomeOf(delivery, error, { does: request.do, startedAt, now, instead, ...refused });
  await heed(context, { delivery, request }, error, outcome);
  warnOfRefusal(context, delivery, error, refused, outcome, card);
  // The card of the reminder is gone: it is not replaced, and the instance's own card is another one.
  if (delivery.kind === 'snoozed' && outcome.word === 'card-gone')
    return doneBy({ ...outcome, settled: { state: 'suppressed', reason: 'superseded' } }, error);
  return doneBy(outcome, error, refused.said);
}

/** What a refusal means for other rows of the chat. */
async function heed(
  context: DeliverContext,
  { delivery, request }: Pick<Job, 'delivery' | 'request'>,
  error: FeishuError,
  { verdict, word }: Outcome,
): Promise<void> {
  const { limiters, breaker, warnings } = context;
  const chat = receiverOf(delivery);
  const { api, target } = targetOf(request, delivery);
  const isOfChat = verdict.action === 'retry' && verdict.scope === 'chat';
  // A message that may not be updated now delays nothing else in its chat.
  if (isOfChat && request.do !== 'update') {
    const spanMs = verdict.needsPerson ? CHAT_HELD_MS : (error.resetSeconds ?? 1) * 1_000;
    limiterOf(limiters, api).pause(target, spanMs);
  }
  if (verdict.action === 'close-chat') return breaker.close(chat, error, verdict);
  if (!verdict.needsPerson || word === 'card-gone' || word === 'out-of-reach') return;
  const { code: feishuCode = 0, message: said } = error;
  if (isOfChat) warnings.raise({ code: 'chat-held', ids: { chat, feishuCode }, details: { said } });
  else warn(context, chat, error, verdict);
}

/** Logs, throttled, that a person must act. */
function warn(
  { log, throttle }: DeliverContext,
  chat: string,
  error: FeishuError,
  { remedy }: Verdict,
): void {
  const { code, message: why } = error;
  throttle.run(`refused ${code}`, (times) =>
    log.warn({ chat, code, why, remedy, times }, 'deliveries wait until somebody acts'),
  );
}

function doneBy(outcome: Outcome, error: FeishuError, said?: string): Done {
  return { settled: outcome.settled, outcome: outcome.word, facts: failureFacts(outcome, error, said) };
}
