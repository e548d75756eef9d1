import { type Kysely, sql } from 'kysely';
import { databaseNow } from './engine/databaseNow.ts';
import type { StoreKind } from './engine/migrations.ts';
import type { Schema } from './engine/schema.ts';

/** A warning as it stands in the store. */
export interface WarningRow {
  readonly code: string;
  readonly subject: string;
  readonly data: string;
  /** ms, by the clock of whoever noticed it. */
  readonly noticedAt: number;
  readonly noticedBy: string;
}

/** The table of warnings: any replica writes what it notices, and reads all. */
export interface WarningRows {
  /** Writes a warning, or confirms it, for `lastsMs` by the database's clock. When it was noticed first stays. */
  put(row: WarningRow, lastsMs: number): Promise<void>;
  remove(code: string, subject: string): Promise<void>;
  /** What is confirmed, oldest first, at most `most`. */
  list(most: number): Promise<WarningRow[]>;
  /** Removes what nobody has confirmed in time, and what a clock gone wrong wrote. */
  removeStale(longestMs: number): Promise<void>;
}

/** @param quick the connections that answer soon: `/readyz` waits for the list */
export function createWarningRows(quick: Kysely<Schema>, kind: StoreKind, app: string): WarningRows {
  const now = databaseNow(kind);
  return {
    async put({ code, subject, data, noticedAt, noticedBy }, lastsMs) {
      const until = sql<number>`${now} + ${lastsMs}`;
      await quick
        .insertInto('warnings')
        .values({ app, code, subject, data, noticed_at: noticedAt, noticed_by: noticedBy, until })
        .onConflict((c) =>
          c.columns(['app', 'code', 'subject']).doUpdateSet({ data, noticed_by: noticedBy, until }),
        )
        .execute();
    },
    async remove(code, subject) {
      await quick
        .deleteFrom('warnings')
        .where('app', '=', app)
        .where('code', '=', code)
        .where('subject', '=', subject)
        .execute();
    },
    list: (most) =>
      quick
        .selectFrom('warnings')
        .select(['code', 'subject', 'data', 'noticed_at as noticedAt', 'noticed_by as noticedBy'])
        .where('app', '=', app)
        .where('until', '>', now)
        .orderBy('noticed_at')
        .orderBy('code')
        .orderBy('subject')
        .limit(most)
        .execute(),
    async removeStale(longestMs) {
      await quick
        .deleteFrom('warnings')
        .where('app', '=', app)
        .where((e) => e.or([e('until', '<=', now), e('until', '>', sql<number>`${now} + ${longestMs}`)]))
        .execute();
    },
  };
}
