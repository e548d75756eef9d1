import type { HookDelivery } from '../../approval/delivery.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { HOOK_TIMEOUT_MS, type HookAnswer } from '../../hooks/hookSender.ts';
import { changedHooks, hookOf } from '../../settings/hooksFor.ts';
import type { HookSettings } from '../../settings/settings.ts';
import { HOOK_API } from '../../store/outbox/attempts.ts';
import type { Settled } from '../../store/outbox/deliveries.ts';
import { HOOK_REMEDIES, hookRemedy } from '../../words/hookText.ts';
import type { DeliveryEnd } from '../context/observe.ts';
import type { DeliverContext } from './deliverContext.ts';
import { end } from './ending.ts';
import { UNMAPPED } from './findPlace.ts';
import { hookBody } from './hookBody.ts';
import { Interrupted, LeaseEnding } from './interrupted.ts';
import { settle } from './record.ts';

/** A row that still fails after this time is parked. */
const GIVE_UP_MS = 86_400_000;
/** Between tries of a row that the receiver did not accept, while it may accept others. */
const BETWEEN_TRIES: Backoff = { baseMs: 1_000, maxMs: 5 * 60_000 };
/** For this many tries, about two hours, a row stays the first: after that, the row itself may break the receiver. */
const FIRST_FOR = 120;
/** There is a warning about a hook that has failed for this long. */
const WARN_MS = 60_000;

/**
 * Sends one delivery to another system. The receiver recognises a repeat by its event id, so one of unknown outcome is
 * simply sent again.
 *
 * @returns `not-now`: this process may not work
 * @throws Interrupted if it may be marked, and its end could not be written
 */
export async function sendHook(context: DeliverContext, delivery: HookDelivery): Promise<'done' | 'not-now'> {
  const hook = hookOf(context.settings, delivery);
  if (!hook) {
    await end(context, delivery, UNMAPPED);
    return 'done';
  }
  const body = await hookBody(context, delivery);
  if (!context.mayWorkFor(HOOK_TIMEOUT_MS)) return 'not-now';
  const sending = markAndSend(context, delivery, hook, body);
  context.inFlight.add(sending);
  try {
    await sending;
  } finally {
    context.inFlight.delete(sending);
  }
  return 'done';
}

async function markAndSend(
  context: DeliverContext,
  delivery: HookDelivery,
  hook: HookSettings,
  body: string,
): Promise<void> {
  const { store, clock, hooks, signal } = context;
  let hasLeft = false;
  try {
    const at = clock.now();
    const begun = await store.work.beginDelivery(delivery, at, { api: HOOK_API, target: delivery.chat });
    if (!begun || signal.aborted) return;
    // The commit may have taken long: then another process may be sending this row now.
    if (!context.mayWorkFor(HOOK_TIMEOUT_MS)) throw new LeaseEnding();
    hasLeft = true;
    const before = clock.monotonic();
    const answer = await hooks.sender.send(hook, body, clock.now(), signal);
    // A stop does not wait for the receiver: the next worker sends it again.
    if (signal.aborted && 'failure' in answer) return;
    const status = 'status' in answer ? answer.status : undefined;
    const { settled, facts } = outcomeOf(context, delivery, hook, answer);
    const took = {
      status: status === undefined ? 'none' : String(status),
      tookMs: clock.monotonic() - before,
    };
    const ended = { ...facts, attempts: delivery.attempts + 1, isHeld: true, hook: took };
    await settle(context, delivery, settled, ended, {
      attempt: begun.attempt,
      api: HOOK_API,
      at,
      answeredAt: clock.now(),
      outcome: facts.reason || 'ok',
      ...(status === undefined ? {} : { code: status }),
    });
  } catch (thrown) {
    throw new Interrupted(thrown, hasLeft);
  }
}

interface HookOutcome {
  readonly settled: Settled;
  readonly facts: Pick<DeliveryEnd, 'result' | 'reason' | 'remedy' | 'said'>;
}

function outcomeOf(
  { settings, clock, hooks, warnings, worker }: DeliverContext,
  delivery: HookDelivery,
  hook: HookSettings,
  answer: HookAnswer,
): HookOutcome {
  const { chat, attempts, detail, createdAt } = delivery;
  if ('status' in answer && answer.status < 300) {
    hooks.outages.forget(chat);
    warnings.over('hook-failing', hook.name);
    return {
      settled: { state: 'sent', messageId: '', isCard: false },
      facts: { result: 'sent', reason: '' },
    };
  }
  const cause = causeOf(answer);
  const remedy = hookRemedy(cause);
  const isOutage = isOfReceiver(answer);
  const now = clock.now();
  const tryAgain = (nextAt: number): HookOutcome => ({
    settled: { state: 'waiting', nextAt, detail, reason: cause },
    facts: { result: 'retry', reason: cause, remedy, said: cause },
  });
  // Its address or secret was changed meanwhile: this says nothing about the new one.
  if (changedHooks([hook], settings.hooks).length > 0) return tryAgain(now);
  const { retryAfterMs = 0 } = 'status' in answer ? answer : {};
  const { pauseMs, failingMs } = hooks.outages.failed(chat, { isOutage, retryAfterMs });
  const isRefused = cause.startsWith('http-4') && !RETRIED.has(cause);
  const isGivenUp = now - createdAt > GIVE_UP_MS;
  if (isRefused || isGivenUp || failingMs >= WARN_MS)
    warnings.raise({ code: 'hook-failing', ids: { hook: hook.name, cause } });
  if (isRefused || isGivenUp) {
    const word = isRefused ? 'refused' : 'gave-up';
    const parked = isRefused ? remedy : HOOK_REMEDIES.gaveUp;
    const settled = { state: 'parked', reason: `${word}: ${cause}`, remedy: parked.en } as const;
    return { settled, facts: { result: 'parked', reason: word, remedy: parked, said: cause } };
  }
  // In an outage it stays the first that is due, so nothing overtakes it after the pause.
  const waitMs = isOutage && attempts < FIRST_FOR ? 0 : backoffMs(attempts + 1, BETWEEN_TRIES);
  worker.wakeDeliver(now + pauseMs);
  return tryAgain(now + waitMs);
}

const RETRIED: ReadonlySet<string> = new Set(['http-408', 'http-425', 'http-429']);

function causeOf(answer: HookAnswer): string {
  if ('failure' in answer) return answer.failure;
  return answer.status < 400 ? 'redirect' : `http-${answer.status}`;
}

/** Whether the receiver accepts nothing at all now, not only this delivery. */
function isOfReceiver(answer: HookAnswer): boolean {
  if ('failure' in answer) return answer.failure !== 'timeout' && answer.failure !== 'cut';
  const { status } = answer;
  return status < 400 || status === 429 || (status >= 502 && status <= 504);
}
