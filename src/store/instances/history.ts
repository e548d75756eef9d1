import { type Kysely, sql } from 'kysely';
import { insteadOf } from '../../approval/leftOut.ts';
import type { Schema } from '../engine/schema.ts';

/** All records about one instance. Times are ms. */
export interface History {
  readonly events: readonly PastEvent[];
  readonly lookups: readonly RecordedRequest[];
  readonly deliveries: readonly PastDelivery[];
  /** Its living cards; `instead`: the group that has the card instead of its chat; empty: its chat has it. */
  readonly cards: readonly { readonly chat: string; readonly instead: string; readonly sentAt: number }[];
}

/** A received change. */
export interface PastEvent {
  readonly seq: number;
  readonly status: string;
  readonly changedAt: number;
  readonly receivedAt: number;
  /** null: not composed yet. */
  readonly finishedAt: number | null;
  readonly state: string;
  readonly reason: string;
  /** `push`: Feishu sent it; `lookup`: a look-up showed it. */
  readonly source: string;
}

/** A request to Feishu. */
export interface RecordedRequest {
  readonly api: string;
  readonly at: number;
  readonly answeredAt: number | null;
  readonly code: number | null;
  readonly logId: string;
  readonly outcome: string;
}

/** A delivery for a chat, and the requests for it. */
export interface PastDelivery {
  readonly seq: number;
  readonly chat: string;
  /** The group that gets it in the place of its chat, a person whom the bot cannot reach; empty: nobody else does. */
  readonly instead: string;
  readonly kind: string;
  readonly status: string;
  readonly state: string;
  readonly reason: string;
  readonly remedy: string;
  readonly createdAt: number;
  /** The earliest time at which it may be sent. */
  readonly nextAt: number;
  readonly finishedAt: number | null;
  readonly requests: readonly RecordedRequest[];
}

/** Reads the records. */
export interface Histories {
  /** The newest of each kind, at most this many. */
  historyOf(instance: string, most: number): Promise<History>;
}

export function createHistories(db: Kysely<Schema>, app: string): Histories {
  return {
    async historyOf(instance, most) {
      const [events, lookups, deliveries, cards] = [
        await eventsOf(db, app, instance, most),
        await lookupsOf(db, app, instance, most),
        await deliveriesOf(db, app, instance, most),
        await cardsOf(db, app, instance),
      ];
      const requests = await requestsOf(
        db,
        deliveries.map(({ seq }) => seq),
      );
      return {
        events,
        lookups,
        deliveries: deliveries.map((row) => ({ ...row, requests: requests.get(row.seq) ?? [] })),
        cards,
      };
    },
  };
}

/** Both conditions are written out, so the indexes of open and of finished rows are used. */
const FINISHED = [sql<boolean>`finished_at is null`, sql<boolean>`finished_at is not null`];

async function eventsOf(db: Kysely<Schema>, app: string, instance: string, most: number) {
  const parts = await Promise.all(
    FINISHED.map((isSo) =>
      db
        .selectFrom('inbox')
        .select(['seq', 'status', 'state', 'reason', 'source'])
        .select(['changed_at as changedAt', 'received_at as receivedAt', 'finished_at as finishedAt'])
        .where('app', '=', app)
        .where('instance', '=', instance)
        .where(isSo)
        .orderBy('seq', 'desc')
        .limit(most)
        .execute(),
    ),
  );
  return parts.flat().sort((a, b) => a.seq - b.seq);
}

async function deliveriesOf(db: Kysely<Schema>, app: string, instance: string, most: number) {
  const parts = await Promise.all(
    FINISHED.map((isSo) =>
      db
        .selectFrom('outbox')
        .select(['seq', 'chat', 'kind', 'status', 'state', 'reason', 'remedy', 'left_out'])
        .select(['created_at as createdAt', 'next_at as nextAt', 'finished_at as finishedAt'])
        .where('app', '=', app)
        .where('instance', '=', instance)
        .where(isSo)
        .orderBy('seq', 'desc')
        .limit(most)
        .execute(),
    ),
  );
  const rows = parts.flat().map(({ left_out, ...row }) => ({ ...row, instead: insteadOf(left_out) }));
  return rows.sort((a, b) => a.seq - b.seq);
}

const REQUEST = ['api', 'at', 'answered_at as answeredAt', 'code', 'log_id as logId', 'outcome'] as const;

function lookupsOf(
  db: Kysely<Schema>,
  app: string,
  instance: string,
  most: number,
): Promise<RecordedRequest[]> {
  return (
    db
      .selectFrom('attempts')
      .select(REQUEST)
      .where('app', '=', app)
      .where('instance', '=', instance)
      // The condition of the index.
      .where(sql<boolean>`instance <> ''`)
      .orderBy('seq', 'desc')
      .limit(most)
      .execute()
  );
}

async function requestsOf(
  db: Kysely<Schema>,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, RecordedRequest[]>> {
  const found = new Map<number, RecordedRequest[]>();
  if (seqs.length === 0) return found;
  const rows = await db
    .selectFrom('attempts')
    .select('outbox')
    .select(REQUEST)
    .where('outbox', 'in', seqs)
    .orderBy('seq')
    .execute();
  for (const { outbox, ...request } of rows) {
    const seq = outbox ?? 0;
    found.set(seq, [...(found.get(seq) ?? []), request]);
  }
  return found;
}

function cardsOf(db: Kysely<Schema>, app: string, instance: string) {
  return db
    .selectFrom('cards')
    .select(['chat', 'instead', 'sent_at as sentAt'])
    .where('app', '=', app)
    .where('instance', '=', instance)
    .where('message_id', '<>', '')
    .execute();
}
