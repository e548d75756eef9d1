import { type Kysely, sql } from 'kysely';
import type { Delivery, DeliveryKind } from '../approval/delivery.ts';
import type { Attempt, Attempts, PastRequest } from './attempts.ts';
import type { Leased } from './leased.ts';
import { BY_KEY, prepared } from './prepared.ts';
import type { Schema } from './schema.ts';
import type { Tellings } from './tellings.ts';

/** How a delivery's request ended. */
export type Settled =
  | {
      readonly state: 'sent';
      readonly messageId: string;
      /** Whether the message is now the living card that stands in the chat for the instance. */
      readonly isCard: boolean;
      /** Why it counts as sent without an answer; empty: it was answered. */
      readonly reason?: string;
      /** What a buzz that is to follow is about (approval/reminderAbout.ts): its row is written in the same transaction. */
      readonly buzz?: string;
    }
  | {
      readonly state: 'parked' | 'suppressed';
      readonly reason: string;
      /** The card that stood in the chat is no more: the next change posts a fresh one. */
      readonly forgetsCard?: boolean;
    }
  | {
      readonly state: 'waiting';
      readonly nextAt: number;
      readonly detail: string;
      readonly unknownSince?: number;
      readonly reason: string;
      /** What it is from now on; absent: what it was. */
      readonly kind?: DeliveryKind;
      /** The card that stood in the chat is no more. */
      readonly forgetsCard?: boolean;
      /** It waits on purpose. */
      readonly isHeld?: boolean;
    };

/** The living card that stands in a chat for an instance. */
export interface StandingCard {
  /** Empty: one stood here and is gone. */
  readonly messageId: string;
  readonly sentAt: number;
  /** The change whose row posted it. */
  readonly changeId: string;
}

/** A chat that refused us, and when one delivery may try again. */
export interface ClosedChat {
  readonly closedAt: number;
  readonly probeAt: number;
  readonly code: number;
  readonly reason: string;
}

export interface Deliveries {
  /** What stands in the chat for the instance; undefined: nothing. */
  standingCard(instanceCode: string, chat: string): Promise<StandingCard | undefined>;
  // Each of these is false where the row had ended already, since a newer one took its place.

  /**
   * Marks a row as being sent: from now on its outcome is unknown until it is settled. undefined: it does not wait
   * any more, since a newer one took its place.
   *
   * @param target the chat or message in whose window the request counts
   */
  beginDelivery(
    delivery: Delivery,
    now: number,
    request: { readonly api: string; readonly target: string },
  ): Promise<{ attempt: number } | undefined>;
  settleDelivery(
    delivery: Delivery,
    settled: Settled,
    now: number,
    made?: { attempt: number } & Attempt,
  ): Promise<boolean>;
  /** Parks or suppresses a row for which no request was made. */
  endDelivery(
    delivery: Delivery,
    state: 'parked' | 'suppressed',
    reason: string,
    now: number,
  ): Promise<boolean>;
  /**
   * Rows that were left in the middle of a request become waiting ones of unknown outcome: all that a former holder
   * left, or only `rows`, whose end could not be written while the store was away. Says how many.
   */
  recoverDeliveries(now: number, rows?: readonly number[]): Promise<number>;
  /** The requests that began since then, for the windows of a new holder. */
  attemptsSince(at: number): Promise<PastRequest[]>;
  closedChat(chat: string): Promise<ClosedChat | undefined>;
  closeChat(chat: string, closed: ClosedChat): Promise<boolean>;
  /** Lets a chat that had refused us be written to again. */
  openChat(chat: string): Promise<void>;
}

export function createDeliveries(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { attempts, tellings }: { readonly attempts: Attempts; readonly tellings: Tellings },
): Deliveries {
  const does = statements(db, app);

  const settle = async (
    trx: Kysely<Schema>,
    delivery: Delivery,
    settled: Settled,
    now: number,
  ): Promise<boolean> => {
    const { seq, instanceCode: instance, chat } = delivery;
    let moved: bigint | undefined;
    if (settled.state === 'waiting') {
      const { nextAt, detail, unknownSince = null, reason, kind = delivery.kind } = settled;
      const heldAt = delivery.heldAt ?? (settled.isHeld ? now : null);
      const row = { seq, nextAt, detail, unknownSince, reason, kind, heldAt };
      moved = (await does.wait.run(trx, row)).numAffectedRows;
    } else {
      const { state, reason = '' } = settled;
      const messageId = settled.state === 'sent' ? settled.messageId : '';
      moved = (await does.end.run(trx, { seq, state, messageId, reason, now })).numAffectedRows;
    }
    if (settled.state === 'sent') {
      const card = { instance, chat, messageId: settled.messageId, sentAt: now, changeId: delivery.changeId };
      if (settled.isCard) await does.putCard.run(trx, card);
      if (settled.buzz !== undefined && moved !== 0n) {
        const { changeId: id } = delivery;
        await tellings.add(trx, { ...delivery, id, receivedAt: now, about: settled.buzz }, chat, 'buzz', now);
      }
    } else if (settled.forgetsCard) await does.forgetCard.run(trx, { instance, chat });
    return moved !== 0n;
  };

  return {
    standingCard: (instance, chat) => does.card.first(db, { instance, chat }),
    beginDelivery: (delivery, now, { api, target }) =>
      leased(async (trx) => {
        const mark = { seq: delivery.seq, now, attempts: delivery.attempts + 1 };
        if ((await does.mark.run(trx, mark)).numAffectedRows === 0n) return undefined;
        return { attempt: await attempts.begin(trx, delivery.seq, api, target, now) };
      }),
    settleDelivery: (delivery, settled, now, made) =>
      leased(async (trx) => {
        if (made) await attempts.end(trx, made.attempt, made);
        return settle(trx, delivery, settled, now);
      }),
    endDelivery: (delivery, state, reason, now) =>
      leased((trx) => settle(trx, delivery, { state, reason }, now)),
    recoverDeliveries: (now, rows) =>
      leased(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set({
            state: 'waiting',
            next_at: now,
            // An update that is repeated is no double: its outcome does not matter.
            unknown_since: sql<
              number | null
            >`case when exists (select 1 from attempts where attempts.outbox = outbox.seq
              and attempts.at = outbox.sending_at and attempts.api = 'message.patch')
              then unknown_since else coalesce(unknown_since, sending_at) end`,
            reason: 'interrupted',
          })
          .where('app', '=', app)
          .where('finished_at', 'is', null)
          .where('state', '=', 'sending')
          .$if(rows !== undefined, (q) => q.where('seq', 'in', rows ?? []))
          .executeTakeFirst();
        // The hours of a chat may be others today.
        if (rows === undefined) await does.lookAgain.run(trx, {});
        return Number(numUpdatedRows);
      }),
    attemptsSince: (at) => attempts.since(db, at),
    closedChat: (chat) => does.closed.first(db, { chat }),
    closeChat: (chat, closed) =>
      leased(async (trx) => {
        const before = await does.closed.first(trx, { chat });
        const { closedAt, probeAt, code, reason } = closed;
        await trx
          .insertInto('chats')
          .values({ app, chat, closed_at: closedAt, probe_at: probeAt, code, reason })
          .onConflict((c) => c.columns(['app', 'chat']).doUpdateSet({ probe_at: probeAt, code, reason }))
          .execute();
        return !before;
      }),
    openChat: (chat) =>
      leased(async (trx) => {
        await trx.deleteFrom('chats').where('app', '=', app).where('chat', '=', chat).execute();
      }),
  };
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    card: prepared<{ instance: string; chat: string }, StandingCard>(
      (p) =>
        db
          .selectFrom('cards')
          .select(['message_id as messageId', 'sent_at as sentAt', 'change_id as changeId'])
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat')),
      BY_KEY,
    ),
    putCard: prepared<{
      instance: string;
      chat: string;
      messageId: string;
      sentAt: number;
      changeId: string;
    }>(
      (p) =>
        db
          .insertInto('cards')
          .values({
            app,
            instance: p('instance'),
            chat: p('chat'),
            message_id: p('messageId'),
            sent_at: p('sentAt'),
            change_id: p('changeId'),
          })
          .onConflict((c) =>
            c.columns(['app', 'instance', 'chat']).doUpdateSet((e) => ({
              message_id: e.ref('excluded.message_id'),
              sent_at: e.ref('excluded.sent_at'),
              change_id: e.ref('excluded.change_id'),
            })),
          ),
      BY_KEY,
    ),
    forgetCard: prepared<{ instance: string; chat: string }>(
      (p) =>
        db
          .updateTable('cards')
          .set({ message_id: '' })
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat')),
      BY_KEY,
    ),
    lookAgain: prepared<object>(() =>
      db
        .updateTable('outbox')
        .set({ next_at: 0 })
        .where('app', '=', app)
        .where('finished_at', 'is', null)
        .where('held_at', 'is not', null),
    ),
    mark: prepared<{ seq: number; now: number; attempts: number }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({ state: 'sending', sending_at: p('now'), attempts: p('attempts') })
          .where('seq', '=', p('seq'))
          .where('state', '=', 'waiting'),
      BY_KEY,
    ),
    // A row that another one superseded meanwhile has ended, and stays as it is.
    wait: prepared<{
      seq: number;
      nextAt: number;
      detail: string;
      unknownSince: number | null;
      reason: string;
      kind: string;
      heldAt: number | null;
    }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({
            state: 'waiting',
            next_at: p('nextAt'),
            detail: p('detail'),
            unknown_since: p('unknownSince'),
            reason: p('reason'),
            kind: p('kind'),
            held_at: p('heldAt'),
          })
          .where('seq', '=', p('seq'))
          .where('finished_at', 'is', null),
      BY_KEY,
    ),
    end: prepared<{
      seq: number;
      state: 'sent' | 'suppressed' | 'parked';
      messageId: string;
      reason: string;
      now: number;
    }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({ state: p('state'), message_id: p('messageId'), reason: p('reason'), finished_at: p('now') })
          .where('seq', '=', p('seq'))
          .where('finished_at', 'is', null),
      BY_KEY,
    ),
    closed: prepared<{ chat: string }, ClosedChat>(
      (p) =>
        db
          .selectFrom('chats')
          .select(['closed_at as closedAt', 'probe_at as probeAt', 'code', 'reason'])
          .where('app', '=', app)
          .where('chat', '=', p('chat')),
      BY_KEY,
    ),
  };
}
