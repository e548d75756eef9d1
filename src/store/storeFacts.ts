import { type Kysely, sql } from 'kysely';
import { databaseNow } from './engine/databaseNow.ts';
import type { StoreKind } from './engine/migrations.ts';
import type { Schema } from './engine/schema.ts';
import { createLedger } from './ledger.ts';
import { createWarningRows, type WarningRow } from './warningRows.ts';

/** What the store tells of how the bot is doing. Times are ms since the epoch. */
export interface StoreFacts {
  /** Whether a bot works on it at this moment. */
  readonly isWorkedOn: boolean;
  /** When the last event was taken. */
  readonly lastReceivedAt?: number;
  /** When the last change was taken that Feishu pushed. */
  readonly lastPushedAt?: number;
  /** When each approval was subscribed. */
  readonly subscribedAt: ReadonlyMap<string, number>;
  /** Chats that refuse the bot, and Feishu's code. */
  readonly closedChats: ReadonlyMap<string, number>;
  /** Deliveries and events that wait for a person. */
  readonly parked: number;
  /** Calls of the month that count against the tenant's quota. */
  readonly billed: number;
  readonly warnings: readonly WarningRow[];
}

/** More are never read: where that many stand, the first ones tell enough. */
const MOST_WARNINGS = 200;

/** @param month of which the calls are told, as in `2026-11` */
export async function readStoreFacts(
  db: Kysely<Schema>,
  kind: StoreKind,
  app: string,
  month: string,
): Promise<StoreFacts> {
  const now = databaseNow(kind);
  const lease = await db
    .selectFrom('leases')
    .select('holder')
    .where('app', '=', app)
    .where('name', '=', 'worker')
    .where('until', '>', now)
    .executeTakeFirst();
  const newest = db
    .selectFrom('inbox')
    .select('received_at')
    .where('app', '=', app)
    .orderBy('seq', 'desc')
    .limit(1);
  const received = await newest.executeTakeFirst();
  const pushed = await newest
    .where('source', '=', 'push')
    .where('change_key', 'is not', null)
    .executeTakeFirst();
  const approvals = await db
    .selectFrom('approvals')
    .select(['approval', 'subscribed_at'])
    .where('app', '=', app)
    .where('subscribed_at', 'is not', null)
    .execute();
  const chats = await db
    .selectFrom('chats')
    .select(['chat', 'code'])
    .where('app', '=', app)
    .where('opened_at', 'is', null)
    .execute();
  return {
    isWorkedOn: lease !== undefined,
    ...(received ? { lastReceivedAt: received.received_at } : {}),
    ...(pushed ? { lastPushedAt: pushed.received_at } : {}),
    subscribedAt: new Map(approvals.map((row) => [row.approval, row.subscribed_at ?? 0])),
    closedChats: new Map(chats.map((row) => [row.chat, row.code])),
    parked: (await parkedIn(db, 'inbox', app)) + (await parkedIn(db, 'outbox', app)),
    billed: await createLedger(db, db, app).callsOf(month),
    warnings: await createWarningRows(db, kind, app).list(MOST_WARNINGS),
  };
}

async function parkedIn(db: Kysely<Schema>, table: 'inbox' | 'outbox', app: string): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select((e) => e.fn.countAll<number>().as('rows'))
    .where('app', '=', app)
    // As the index says it.
    .where('state', '=', sql.lit('parked'))
    .executeTakeFirstOrThrow();
  return rows;
}
