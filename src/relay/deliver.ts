import type { Delivery } from '../approval/delivery.ts';
import { type Backoff, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type CardDetail, nextDetail } from '../cards/cardInput.ts';
import type { TemplateSet } from '../cards/templates.ts';
import type { FeishuClient } from '../feishu/client.ts';
import type { Definitions } from '../feishu/definitions.ts';
import { type FeishuError, toFeishuError } from '../feishu/error.ts';
import type { Turn } from '../feishu/gate.ts';
import { REQUEST_TIMEOUT_MS } from '../feishu/http.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import { type CardMessage, sendCard } from '../feishu/messages.ts';
import type { Names, People } from '../feishu/people.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../settings/settings.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Settled, Work } from '../store/work.ts';
import { ChatTurns } from './chatTurn.ts';
import type { DeliveryEnd, Observer } from './observe.ts';
import { isPastRepeating, OUTCOME_UNKNOWN, outcomeOf } from './outcome.ts';
import { type CardSource, fieldsOf, renderDelivery, whoIsOn } from './render.ts';

export interface DeliverParts {
  readonly settings: Settings;
  readonly outbox: Pick<Outbox, 'nextDelivery'>;
  readonly work: Pick<
    Work,
    | 'knownInstance'
    | 'beginDelivery'
    | 'settleDelivery'
    | 'endDelivery'
    | 'recoverDeliveries'
    | 'closedChat'
    | 'closeChat'
  >;
  readonly client: FeishuClient;
  readonly people: People;
  readonly definitions: Pick<Definitions, 'of'>;
  readonly templates: () => TemplateSet;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Whether this process will still be the one that works `spanMs` from now. */
  readonly mayWorkFor: (spanMs: number) => boolean;
  /** Whether an error means that the store is away, and not that this row is odd. */
  readonly isAway: (error: unknown) => boolean;
  /** Something falls due then. */
  readonly onPostponed: (until: number) => void;
}

export interface Deliver {
  /** These chats may have something due. */
  wake(chats: readonly string[]): void;
  /** Takes up again the rows whose mark or end could not be written while the store was away. */
  recover(): Promise<void>;
  /** Counts requests of an earlier process into the windows. */
  remember(chat: string, at: number): void;
  /** Starts nothing more; resolves when what is in flight is settled. */
  stop(): Promise<void>;
}

type Told = Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>;

/** What a card needs beside the instance. */
interface Around {
  readonly names: Names;
  readonly definitions: CardSource['definitions'];
}

/** A closed chat is tried again with one delivery an hour. */
const PROBE_MS = 3_600_000;
/** A chat that is muted, or otherwise closed to us for now, is looked at again after this long. */
const CHAT_HELD_MS = 60_000;
/** A row that fails for no known reason is parked after so many times. */
const ODD_FAILURES = 10;
const AFTER_ODD_FAILURE: Backoff = { baseMs: 1_000, maxMs: 300_000 };

/**
 * Third of the five verbs: wait for the chat's turn, render, send, record, in one transaction with "outbox sent".
 *
 * Each chat with something due has one pump of its own, so that a chat that hangs, is closed or is over its limit
 * holds up no other. A pump takes the next row of its chat, waits for the chat's and then for the API's turn, and
 * only then renders from the newest snapshot: whatever changed while it waited is on the card.
 *
 * A row is marked as being sent before the request leaves. If nobody ever records how the request ended, the mark
 * says that the outcome is unknown, and since when.
 */
export function createDeliver(parts: DeliverParts): Deliver {
  const { settings, work, clock, client } = parts;
  const turns = new ChatTurns(clock, settings.limits.chatPerSecond);
  const pumps = new Map<string, { again: boolean }>();
  const inFlight = new Set<Promise<void>>();
  const unwritten = new Set<number>();
  const warnedAt = new Map<string, number>();
  const oddFailures = new Map<number, number>();
  let stopped = false;

  const warnSometimes = (key: string, facts: object, text: string): void => {
    const last = warnedAt.get(key);
    if (last !== undefined && clock.now() - last < 10 * 60_000) return;
    warnedAt.set(key, clock.now());
    parts.log.warn(facts, text);
  };

  const report = (
    delivery: Delivery,
    end: Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>,
  ): void => {
    parts.observer.deliveryEnded({
      eventId: delivery.changeId,
      kind: delivery.kind,
      instanceCode: delivery.instanceCode,
      approvalCode: delivery.approvalCode,
      status: delivery.status,
      chat: delivery.chat,
      attempts: delivery.attempts + 1,
      detail: delivery.detail,
      tookMs: clock.now() - delivery.receivedAt,
      ...end,
    });
  };

  /** Ends a row without a request. */
  const end = async (delivery: Delivery, state: 'parked' | 'suppressed', reason: string): Promise<void> => {
    await work.endDelivery(delivery, state, reason, clock.now());
    report(delivery, { result: state, reason: reason.split(':')[0] ?? reason, attempts: delivery.attempts });
  };

  /** Why no request is to be made at all; undefined: go on. */
  const refuse = async (delivery: Delivery): Promise<(() => Promise<void>) | undefined> => {
    const now = clock.now();
    if (isPastRepeating(delivery, now)) return () => end(delivery, 'parked', OUTCOME_UNKNOWN);
    const closed = await work.closedChat(delivery.chat);
    if (!closed) return undefined;
    if (now < closed.probeAt) return () => end(delivery, 'parked', `chat-closed: ${closed.reason}`);
    await work.closeChat(delivery.chat, { ...closed, probeAt: now + PROBE_MS });
    return undefined;
  };

  const sourceOf = async (
    delivery: Delivery,
    definitions: CardSource['definitions'],
  ): Promise<CardSource> => {
    const known = await work.knownInstance(delivery.instanceCode);
    const instance = known?.snapshot ? parseSnapshot(known.snapshot, delivery.instanceCode) : undefined;
    return {
      definitions,
      ...(instance ? { instance } : {}),
      ...(known?.lookedAt ? { lookedAt: known.lookedAt } : {}),
    };
  };

  /** What a card needs beside the instance: asked for before its turn comes, since it may take a while. */
  const lookAround = async (delivery: Delivery, entry: ChatEntry): Promise<Around> => {
    const source = await sourceOf(delivery, []);
    const who = whoIsOn(source, fieldsOf(settings, entry, source));
    const [names, definitions] = await Promise.all([
      parts.people.namesOf(who.people, who.departments),
      source.instance?.form.length ? parts.definitions.of(delivery.approvalCode, settings.locale) : [],
    ]);
    return { names, definitions };
  };

  const render = async (
    delivery: Delivery,
    approval: ApprovalSettings,
    entry: ChatEntry,
    around: Around,
  ): Promise<CardMessage> => {
    const source = await sourceOf(delivery, around.definitions);
    const card = renderDelivery(settings, parts.templates(), delivery, approval, entry, source, around.names);
    if (card.fallback !== undefined) {
      parts.observer.cardFellBack(card.fallback, delivery.status);
      warnSometimes(
        `fallback/${delivery.status}`,
        { status: delivery.status, why: card.fallback },
        'a template could not be used: a plain card goes out',
      );
    }
    return { chat: entry.chat.id, idType: entry.chat.idType, content: card.content, key: delivery.key };
  };

  const failed = async (
    delivery: Delivery,
    error: FeishuError,
    startedAt: number,
  ): Promise<{ settled: Settled; outcome: string; told: Told }> => {
    const now = clock.now();
    const simpler = nextDetail(delivery.detail as CardDetail);
    const { settled, verdict, word } = outcomeOf(delivery, error, { startedAt, now, simpler });
    if (verdict.action === 'retry' && verdict.scope === 'chat') {
      const spanMs = verdict.needsPerson ? CHAT_HELD_MS : (error.resetSeconds ?? 1) * 1_000;
      turns.pause(delivery.chat, now + spanMs);
    }
    if (word === 'degrade' && simpler) parts.observer.cardSimplified(simpler);
    if (word === 'chat-closed') {
      const closed = {
        closedAt: now,
        probeAt: now + PROBE_MS,
        code: error.code ?? 0,
        reason: verdict.remedy,
      };
      const isNew = await work.closeChat(delivery.chat, closed);
      if (isNew) {
        parts.log.warn(
          { chat: delivery.chat, code: error.code, remedy: verdict.remedy },
          'a chat takes no messages from the bot: its deliveries are parked',
        );
      }
    } else if (verdict.needsPerson) {
      const facts = { chat: delivery.chat, code: error.code, why: error.message, remedy: verdict.remedy };
      warnSometimes(`person/${error.code}`, facts, 'deliveries wait until somebody acts');
    }
    const told = {
      result: settled.state === 'parked' ? ('parked' as const) : ('retry' as const),
      reason: word,
      remedy: verdict.remedy,
      ...(error.code === undefined ? {} : { code: error.code }),
      logId: error.logId,
    };
    return { settled, outcome: word, told };
  };

  /** From the mark "being sent" to the record of how it ended. */
  const send = async (delivery: Delivery, message: CardMessage, turn: Turn): Promise<void> => {
    const startedAt = clock.now();
    const { attempt } = await work
      .beginDelivery(delivery, startedAt, 'message.create')
      .catch((error: unknown) => {
        turn.done('unused');
        throw error;
      });
    // The commit may have taken long, or the process was paused: then another may be sending this row by now.
    if (!parts.mayWorkFor(REQUEST_TIMEOUT_MS)) throw new Error('the lease is about to end');
    turns.start(delivery.chat);
    let end: { settled: Settled; outcome: string; told: Told };
    try {
      const messageId = await sendCard(client, turn, message);
      const told = { result: 'sent' as const, reason: '', messageId, code: 0 };
      end = { settled: { state: 'sent', messageId }, outcome: 'ok', told };
      turns.answered(delivery.chat);
    } catch (thrown) {
      turns.answered(delivery.chat);
      end = await failed(delivery, toFeishuError(thrown), startedAt);
    }
    const now = clock.now();
    await work.settleDelivery(delivery, end.settled, now, {
      attempt,
      api: 'message.create',
      at: startedAt,
      answeredAt: now,
      outcome: end.outcome,
      ...(end.told.code === undefined ? {} : { code: end.told.code }),
      logId: end.told.logId ?? '',
    });
    report(delivery, end.told);
    if (end.settled.state === 'waiting') parts.onPostponed(end.settled.nextAt);
  };

  /** One row, from its turn to its end. False: not now, this process may not work. */
  const deliver = async (delivery: Delivery): Promise<boolean> => {
    const approval = settings.approvals.get(delivery.approvalCode) ?? settings.fallback;
    const entry = approval?.chats.find(
      (e) => e.chat.id === delivery.chat && e.statuses.includes(delivery.status),
    );
    if (!approval || !entry) {
      await end(delivery, 'suppressed', 'unmapped');
      return true;
    }
    const around = await lookAround(delivery, entry);
    await turns.ready(delivery.chat);
    const refused = await refuse(delivery);
    if (refused) {
      await refused();
      return true;
    }
    await client.prepare();
    const turn = await client.turn('message.create', { priority: 0, lane: delivery.chat });
    if (stopped || !parts.mayWorkFor(REQUEST_TIMEOUT_MS) || isPastRepeating(delivery, clock.now())) {
      turn.done('unused');
      return !stopped && parts.mayWorkFor(REQUEST_TIMEOUT_MS);
    }
    let sending: Promise<void> | undefined;
    try {
      const message = await render(delivery, approval, entry, around);
      sending = send(delivery, message, turn);
      inFlight.add(sending);
      await sending;
    } catch (error) {
      if (sending) unwritten.add(delivery.seq);
      throw error;
    } finally {
      // A turn that was not used (rendering or the store failed) is given back; a used one already was.
      turn.done('unused');
      if (sending) inFlight.delete(sending);
    }
    return true;
  };

  /**
   * A failure that is neither Feishu's nor the store's must not hold up the chat: the row is put aside, longer each
   * time, and parked in the end.
   */
  const putAside =
    (delivery: Delivery) =>
    async (thrown: unknown): Promise<boolean> => {
      const error = asError(thrown);
      if (stopped || error.name === 'LeaseLost' || unwritten.has(delivery.seq) || parts.isAway(thrown))
        throw thrown;
      const failures = (oddFailures.get(delivery.seq) ?? 0) + 1;
      oddFailures.set(delivery.seq, failures);
      parts.log.error(
        { chat: delivery.chat, eventId: delivery.changeId, error: error.message },
        'a delivery failed',
      );
      if (failures >= ODD_FAILURES) {
        oddFailures.delete(delivery.seq);
        await end(delivery, 'parked', `error: ${error.message}; report it, with the log.`);
        return true;
      }
      const nextAt = clock.now() + backoffMs(failures, AFTER_ODD_FAILURE);
      const { detail, unknownSince } = delivery;
      const kept = unknownSince === undefined ? {} : { unknownSince };
      await work.settleDelivery(
        delivery,
        { state: 'waiting', nextAt, detail, reason: `error: ${error.message}`, ...kept },
        clock.now(),
      );
      parts.onPostponed(nextAt);
      return true;
    };

  const pump = async (chat: string, state: { again: boolean }): Promise<void> => {
    try {
      while (state.again && !stopped) {
        state.again = false;
        for (;;) {
          const delivery = stopped ? undefined : await parts.outbox.nextDelivery(chat, clock.now());
          if (!delivery || !(await deliver(delivery).catch(putAside(delivery)))) break;
        }
      }
    } catch (thrown) {
      const error = asError(thrown);
      if (!stopped && error.name !== 'LeaseLost') {
        parts.log.error({ chat, error: error.message }, 'a delivery could not be made; tried again');
      }
    } finally {
      pumps.delete(chat);
    }
  };

  return {
    wake(chats) {
      if (stopped) return;
      for (const chat of chats) {
        const running = pumps.get(chat);
        if (running) {
          running.again = true;
          continue;
        }
        const state = { again: true };
        pumps.set(chat, state);
        void pump(chat, state);
      }
    },
    remember: (chat, at) => turns.remember(chat, at),
    async recover() {
      const rows = [...unwritten];
      if (rows.length === 0) return;
      await work.recoverDeliveries(clock.now(), rows);
      for (const seq of rows) unwritten.delete(seq);
    },
    async stop() {
      stopped = true;
      await Promise.allSettled(inFlight);
    },
  };
}
