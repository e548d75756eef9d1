import { type Kysely, sql } from 'kysely';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** A chat's updatable card of an instance. */
export interface StandingCard {
  /** Empty: there was one, and it is gone. */
  readonly messageId: string;
  /** ms. */
  readonly sentAt: number;
  /** The change whose delivery posted it. */
  readonly changeId: string;
  /** The group it was posted in, because its chat is a person whom the bot cannot reach; empty: it is in its chat. */
  readonly group: string;
}

/** What identifies a card: an instance in a chat. */
interface CardKey {
  readonly instance: string;
  readonly chat: string;
}

/** The statements about the cards in chats. */
export function cardStatements(db: Kysely<Schema>, app: string) {
  return {
    card: prepared<CardKey, StandingCard>(
      (p) =>
        db
          .selectFrom('cards')
          .select([
            'message_id as messageId',
            'sent_at as sentAt',
            'change_id as changeId',
            'instead as group',
          ])
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat')),
      BY_KEY,
    ),
    putCard: prepared<CardKey & StandingCard>(
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
            instead: p('group'),
          })
          .onConflict((c) =>
            c.columns(['app', 'instance', 'chat']).doUpdateSet((e) => ({
              message_id: e.ref('excluded.message_id'),
              sent_at: e.ref('excluded.sent_at'),
              change_id: e.ref('excluded.change_id'),
              instead: e.ref('excluded.instead'),
            })),
          ),
      BY_KEY,
    ),
    forgetCard: prepared<CardKey>(
      (p) =>
        db
          .updateTable('cards')
          .set({ message_id: '' })
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat')),
      BY_KEY,
    ),
  };
}

/** The statements that change a row of the outbox. A row that has ended is never changed: a newer one replaced it. */
export function deliveryStatements(db: Kysely<Schema>, app: string) {
  return {
    mark: prepared<{ seq: number; now: number; attempts: number }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({ state: 'sending', sending_at: p('now'), attempts: p('attempts') })
          .where('seq', '=', p('seq'))
          .where('state', '=', 'waiting'),
      BY_KEY,
    ),
    wait: prepared<{
      seq: number;
      nextAt: number;
      detail: string;
      leftOut: string;
      unknownSince: number | null;
      reason: string;
      heldAt: number | null;
    }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({
            state: 'waiting',
            next_at: p('nextAt'),
            detail: p('detail'),
            left_out: p('leftOut'),
            unknown_since: p('unknownSince'),
            reason: p('reason'),
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
      remedy: string;
      leftOut: string;
      now: number;
    }>(
      (p) =>
        db
          .updateTable('outbox')
          .set({
            state: p('state'),
            message_id: p('messageId'),
            reason: p('reason'),
            remedy: p('remedy'),
            left_out: p('leftOut'),
            finished_at: p('now'),
          })
          .where('seq', '=', p('seq'))
          .where('finished_at', 'is', null),
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
  };
}

/** Makes the waiting rows of these chats due. */
export async function retryWaiting(
  trx: Kysely<Schema>,
  app: string,
  chats: readonly string[],
): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ next_at: 0 })
    .where('app', '=', app)
    .where('chat', 'in', chats)
    .where('finished_at', 'is', null)
    .where('state', '=', 'waiting')
    .execute();
}

/** Rows that are being sent wait again, with an unknown outcome; `rows`: only these. Returns how many. */
export async function recoverRows(
  trx: Kysely<Schema>,
  app: string,
  now: number,
  rows?: readonly number[],
): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('outbox')
    .set({
      state: 'waiting',
      next_at: now,
      // Repeating an update makes no duplicate, and a hook recognises a repeat by its id: the outcome does not matter.
      unknown_since: sql<
        number | null
      >`case when kind = 'hook' or exists (select 1 from attempts where attempts.outbox = outbox.seq
        and attempts.at = outbox.sending_at and attempts.api = 'message.patch')
        then unknown_since else coalesce(unknown_since, sending_at) end`,
      reason: 'interrupted',
    })
    .where('app', '=', app)
    .where('finished_at', 'is', null)
    .where('state', '=', 'sending')
    .$if(rows !== undefined, (q) => q.where('seq', 'in', rows ?? []))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
