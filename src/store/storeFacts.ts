import { type Kysely, sql } from 'kysely';
import { databaseNow } from './engine/databaseNow.ts';
import type { StoreKind } from './engine/migrations.ts';
import type { Schema } from './engine/schema.ts';
import { createLedger } from './ledger.ts';
import { createWarningRows, type WarningRow } from './warningRows.ts';

/** Facts about the bot from the store. Times are ms since the epoch. */
export interface StoreFacts {
  /** Whether a bot works on it now. */
  readonly isWorkedOn: boolean;
  /** When the last event was accepted. */
  readonly lastReceivedAt?: number;
  /** When the last pushed change was accepted. */
  readonly lastPushedAt?: number;
  /** When each approval was subscribed. */
  readonly subscribedAt: ReadonlyMap<string, number>;
  /** Chats that refuse the bot, and Feishu's code. */
  readonly closedChats: ReadonlyMap<string, number>;
  /** Parked deliveries and events. */
  readonly parked: number;
  /** Calls of the month that count against the tenant's quota. */
  readonly billed: number;
  readonly warnings: readonly WarningRow[];
}

/** At most this many are read. */
const MOST_WARNINGS = 200;

/** @param month the month of the calls, such as `2026-11` */
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
    // The condition of the index.
    .where('state', '=', sql.lit('parked'))
    .executeTakeFirstOrThrow();
  return rows;
}
