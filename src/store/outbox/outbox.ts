import { type Kysely, type Selectable, sql } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import { openInLane } from '../engine/openRows.ts';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { toDelivery, type UnreadableRow } from './outboxRow.ts';

/** What a chat is to be sent next. */
export interface NextDelivery {
  readonly delivery: OutboxDelivery | UnreadableRow;
  /** How many cards wait for the chat, this one too, but none that rests; `most` stands for more. */
  readonly waitingCards: number;
}

export interface Outbox {
  /** The chats that have something due. */
  dueChats(now: number): Promise<string[]>;
  /**
   * What this chat is to be sent next: live work first, then by arrival, and never a row that an earlier one of
   * its lane (chat, instance) still holds back.
   *
   * @param most so many waiting cards of the chat are counted at most
   */
  nextDelivery(chat: string, now: number, most: number): Promise<NextDelivery | undefined>;
  counts(): Promise<{ waiting: number; parked: number }>;
}

export function createOutbox(db: Kysely<Schema>, app: string): Outbox {
  const next = nextStatement(db, app);
  const due = dueStatement(db, app);
  return {
    async dueChats(now) {
      const { rows } = await due.run(db, { now });
      return rows.map((row) => row.chat);
    },
    async nextDelivery(chat, now, most) {
      const row = await next.first(db, { chat, now, most });
      return row && { delivery: toDelivery(row), waitingCards: row.waitingCards };
    },
    async counts() {
      const rows = db
        .selectFrom('outbox')
        .select((e) => e.fn.countAll<number>().as('rows'))
        .where('app', '=', app);
      const waiting = await rows.where('finished_at', 'is', null).executeTakeFirstOrThrow();
      const parked = await rows.where('state', '=', sql.lit('parked')).executeTakeFirstOrThrow();
      return { waiting: waiting.rows, parked: parked.rows };
    },
  };
}

interface NextRow extends Selectable<OutboxTable> {
  readonly waitingCards: number;
}

function nextStatement(db: Kysely<Schema>, app: string) {
  return prepared<{ chat: string; now: number; most: number }, NextRow>(
    (p) =>
      db
        .selectFrom('outbox as o')
        .selectAll()
        .select((e) =>
          e
            .selectFrom(
              e
                .selectFrom('outbox')
                .select('seq')
                .where('app', '=', app)
                .where('chat', '=', p('chat'))
                .where('finished_at', 'is', null)
                .where('state', '=', 'waiting')
                .where('kind', '=', 'card')
                .where(sql<boolean>`(priority = 0 or next_at <= ${p('now')})`)
                .limit(p('most'))
                .as('cards'),
            )
            .select((c) => c.fn.countAll<number>().as('count'))
            .as('waitingCards'),
        )
        .where('app', '=', app)
        .where('chat', '=', p('chat'))
        .where('finished_at', 'is', null)
        .where('state', '=', 'waiting')
        .where('next_at', '<=', p('now'))
        // As a step in the index of the lanes for each row, and not as a join: see inbox.ts.
        .where((e) =>
          e(
            openInLane('o')
              // What rings may wait for the morning; what brings a card up to date need not wait with it.
              .where(
                sql<boolean>`not (open.state = 'waiting' and open.kind in ('notice', 'reminder', 'snoozed', 'summary'))`,
              )
              // One that waits for the morning must not hold up the news, nor may what only rings.
              .where('open.kind', 'not in', ['reminder', 'snoozed', 'buzz'])
              .where(sql<boolean>`(open.changed_at, open.seq) < (o.changed_at, o.seq)`)
              .orderBy('open.app')
              .orderBy('open.chat')
              .orderBy('open.instance')
              .orderBy('open.changed_at')
              .orderBy('open.seq')
              .limit(1),
            'is',
            null,
          ),
        )
        // The whole of an index: so it is chosen, and the first row that fits ends the search, where thousands wait.
        .orderBy('app')
        .orderBy('chat')
        .orderBy('priority')
        .orderBy('seq')
        .limit(1),
    BY_KEY,
  );
}

function dueStatement(db: Kysely<Schema>, app: string) {
  return prepared<{ now: number }, { chat: string }>((p) =>
    db
      .selectFrom('outbox')
      .select('chat')
      .where('app', '=', app)
      .where('finished_at', 'is', null)
      .where('state', '=', 'waiting')
      .where('next_at', '<=', p('now'))
      // Through all that waits, in the order of an index: 2 ms for ten thousand.
      .groupBy(['app', 'chat'])
      .orderBy('app')
      .orderBy('chat'),
  );
}
