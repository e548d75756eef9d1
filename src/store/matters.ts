import { type Kysely, sql } from 'kysely';
import type { KnownMatter } from '../approval/matter.ts';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';

/** Rows that are parked for one reason, in one chat. */
export interface ParkedGroup {
  /** Empty: events. */
  readonly chat: string;
  /** The word before the colon. */
  readonly reason: string;
  /** The stored English remedy of the newest row; empty: it has none. */
  readonly remedy: string;
  readonly rows: number;
  /** When the first of them was parked, ms. */
  readonly since: number;
}

/** What has been and will be reported to operators; for the holder of the lease. */
export interface Matters {
  knownMatters(): Promise<KnownMatter[]>;
  /** Writes matters and deletes others, in one transaction. */
  putMatters(put: readonly KnownMatter[], drop: readonly KnownMatter[]): Promise<void>;
  /** Parked deliveries and events. Those of a closed chat do not count: the chat has a warning. */
  parkedGroups(): Promise<ParkedGroup[]>;
}

/** At most this many rows are counted. */
const MOST_PARKED = 1_000;

export function createMatters(db: Kysely<Schema>, app: string, leased: Leased): Matters {
  return {
    async knownMatters() {
      const rows = await db
        .selectFrom('matters')
        .select(['code', 'subject', 'data', 'since', 'phase', 'card'])
        .select(['gone_at as goneAt', 'rests_until as restsUntil', 'card_at as cardAt'])
        .where('app', '=', app)
        .orderBy('since')
        .orderBy('code')
        .orderBy('subject')
        .execute();
      return rows;
    },
    putMatters: (put, drop) =>
      leased(async (trx) => {
        for (const { code, subject, ...matter } of put) {
          const { data, since, phase, goneAt, restsUntil, card, cardAt } = matter;
          const reported = { gone_at: goneAt, rests_until: restsUntil, card, card_at: cardAt };
          const row = { data, since, phase, ...reported };
          await trx
            .insertInto('matters')
            .values({ app, code, subject, ...row })
            .onConflict((c) => c.columns(['app', 'code', 'subject']).doUpdateSet(row))
            .execute();
        }
        for (const { code, subject } of drop)
          await trx
            .deleteFrom('matters')
            .where('app', '=', app)
            .where('code', '=', code)
            .where('subject', '=', subject)
            .execute();
      }),
    parkedGroups: async () => [...(await parkedDeliveries(db, app)), ...(await parkedEvents(db, app))],
  };
}

interface Parked {
  readonly chat: string;
  readonly reason: string;
  readonly remedy: string;
  readonly finished_at: number | null;
}

async function parkedDeliveries(db: Kysely<Schema>, app: string): Promise<ParkedGroup[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['chat', 'reason', 'remedy', 'finished_at'])
    .where('app', '=', app)
    // The condition of the index.
    .where('state', '=', sql.lit('parked'))
    .where('reason', 'not like', 'chat-closed%')
    .orderBy('app')
    .orderBy('chat')
    .limit(MOST_PARKED)
    .execute();
  return grouped(rows);
}

async function parkedEvents(db: Kysely<Schema>, app: string): Promise<ParkedGroup[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['reason', 'finished_at'])
    .where('app', '=', app)
    .where('state', '=', sql.lit('parked'))
    .limit(MOST_PARKED)
    .execute();
  return grouped(rows.map((row) => ({ ...row, chat: '', remedy: '' })));
}

function grouped(rows: readonly Parked[]): ParkedGroup[] {
  const groups = new Map<string, ParkedGroup>();
  for (const { chat, reason: whole, remedy, finished_at: at } of rows) {
    const reason = whole.split(':')[0] ?? '';
    const key = `${reason} ${chat}`;
    const before = groups.get(key) ?? { chat, reason, remedy, rows: 0, since: Number.POSITIVE_INFINITY };
    groups.set(key, {
      ...before,
      remedy: remedy || before.remedy,
      rows: before.rows + 1,
      since: Math.min(before.since, at ?? 0),
    });
  }
  return [...groups.values()];
}
