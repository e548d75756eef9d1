import { type Kysely, type Selectable, sql } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import { openInLane } from '../engine/openRows.ts';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { toDelivery, type UnreadableRow } from './outboxRow.ts';

/** The next delivery of a chat. */
export interface NextDelivery {
  readonly delivery: OutboxDelivery | UnreadableRow;
  /** How many cards wait for the chat, including this one but none that rests; `most` means that many or more. */
  readonly waitingCards: number;
}

export interface Outbox {
  /** The chats that have something due. */
  dueChats(now: number): Promise<string[]>;
  /**
   * The next delivery of a chat: live work first, then by arrival, and never a row that an earlier one of
   * its lane (chat, instance) still blocks.
   *
   * @param most the most waiting cards that are counted
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
        // A look into the index of the lanes for each row, not a join: see inbox.ts.
        .where((e) =>
          e(
            openInLane('o')
              // What makes a sound may wait for the morning; updates of a card need not wait with it.
              .where(
                sql<boolean>`not (open.state = 'waiting' and open.kind in ('notice', 'reminder', 'snoozed', 'summary'))`,
              )
              // A row that waits for the morning must not block news, nor may one that only makes a sound.
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
        // All columns of an index, so that it is chosen and the search ends at the first row that fits, even if
        // thousands wait.
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
      // Reads all waiting rows in the order of an index: 2 ms for ten thousand.
      .groupBy(['app', 'chat'])
      .orderBy('app')
      .orderBy('chat'),
  );
}
