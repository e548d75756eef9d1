import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  ChangeDelivery,
  ChangesDelivery,
  Delivery,
  NewDelivery,
  OutboxDelivery,
} from '../../approval/delivery.ts';
import type { Leased } from '../engine/leased.ts';
import { openInLane } from '../engine/openRows.ts';
import { BY_KEY, each, type Param, prepared, preparedForRows } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { deliveriesIn } from './lanes.ts';
import { deliveryRowKey, type InsertDeliveries } from './outboxRow.ts';

/** How the summary ended that the rows were folded into. */
export interface FoldEnd {
  readonly state: 'sent' | 'suppressed' | 'parked';
  readonly reason: string;
  readonly remedy: string;
  readonly messageId: string;
  /** As approval/leftOut.ts writes it. */
  readonly leftOut: string;
}

/** Changes that are sent as lines of one card when many wait for one chat. */
export interface Folds {
  /**
   * The cards that wait for a chat and certainly were not sent, oldest first: those that are due, and those that rest
   * or are tried again soon, but none that waits for the chat's hours, or behind a row of its lane that is not a card.
   */
  foldableCards(chat: string, now: number, most: number): Promise<ChangeDelivery[]>;
  /** What reconcile found that would make a sound in a chat, resting or not, oldest first: new cards and notices. */
  foundRings(chat: string, now: number, most: number): Promise<ChangeDelivery[]>;
  /** Makes rows lines of one new summary, in one transaction. Returns how many were still there to be folded. */
  foldCards(cards: readonly ChangeDelivery[], now: number): Promise<number>;
  /** The lines of a summary that was not sent yet, oldest first. */
  linesOf(summary: Pick<ChangesDelivery, 'seq'>): Promise<ChangeDelivery[]>;
  /** Lets lines be sent by themselves after all: the summary had no room for them. */
  unfoldLines(lines: readonly ChangeDelivery[]): Promise<void>;
}

export function createFolds(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  insert: InsertDeliveries,
): Folds {
  const does = statements(db, app);
  return {
    async foldableCards(chat, now, most) {
      const { rows } = await does.foldable.run(db, { chat, now, most });
      return cardsIn(deliveriesIn(rows));
    },
    async foundRings(chat, now, most) {
      const { rows } = await does.found.run(db, { chat, now, most });
      return cardsIn(deliveriesIn(rows));
    },
    foldCards: (cards, now) =>
      leased(async (trx) => {
        const [first] = cards;
        if (!first) return 0;
        const summary = summaryOf(first, cards, now);
        await insert(trx, [summary]);
        const row = await does.byKey.first(trx, { key: deliveryRowKey(app, summary) });
        if (!row) throw new Error('the summary was not written');
        const folded = await does.fold.run(
          trx,
          cards.map(({ seq }) => ({ seq, into: row.seq })),
        );
        // All of them were replaced by newer ones meanwhile.
        if (folded.length === 0) await does.drop.run(trx, row);
        return folded.length;
      }),
    async linesOf({ seq }) {
      const { rows } = await does.lines.run(db, { into: seq });
      return cardsIn(deliveriesIn(rows));
    },
    unfoldLines: (lines) =>
      leased(async (trx) => {
        await does.unfold.run(trx, lines);
      }),
  };
}

/** Ends the lines of a summary in the same way as the summary; used inside the transaction that ends it. */
export async function endLines(
  trx: Kysely<Schema>,
  { seq, unknownSince }: Pick<Delivery, 'seq' | 'unknownSince'>,
  { state, reason, remedy, messageId, leftOut }: FoldEnd,
  now: number,
): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ state, reason, remedy, message_id: messageId, left_out: leftOut, finished_at: now })
    // The summary may have arrived: then its lines are not sent again by themselves.
    .set({ unknown_since: unknownSince ?? null })
    .where('folded_into', '=', seq)
    .where('finished_at', 'is', null)
    .execute();
}

function cardsIn(deliveries: readonly OutboxDelivery[]): ChangeDelivery[] {
  return deliveries.filter((one): one is ChangeDelivery => one.kind === 'card' || one.kind === 'notice');
}

/** The row of a card that lists these. It is queued behind whatever already waits. */
function summaryOf(first: ChangeDelivery, cards: readonly ChangeDelivery[], now: number): NewDelivery {
  const { chat, approvalCode } = first;
  return {
    kind: 'summary',
    chat,
    changeId: `fold:${first.seq}:${now}`,
    approvalCode,
    content: { of: 'folded' },
    priority: Math.min(...cards.map((card) => card.priority)),
    receivedAt: Math.min(...cards.map((card) => card.receivedAt)),
    createdAt: now,
  };
}

interface FoldableOf {
  readonly chat: string;
  readonly now: number;
  readonly most: number;
}

/** What waits for a chat and certainly was not sent, in sending order. */
function unsent(db: Kysely<Schema>, app: string, p: Param<FoldableOf>) {
  return db
    .selectFrom('outbox as o')
    .selectAll()
    .where('app', '=', app)
    .where('chat', '=', p('chat'))
    .where('finished_at', 'is', null)
    .where('state', '=', 'waiting')
    .where('unknown_since', 'is', null)
    .where((e) => e.or([e('held_at', 'is', null), e('next_at', '<=', p('now'))]))
    .where(({ not, exists }) => not(exists(blockedBy())))
    .orderBy('app')
    .orderBy('chat')
    .orderBy('priority')
    .orderBy('seq');
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    foldable: prepared<FoldableOf, Selectable<OutboxTable>>((p) =>
      unsent(db, app, p)
        .where('kind', '=', 'card')
        // Findings of reconcile may rest, so that they can be looked up again: they are folded when they are due.
        .where((e) => e.or([e('priority', '=', 0), e('next_at', '<=', p('now'))]))
        .limit(p('most')),
    ),
    found: prepared<FoldableOf, Selectable<OutboxTable>>((p) =>
      unsent(db, app, p)
        .where('priority', '=', 1)
        .where('attempts', '=', 0)
        .where((e) =>
          e.or([e('kind', '=', 'notice'), e.and([e('kind', '=', 'card'), e.not(e.exists(standingCard()))])]),
        )
        .limit(p('most')),
    ),
    byKey: prepared<{ key: string }, { seq: number }>(
      (p) => db.selectFrom('outbox').select('seq').where('app', '=', app).where('key', '=', p('key')),
      BY_KEY,
    ),
    fold: preparedForRows<{ seq: number; into: number }, { seq: number }>(
      (all) =>
        db
          .updateTable('outbox')
          .set({ state: 'folded', folded_into: all[0]?.('into') ?? null })
          .where('seq', 'in', each(all, 'seq'))
          .where('state', '=', 'waiting')
          .returning('seq'),
      BY_KEY,
    ),
    unfold: preparedForRows<{ seq: number }>(
      (all) =>
        db
          .updateTable('outbox')
          .set({ state: 'waiting', folded_into: null, next_at: 0 })
          .where('seq', 'in', each(all, 'seq'))
          .where('state', '=', 'folded'),
      BY_KEY,
    ),
    drop: prepared<{ seq: number }>((p) => db.deleteFrom('outbox').where('seq', '=', p('seq')), BY_KEY),
    lines: prepared<{ into: number }, Selectable<OutboxTable>>((p) =>
      db
        .selectFrom('outbox')
        .selectAll()
        .where('folded_into', '=', p('into'))
        .where('finished_at', 'is', null)
        .orderBy('changed_at')
        .orderBy('seq'),
    ),
  };
}

/** The chat's card of the instance of `o`. */
function standingCard() {
  return sql<number>`(select 1 from cards as c where c.app = o.app and c.instance = o.instance
    and c.chat = o.chat and o.opening = '' and c.message_id <> '')`;
}

/** An earlier row of the lane of `o` that may have been sent, or is a line of another summary. */
function blockedBy() {
  return openInLane('o')
    .where(sql<boolean>`(open.state <> 'waiting' or open.unknown_since is not null)`)
    .where(sql<boolean>`(open.changed_at, open.seq) < (o.changed_at, o.seq)`);
}
