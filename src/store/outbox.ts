import { type Kysely, type Selectable, sql } from 'kysely';
import { type Delivery, isDeliveryKind } from '../approval/delivery.ts';
import { isStatus } from '../approval/status.ts';
import { openInLane } from './openRows.ts';
import { BY_KEY, prepared } from './prepared.ts';
import type { OutboxTable, Schema } from './schema.ts';

export interface Outbox {
  /** The chats that have something due. */
  dueChats(now: number): Promise<string[]>;
  /**
   * What this chat is to be sent next: live work first, then by arrival, and never a row that an earlier one of
   * its lane (chat, instance) still holds back.
   */
  nextDelivery(chat: string, now: number): Promise<Delivery | undefined>;
  counts(): Promise<{ waiting: number; parked: number }>;
}

export function createOutbox(db: Kysely<Schema>, app: string): Outbox {
  const next = prepared<{ chat: string; now: number }, Selectable<OutboxTable>>(
    (p) =>
      db
        .selectFrom('outbox as o')
        .selectAll()
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
                sql<boolean>`not (open.state = 'waiting' and open.kind in ('notice', 'reminder', 'summary'))`,
              )
              // One that waits for the morning must not hold up the news, nor may what only rings.
              .where('open.kind', 'not in', ['reminder', 'buzz'])
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
  const due = prepared<{ now: number }, { chat: string }>((p) =>
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
  return {
    async dueChats(now) {
      const { rows } = await due.run(db, { now });
      return rows.map((row) => row.chat);
    },
    async nextDelivery(chat, now) {
      const row = await next.first(db, { chat, now });
      return row && toDelivery(row);
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

export function toDelivery(row: Selectable<OutboxTable>): Delivery {
  if (!isStatus(row.status)) throw new Error(`outbox row ${row.seq} has the unknown status ${row.status}`);
  if (!isDeliveryKind(row.kind)) throw new Error(`outbox row ${row.seq} is of the unknown kind ${row.kind}`);
  return {
    seq: row.seq,
    changeId: row.change_id,
    instanceCode: row.instance,
    approvalCode: row.approval,
    status: row.status,
    changedAt: row.changed_at,
    chat: row.chat,
    kind: row.kind,
    key: row.key,
    attempts: row.attempts,
    detail: row.detail,
    ...(row.unknown_since === null ? {} : { unknownSince: row.unknown_since }),
    ...(isStatus(row.was) ? { was: row.was } : {}),
    about: row.about,
    ...(row.held_at === null ? {} : { heldAt: row.held_at }),
    priority: row.priority,
    receivedAt: row.received_at,
    createdAt: row.created_at,
  };
}
