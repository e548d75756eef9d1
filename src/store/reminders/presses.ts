import { type Kysely, sql } from 'kysely';
import type { ReminderDelivery } from '../../approval/delivery.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import { pressedSilence, type SilencedStep } from '../../approval/silence.ts';
import type { Leased } from '../engine/leased.ts';
import type { StoreKind } from '../engine/migrations.ts';
import type { Schema } from '../engine/schema.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import {
  createKnownSilences,
  finishSilences,
  insertSilence,
  type KnownSilences,
  type NewSilence,
  silencesInForce,
} from '../silences.ts';
import type { ReminderRows } from './reminderRows.ts';

/** The card of a reminder of one instance, with buttons. */
export interface ReminderCard {
  readonly messageId: string;
  /** As the configuration names it. */
  readonly chat: string;
  /** As Feishu named it when the card was sent. */
  readonly namedChat: string;
  readonly instance: string;
  readonly approval: string;
  readonly steps: readonly SilencedStep[];
}

/** A card whose buttons were pressed, and which was not updated yet. */
export interface PressedCard extends ReminderCard {
  readonly pressedAt: number;
}

/** How a press ends: `duplicate`: it is stored already; `already-deferred`: another one is in force. */
export type PressEnd = 'committed' | 'duplicate' | 'already-deferred';

/** `nothing-to-undo`: the silence was over. */
export type UndoEnd = Exclude<PressEnd, 'already-deferred'> | 'nothing-to-undo';

/** What any replica does when a button is pressed. */
export interface Presses extends KnownSilences {
  reminderCard(messageId: string): Promise<ReminderCard | undefined>;
  /**
   * Commits a press, once by its id, unless another one defers a step of it already: of two presses at the same moment one
   * counts.
   */
  press(card: ReminderCard, id: string, silence: NewSilence): Promise<PressEnd>;
  /** The same for a press that ends `silence`, if that is still in force. It is kept as a silence that was over at once. */
  undo(card: ReminderCard, id: string, press: NewSilence, silence: string | undefined): Promise<UndoEnd>;
}

/** What the lease holder does about presses. */
export interface PressedCards {
  pressedCards(limit: number): Promise<PressedCard[]>;
  /** Makes the reminders of the instance match the silences in force, and queues an update of the card; in one transaction. */
  applyPress(card: PressedCard, applied: AppliedPress, now: number): Promise<void>;
}

export interface AppliedPress {
  /** The steps of which the instance's chats are reminded. */
  readonly wanted: readonly WantedReminder[];
  /** How the card is updated; undefined: the instance has ended. */
  readonly update: Pick<ReminderDelivery, 'status' | 'changedAt' | 'content'> | undefined;
}

export function createPresses(quick: Kysely<Schema>, app: string, kind: StoreKind): Presses {
  const mark = (on: Kysely<Schema>, messageId: string, now: number): Promise<unknown> =>
    on
      .updateTable('reminder_cards')
      .set({ pressed_at: now })
      .where('app', '=', app)
      .where('message_id', '=', messageId)
      .execute();
  return {
    ...createKnownSilences(quick, app),
    async reminderCard(messageId) {
      const row = await cards(quick, app).where('message_id', '=', messageId).executeTakeFirst();
      return row && cardIn(row);
    },
    press: (card, id, silence) =>
      quick.transaction().execute(async (trx): Promise<PressEnd> => {
        // SQLite has one transaction at a time.
        if (kind === 'postgres') await takeTurn(trx, app, card);
        const inForce = await silencesInForce(trx, app, silence.begunAt);
        const before = pressedSilence(inForce, card, silence.steps);
        if (before && before.id !== id) return 'already-deferred';
        if (!(await insertSilence(trx, app, silence, id))) return 'duplicate';
        await mark(trx, card.messageId, silence.begunAt);
        return 'committed';
      }),
    undo: ({ messageId }, id, press, silence) =>
      quick.transaction().execute(async (trx): Promise<UndoEnd> => {
        const { begunAt: now } = press;
        if (!(await insertSilence(trx, app, press, id))) return 'duplicate';
        await finishSilences(trx, app, [id], now);
        if (silence === undefined || !(await finishSilences(trx, app, [silence], now)))
          return 'nothing-to-undo';
        await mark(trx, messageId, now);
        return 'committed';
      }),
  };
}

export function createPressedCards(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
): PressedCards {
  return {
    async pressedCards(limit) {
      const found = await cards(db, app)
        .select('pressed_at as pressedAt')
        .$narrowType<{ pressedAt: number }>()
        .where('pressed_at', 'is not', null)
        .orderBy('pressed_at')
        .limit(limit)
        .execute();
      return found.map((row) => ({ ...cardIn(row), pressedAt: row.pressedAt }));
    },
    applyPress: (card, { wanted, update }, now) =>
      leased(async (trx) => {
        const { messageId, instance, approval, chat, pressedAt } = card;
        const about = { instanceCode: instance, approvalCode: approval };
        await rows.sync(trx, about, wanted, { now, anew: await silencesInForce(trx, app, now) });
        const changeId = `press:${messageId}:${pressedAt}`;
        const written = { chat, changeId, priority: 1, receivedAt: now, createdAt: now };
        if (update) await insert(trx, [{ kind: 'snoozed', ...about, ...update, ...written }]);
        await trx
          .updateTable('reminder_cards')
          .set({ pressed_at: null })
          .where('app', '=', app)
          .where('message_id', '=', messageId)
          .where('pressed_at', '=', pressedAt)
          .execute();
      }),
  };
}

/** Notes a reminder that has just been sent, so that presses of its buttons can be handled. */
export async function noteReminderCard(
  on: Kysely<Schema>,
  app: string,
  { chat, instanceCode, approvalCode, content }: ReminderDelivery,
  { messageId, chatId, now }: { readonly messageId: string; readonly chatId: string; readonly now: number },
): Promise<void> {
  await on
    .insertInto('reminder_cards')
    .values({
      app,
      message_id: messageId,
      chat,
      named_chat: chatId,
      instance: instanceCode,
      approval: approvalCode,
      steps: JSON.stringify(content.steps.map(({ step, since }) => ({ step, since }))),
      sent_at: now,
      pressed_at: null,
    })
    .onConflict((c) => c.columns(['app', 'message_id']).doNothing())
    .execute();
}

/** Presses of an instance's cards in a chat take turns, on all replicas, until the transaction ends. */
async function takeTurn(
  on: Kysely<Schema>,
  app: string,
  { chat, instance }: Pick<ReminderCard, 'chat' | 'instance'>,
): Promise<void> {
  const what = `press ${app} ${chat} ${instance}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`.execute(on);
}

function cards(on: Kysely<Schema>, app: string) {
  return on
    .selectFrom('reminder_cards')
    .select(['message_id as messageId', 'chat', 'named_chat as namedChat', 'instance', 'approval', 'steps'])
    .where('app', '=', app);
}

function cardIn({
  messageId,
  chat,
  namedChat,
  instance,
  approval,
  steps,
}: Omit<ReminderCard, 'steps'> & { readonly steps: string }): ReminderCard {
  return { messageId, chat, namedChat, instance, approval, steps: JSON.parse(steps) as SilencedStep[] };
}
