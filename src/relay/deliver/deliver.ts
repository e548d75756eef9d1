import { LRUCache } from 'lru-cache';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import { type Backoff, backoffMs } from '../../base/backoff.ts';
import { asError } from '../../base/errors.ts';
import { Throttle } from '../../base/throttle.ts';
import { TurnGivenUp } from '../../feishu/client/apiGate.ts';
import { createHookSender } from '../../hooks/hookSender.ts';
import { changedHooks } from '../../settings/hooksFor.ts';
import type { HookSettings } from '../../settings/settings.ts';
import { LeaseLost, stopsWork } from '../../store/engine/storeError.ts';
import type { UnreadableRow } from '../../store/outbox/outboxRow.ts';
import { DELIVER_REMEDIES } from '../../words/deliverText.ts';
import type { Context } from '../context/context.ts';
import { limiterOf } from '../context/rateLimiter.ts';
import { ChatBreaker } from './chatBreaker.ts';
import type { DeliverContext } from './deliverContext.ts';
import { end } from './ending.ts';
import { foldCards, foldFound } from './fold.ts';
import { HookOutages } from './hookOutages.ts';
import { Interrupted, LeaseEnding } from './interrupted.ts';
import { send } from './send.ts';
import { sendHook } from './sendHook.ts';

/** Sends what is due, chat by chat. */
export interface Deliver {
  /** These chats may have due rows. */
  wake(chats: readonly string[]): void;
  /**
   * From time to time: recovers the rows whose mark or end could not be written while the store was away, and probes
   * the closed chats.
   */
  tend(): Promise<void>;
  /** The settings have changed: the next {@link Deliver.tend} judges again what waits for the hours of a chat. */
  reconfigured(): void;
  /** Counts a request of an earlier process in the rate limiter of its chat or message. */
  remember(api: string, target: string, at: number): void;
  /** Resolves when the current requests are settled; nothing more is started once the context's signal aborts. */
  stop(): Promise<void>;
}

/** The state of the pumps. */
interface PumpState {
  /** Chats with a running pump. `again`: a row may have come since its last look. */
  readonly pumps: Map<string, { again: boolean }>;
  /** Rows that may be marked as being sent, and whose end could not be written. */
  readonly unwritten: Set<number>;
  /** How often a row failed unexpectedly. */
  readonly oddFailures: LRUCache<number, number>;
  /** The hours of chats may have been changed since what waits for them was judged. */
  hasNewHours: boolean;
  /** Those in force when their outages were last compared with the settings. */
  hooks: readonly HookSettings[];
}

/** A row that fails unexpectedly this many times is parked. */
const ODD_FAILURES = 10;
const AFTER_ODD_FAILURE: Backoff = { baseMs: 1_000, maxMs: 300_000 };
const MOST_ODD = 10_000;
/** The same thing is logged once in this time. */
const WARN_EVERY_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Each chat with due rows has one pump, so a chat that hangs, is closed or is over its limit delays no other. A pump
 * takes the next row of its chat and delivers it (send.ts), one after the other.
 */
export function createDeliver(whole: Context): Deliver {
  const context = createDeliverContext(whole);
  const state: PumpState = {
    pumps: new Map(),
    unwritten: new Set(),
    oddFailures: new LRUCache({ max: MOST_ODD }),
    hasNewHours: false,
    hooks: context.settings.hooks,
  };
  return {
    wake: (chats) => wake(context, state, chats),
    remember: (api, target, at) => limiterOf(context.limiters, api).remember(target, at),
    async tend() {
      await recover(context, state);
      await judgeHeld(context, state);
      await retryHooks(context, state);
      wake(context, state, await context.breaker.tend());
    },
    reconfigured() {
      state.hasNewHours = true;
      context.breaker.reconfigured();
    },
    async stop() {
      await Promise.allSettled(context.inFlight);
      context.throttle.stop();
      context.hourly.stop();
      await context.hooks.sender.close();
    },
  };
}

/** The context with the state that the stages of `deliver` keep between rows. */
export function createDeliverContext(context: Context): DeliverContext {
  return {
    ...context,
    breaker: new ChatBreaker(context),
    hooks: { sender: createHookSender(), outages: new HookOutages(context.clock) },
    inFlight: new Set(),
    throttle: new Throttle({ clock: context.clock, everyMs: WARN_EVERY_MS }),
    hourly: new Throttle({ clock: context.clock, everyMs: HOUR_MS }),
  };
}

function wake(context: DeliverContext, state: PumpState, chats: readonly string[]): void {
  if (context.signal.aborted) return;
  for (const chat of chats) {
    const running = state.pumps.get(chat);
    if (running) running.again = true;
    else void pump(context, state, chat);
  }
}

async function recover({ store, clock }: DeliverContext, { unwritten }: PumpState): Promise<void> {
  const rows = [...unwritten];
  if (rows.length === 0) return;
  await store.work.recoverDeliveries(clock.now(), rows);
  for (const seq of rows) unwritten.delete(seq);
}

async function judgeHeld({ store }: DeliverContext, state: PumpState): Promise<void> {
  if (!state.hasNewHours) return;
  state.hasNewHours = false;
  try {
    await store.work.judgeHeld();
  } catch (thrown) {
    state.hasNewHours = true;
    throw thrown;
  }
}

/** A hook whose address or secret was changed is tried at once, with what waits for it. */
async function retryHooks({ settings, store, hooks }: DeliverContext, state: PumpState): Promise<void> {
  const { hooks: next } = settings;
  const changed = changedHooks(state.hooks, next);
  if (changed.length > 0) await store.work.retryHooks(changed);
  for (const chat of changed) hooks.outages.forget(chat);
  state.hooks = next;
}

async function pump(context: DeliverContext, state: PumpState, chat: string): Promise<void> {
  const running = { again: true };
  state.pumps.set(chat, running);
  try {
    while (running.again && !context.signal.aborted) {
      running.again = false;
      while ((await deliverNext(context, state, chat)) === 'done');
    }
  } catch (thrown) {
    const error = asError(thrown);
    if (!context.signal.aborted && !(error instanceof LeaseLost))
      context.log.error({ chat, error: error.message }, 'a delivery could not be made; tried again');
  } finally {
    state.pumps.delete(chat);
  }
}

/** Delivers one row. */
async function deliverNext(
  context: DeliverContext,
  state: PumpState,
  chat: string,
): Promise<'done' | 'not-now' | 'nothing'> {
  if (context.signal.aborted || context.hooks.outages.isPaused(chat)) return 'nothing';
  const most = context.settings.limits.foldAbove + 1;
  const next = await context.store.outbox.nextDelivery(chat, context.clock.now(), most);
  if (!next || context.signal.aborted) return 'nothing';
  const { delivery, waitingCards } = next;
  if (delivery.kind === 'unreadable') return park(context, delivery);
  try {
    if (delivery.kind === 'hook') return await sendHook(context, delivery);
    if (waitingCards >= most && (await foldCards(context, delivery))) return 'done';
    if (await foldFound(context, delivery)) return 'done';
    const sent = await send(context, delivery);
    state.oddFailures.delete(delivery.seq);
    return sent;
  } catch (thrown) {
    return failed(context, state, delivery, thrown);
  }
}

/** Parks an unreadable row, which would otherwise be tried endlessly. */
async function park(context: DeliverContext, row: UnreadableRow): Promise<'done'> {
  const reason = `unreadable: ${row.fault}.`;
  const remedy = DELIVER_REMEDIES.unreadable;
  await context.store.work.parkUnreadable(row, { reason, remedy: remedy.en }, context.clock.now());
  context.log.error(
    { chat: row.chat, row: row.seq, why: row.fault, remedy },
    'a row of the outbox cannot be read: parked',
  );
  return 'done';
}

/** @throws the failure, if it is not about this row: then the pump ends, and the next poll starts it again */
async function failed(
  context: DeliverContext,
  state: PumpState,
  delivery: OutboxDelivery,
  thrown: unknown,
): Promise<'done' | 'not-now'> {
  if (thrown instanceof TurnGivenUp) return 'not-now';
  const isMarked = thrown instanceof Interrupted;
  const cause = asError(isMarked ? thrown.cause : thrown);
  // It is marked, or may even be in the chat, and its end could not be written: it is recovered later.
  if (isMarked) state.unwritten.add(delivery.seq);
  const isOurs = (isMarked && thrown.hasLeft) || context.signal.aborted || cause instanceof LeaseEnding;
  if (isOurs || stopsWork(cause)) throw cause;
  await putAside(context, state, delivery, cause);
  state.unwritten.delete(delivery.seq);
  return 'done';
}

/**
 * A failure that is neither Feishu's nor the store's must not delay the chat: the row is postponed, longer each time,
 * and parked in the end.
 */
async function putAside(
  context: DeliverContext,
  { oddFailures }: PumpState,
  delivery: OutboxDelivery,
  { message }: Error,
): Promise<void> {
  const { clock, log, store, worker } = context;
  const { seq, chat, changeId, detail, unknownSince } = delivery;
  log.error({ chat, eventId: changeId, error: message }, 'a delivery failed');
  const failures = (oddFailures.get(seq) ?? 0) + 1;
  oddFailures.set(seq, failures);
  if (failures >= ODD_FAILURES) {
    oddFailures.delete(seq);
    const remedy = DELIVER_REMEDIES.mistake;
    return end(context, delivery, { do: 'park', reason: `error: ${message}`, remedy });
  }
  const nextAt = clock.now() + backoffMs(failures, AFTER_ODD_FAILURE);
  const kept = unknownSince === undefined ? {} : { unknownSince };
  const waits = { state: 'waiting', nextAt, detail, reason: `error: ${message}`, ...kept } as const;
  await store.work.settleDelivery(delivery, waits, clock.now());
  worker.wakeDeliver(nextAt);
}
