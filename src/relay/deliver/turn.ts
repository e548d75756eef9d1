import { type Delivery, isReminding } from '../../approval/delivery.ts';
import { linkAbort } from '../../base/linkAbort.ts';
import { type Turn, TurnGivenUp } from '../../feishu/client/apiGate.ts';
import { REQUEST_TIMEOUT_MS } from '../../feishu/client/http.ts';
import { limiterOf, type Slot } from '../context/rateLimiter.ts';
import type { DeliverContext } from './deliverContext.ts';
import { type Ending, isEnding } from './ending.ts';
import { giveUp } from './giveUp.ts';
import type { Place } from './place.ts';
import { planOf } from './plan.ts';
import { type Request, receiverOf, targetOf } from './request.ts';

/** The right to make a request now: both are returned when it is answered, or not made. */
export interface Granted {
  /** Of the API. */
  readonly turn: Turn;
  /** Of the chat or message. */
  readonly slot: Slot;
  readonly request: Request;
}

/** The result of waiting: the right to make a request now, or how the delivery ends instead. */
export type Waited =
  | Granted
  | Ending
  /** Not now: this process may not work. */
  | 'not-now';

type Buzz = Extract<Request, { do: 'buzz' }>;

/**
 * Feishu honours an idempotency key for one hour from the first try. A send of unknown outcome is repeated for this
 * long after the start of the first such try, never later: it would be a second message.
 */
export const REPEAT_UNKNOWN_MS = 50 * 60_000;
const CLOCK_SLACK_MS = 60_000;

/** Whether this delivery may no longer be repeated with its key. */
export function isPastRepeating({ unknownSince }: Delivery, now: number): boolean {
  if (unknownSince === undefined) return false;
  // A future time: the clock was set back, and it is unknown how long ago the first try was.
  return now - unknownSince >= REPEAT_UNKNOWN_MS || unknownSince > now + CLOCK_SLACK_MS;
}

/** Third stage of `send`: waits for the turn of the chat or message, then for the API's. */
export async function waitForTurn(
  context: DeliverContext,
  delivery: Delivery,
  place: Place,
  request: Request,
): Promise<Waited> {
  if (request.do === 'buzz') return waitToBuzz(context, delivery, place, request);
  const { client, limiters, breaker, signal } = context;
  const { api, target } = targetOf(request, delivery);
  const slot = await limiterOf(limiters, api).take(target);
  return orGiveBack(slot.unused, async () => {
    if (isTooLate(context, delivery, request)) return giveUp(delivery);
    const refusal = await breaker.refusal({ chat: receiverOf(delivery), seq: delivery.seq });
    const mayHaveArrived = delivery.unknownSince !== undefined && request.do !== 'update';
    if (refusal) return mayHaveArrived ? giveUp(delivery) : { do: 'park', ...refusal };
    await client.prepare();
    const turn = await client.turn(api, { priority: 0, lane: target, signal });
    return judgeAgain(context, delivery, place, { turn, slot, request });
  });
}

/** Returns what was taken if the request is not made. */
async function orGiveBack(giveBack: () => void, wait: () => Promise<Waited>): Promise<Waited> {
  let isGranted = false;
  try {
    const waited = await wait();
    isGranted = typeof waited === 'object' && 'slot' in waited;
    return waited;
  } finally {
    if (!isGranted) giveBack();
  }
}

/** How long a buzz waits before cards go first. */
const PATIENCE_MS = 2_000;
const BUZZ_AGAIN_MS = 15_000;

/** A buzz never delays a card: it waits for its turn only briefly, and a closed chat does not stop it. */
async function waitToBuzz(
  context: DeliverContext,
  delivery: Delivery,
  place: Place,
  request: Buzz,
): Promise<Waited> {
  await context.client.prepare();
  const turn = await buzzTurn(context, request);
  if (!turn) {
    const until = context.clock.now() + BUZZ_AGAIN_MS;
    return { do: 'postpone', until, reason: 'Feishu lets no buzz through for now.' };
  }
  const { api, target } = targetOf(request, delivery);
  const slot = limiterOf(context.limiters, api).takeAtOnce(target);
  return orGiveBack(slot.unused, () => judgeAgain(context, delivery, place, { turn, slot, request }));
}

/** undefined: its turn does not come soon enough. */
async function buzzTurn(
  { client, clock, signal }: DeliverContext,
  { messageId }: Buzz,
): Promise<Turn | undefined> {
  if (client.isPaused('message.urgentApp')) return undefined;
  const patience = new AbortController();
  const cancel = clock.at(clock.now() + PATIENCE_MS, () => patience.abort(), { background: true });
  const unlink = linkAbort(signal, patience);
  try {
    const request = { priority: 0, lane: messageId, signal: patience.signal } as const;
    return await client.turn('message.urgentApp', request);
  } catch (thrown) {
    if (thrown instanceof TurnGivenUp && !signal.aborted) return undefined;
    throw thrown;
  } finally {
    cancel();
    unlink();
  }
}

/** Re-checks a request after the wait, which may have taken hours. */
async function judgeAgain(
  context: DeliverContext,
  delivery: Delivery,
  place: Place,
  granted: Granted,
): Promise<Waited> {
  return orGiveBack(
    () => granted.turn.done('unused'),
    () => whatNow(context, delivery, place, granted),
  );
}

async function whatNow(
  context: DeliverContext,
  delivery: Delivery,
  place: Place,
  granted: Granted,
): Promise<Waited> {
  const { request } = granted;
  if (context.signal.aborted || !context.mayWorkFor(REQUEST_TIMEOUT_MS)) return 'not-now';
  if (isTooLate(context, delivery, request)) return giveUp(delivery);
  // People who have acted meanwhile are not reminded, and at night nobody is.
  const rings = delivery.kind === 'buzz' || isReminding(delivery);
  const again = rings ? await planOf(context, delivery, place) : request;
  return isEnding(again) ? again : { ...granted, request: again };
}

function isTooLate(
  { clock }: Pick<DeliverContext, 'clock'>,
  delivery: Delivery,
  { do: does }: Request,
): boolean {
  return does !== 'update' && does !== 'buzz' && isPastRepeating(delivery, clock.now());
}
