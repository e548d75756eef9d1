import type { Kysely } from 'kysely';
import type { CardDetail } from '../../approval/cardDetail.ts';
import { type DeliveryKind, isFolded, type OutboxDelivery } from '../../approval/delivery.ts';
import type { BuzzContent } from '../../approval/deliveryContent.ts';
import { type LeftOut, NOBODY, writeLeftOut } from '../../approval/leftOut.ts';
import { REMIND } from '../../approval/reminder.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import { noteReminderCard } from '../reminders/presses.ts';
import type { Attempt, Attempts, PastRequest } from './attempts.ts';
import { deliveryStatements, recoverRows, retryWaiting, type StandingCard } from './deliveryStatements.ts';
import { endLines, type FoldEnd } from './folds.ts';
import { type Cards, createCards, keepCard } from './keepCard.ts';
import type { InsertDeliveries, UnreadableRow } from './outboxRow.ts';
import { type StepCard, stepCardIn } from './stepCards.ts';

/** A delivery that ends as sent. */
export interface SettledSent {
  readonly state: 'sent';
  readonly messageId: string;
  /** The chat it was posted in, as Feishu named it; absent: Feishu did not. */
  readonly chatId?: string;
  /** Whether the message is now the chat's updatable card of the instance. */
  readonly isCard: boolean;
  /** The chat's card is no longer updated from now on. */
  readonly forgetsCard?: boolean;
  /** Why it counts as sent without an answer; empty: it was answered. */
  readonly reason?: string;
  /** A buzz that follows: its row is written in the same transaction. */
  readonly buzz?: BuzzContent;
}

/** A delivery that ends without being sent. */
export interface SettledUnsent {
  readonly state: 'parked' | 'suppressed';
  /** One word, then a colon and what happened. */
  readonly reason: string;
  /** What a person can do about it; always present if it is parked. */
  readonly remedy?: string;
  /** The chat's card no longer exists: the next change posts a new one. */
  readonly forgetsCard?: boolean;
}

/** A delivery that keeps waiting. */
export interface SettledWaiting {
  readonly state: 'waiting';
  readonly nextAt: number;
  readonly detail: CardDetail;
  /** Whom the next try leaves out; absent: the same people as this one. */
  readonly leftOut?: LeftOut;
  readonly unknownSince?: number;
  readonly reason: string;
  /** The chat's card no longer exists. */
  readonly forgetsCard?: boolean;
  /** It waits on purpose. */
  readonly isHeld?: boolean;
}

/** How a delivery continues, or ended. */
export type Settled = SettledSent | SettledUnsent | SettledWaiting;

/** A request that is about to leave. */
export interface BegunRequest {
  readonly api: string;
  /** The chat or message in whose window it counts. */
  readonly target: string;
}

export interface Deliveries {
  /** The chat's card of the instance; undefined: none. */
  standingCard(instanceCode: string, chat: string): Promise<StandingCard | undefined>;
  /** A step of the instance that is for the chat. */
  stepCard(instanceCode: string, chat: string, opening: string): Promise<StepCard | undefined>;
  // Each of these returns false if the row had already ended because a newer one replaced it.

  /**
   * Marks a row as being sent: from now on its outcome is unknown until it is settled. undefined: it no longer waits,
   * since a newer one replaced it.
   */
  beginDelivery(
    delivery: OutboxDelivery,
    now: number,
    request: BegunRequest,
  ): Promise<{ attempt: number } | undefined>;
  settleDelivery(
    delivery: OutboxDelivery,
    settled: Settled,
    now: number,
    made?: { attempt: number } & Attempt,
  ): Promise<boolean>;
  /** Parks a row that cannot be read. */
  parkUnreadable(
    row: UnreadableRow,
    why: Required<Pick<SettledUnsent, 'reason' | 'remedy'>>,
    now: number,
  ): Promise<boolean>;
  /**
   * Rows left in the middle of a request become waiting rows of unknown outcome: all that a former holder
   * left, or only `rows`, whose end could not be written while the store was unavailable. Returns how many.
   */
  recoverDeliveries(now: number, rows?: readonly number[]): Promise<number>;
  /** Makes what waits for the hours of a chat due: these may have been changed, and are judged again. */
  judgeHeld(): Promise<void>;
  /** Makes what waits for these hooks due. */
  retryHooks(chats: readonly string[]): Promise<void>;
  /** The requests that began since then, for the windows of a new holder. */
  attemptsSince(at: number): Promise<PastRequest[]>;
}

export function createDeliveries(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { attempts, insert }: { readonly attempts: Attempts; readonly insert: InsertDeliveries },
): Deliveries {
  const does = deliveryStatements(db, app);
  const cards = createCards(db, app);
  const settle = createSettle(app, does, cards, insert);

  return {
    standingCard: (instance, chat) => cards.card.first(db, { instance, chat }),
    stepCard: async (instance, chat, opening) =>
      stepCardIn(await cards.steps.one.first(db, { instance, chat, opening })),
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
    parkUnreadable: ({ seq }, why, now) =>
      leased(async (trx) => {
        const parked = { ...endOf({ state: 'parked', ...why }), seq, now };
        return (await does.end.run(trx, parked)).numAffectedRows !== 0n;
      }),
    recoverDeliveries: (now, rows) =>
      leased(async (trx) => {
        const recovered = await recoverRows(trx, app, now, rows);
        // The chat's hours may have been changed.
        if (rows === undefined) await does.lookAgain.run(trx, {});
        return recovered;
      }),
    judgeHeld: () =>
      leased(async (trx) => {
        await does.lookAgain.run(trx, {});
      }),
    retryHooks: (chats) => leased((trx) => retryWaiting(trx, app, chats)),
    attemptsSince: (at) => attempts.since(db, at),
  };
}

/** Writes how a delivery continues, or ended. False: it had ended before. */
function createSettle(
  app: string,
  does: ReturnType<typeof deliveryStatements>,
  cards: Cards,
  insert: InsertDeliveries,
): (trx: Kysely<Schema>, delivery: OutboxDelivery, settled: Settled, now: number) => Promise<boolean> {
  const wait = async (
    trx: Kysely<Schema>,
    delivery: OutboxDelivery,
    settled: SettledWaiting,
    now: number,
  ) => {
    const { seq } = delivery;
    const { nextAt, detail, unknownSince = null, reason } = settled;
    const heldAt = delivery.heldAt ?? (settled.isHeld ? now : null);
    const leftOut = writeLeftOut(settled.leftOut ?? delivery.leftOut ?? NOBODY);
    return does.wait.run(trx, { seq, nextAt, detail, leftOut, unknownSince, reason, heldAt });
  };

  const end = async (
    trx: Kysely<Schema>,
    delivery: OutboxDelivery,
    settled: SettledSent | SettledUnsent,
    now: number,
  ) => {
    const { seq } = delivery;
    const ended = endOf(settled, delivery.leftOut);
    if (!isFolded(delivery)) return does.end.run(trx, { ...ended, seq, now });
    await endLines(trx, delivery, ended, now);
    // People act on each of the lines; the summary only carried them.
    const own = ended.state === 'parked' ? { ...ended, ...SUPERSEDED } : ended;
    return does.end.run(trx, { ...own, seq, now });
  };

  return async (
    trx: Kysely<Schema>,
    delivery: OutboxDelivery,
    settled: Settled,
    now: number,
  ): Promise<boolean> => {
    const { numAffectedRows } =
      settled.state === 'waiting'
        ? await wait(trx, delivery, settled, now)
        : await end(trx, delivery, settled, now);
    const isMoved = numAffectedRows !== 0n;
    await keepCard(cards, trx, delivery, settled, now);
    if (isMoved && settled.state === 'sent' && settled.buzz)
      await insert(trx, [buzzAfter(delivery, settled.buzz, now)]);
    if (isMoved && settled.state === 'sent') await noteCard(trx, app, delivery, settled, now);
    return isMoved;
  };
}

/** Notes a reminder's card, so that presses of its buttons can be handled. */
async function noteCard(
  trx: Kysely<Schema>,
  app: string,
  delivery: OutboxDelivery,
  { messageId, chatId = delivery.chat }: SettledSent,
  now: number,
): Promise<void> {
  if (delivery.kind !== 'reminder' || delivery.content.rule !== REMIND || messageId === '') return;
  await noteReminderCard(trx, app, delivery, { messageId, chatId, now });
}

const SUPERSEDED = { state: 'suppressed', reason: 'superseded', remedy: '' } as const;

/** The columns of an ended row. */
function endOf(settled: SettledSent | SettledUnsent, leftOut: LeftOut = NOBODY): FoldEnd {
  const { state, reason = '' } = settled;
  const ended = { state, reason, leftOut: writeLeftOut(leftOut) };
  return settled.state === 'sent'
    ? { ...ended, remedy: '', messageId: settled.messageId }
    : { ...ended, remedy: settled.remedy ?? '', messageId: '' };
}

/** The row of the buzz that follows an escalation's card. */
function buzzAfter(
  card: OutboxDelivery,
  content: BuzzContent,
  now: number,
): Extract<Parameters<InsertDeliveries>[1][number], { kind: 'buzz' }> {
  const { chat, changeId, approvalCode, priority } = card;
  const kind: DeliveryKind & 'buzz' = 'buzz';
  return { kind, chat, changeId, approvalCode, content, priority, receivedAt: now, createdAt: now };
}
