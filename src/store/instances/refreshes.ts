import { type Kysely, sql } from 'kysely';
import { batched } from '../../base/batch.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import type { Attempt, Attempts } from '../outbox/attempts.ts';

/** An instance of which a task changed. */
export interface Mark {
  readonly instanceCode: string;
  readonly approvalCode: string;
  /** When the event came in. */
  readonly at: number;
}

/** A mark that is due. */
export interface DueMark extends Mark {
  /** Look-ups that failed. */
  readonly attempts: number;
  /** When the last look-up for it began; 0: never. */
  readonly lookedAt: number;
}

/** When a mark is due again, and the look-up for it. */
export interface RestingMark {
  readonly dueAt: number;
  readonly attempts: number;
  /** When it began; absent: there was none. */
  readonly lookedAt?: number;
  readonly made?: Attempt;
}

/** Any replica writes marks, when a task event comes in. */
export type MarkForLook = (mark: Mark) => Promise<void>;

/** Marks that share one statement. */
const LARGEST_BATCH = 200;
/** A mark is due within this time; the longest pause between failed look-ups is five minutes. */
const LATEST_MS = 10 * 60_000;

/** @param quick the fast connections, since Feishu waits */
export function createMarks(quick: Kysely<Schema>, app: string): MarkForLook {
  return batched(LARGEST_BATCH, async (marks: readonly Mark[]) => {
    // For PostgreSQL, the same key twice in one statement is an error.
    const newest = new Map(marks.map((mark) => [mark.instanceCode, mark]));
    await quick
      .insertInto('refreshes')
      .values(
        [...newest.values()].map(({ instanceCode, approvalCode, at }) => ({
          app,
          instance: instanceCode,
          approval: approvalCode,
          marked_at: at,
          due_at: at,
          attempts: 0,
          looked_at: 0,
        })),
      )
      .onConflict((c) =>
        c.columns(['app', 'instance']).doUpdateSet((e) => ({
          marked_at: e.ref('excluded.marked_at'),
          // One that was postponed by a fast clock still comes in time.
          due_at: sql<number>`case when refreshes.due_at > excluded.due_at + ${LATEST_MS}
            then excluded.due_at else refreshes.due_at end`,
        })),
      )
      .execute();
    return marks.map(() => undefined);
  });
}

/** Statements about marks for the holder of the lease. */
export interface Refreshes {
  dueMarks(now: number, limit: number): Promise<DueMark[]>;
  /** Postpones a mark: until a look-up is allowed, or after one, so the next does not follow at once. */
  restMark(mark: DueMark, rest: RestingMark): Promise<void>;
  /** Removes a mark, unless a later task event renewed it. */
  dropMark(mark: DueMark): Promise<void>;
}

export function createRefreshes(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  requests: Attempts,
): Refreshes {
  return {
    async dueMarks(now, limit) {
      const rows = await db
        .selectFrom('refreshes')
        .select(['instance as instanceCode', 'approval as approvalCode', 'marked_at as at', 'attempts'])
        .select('looked_at as lookedAt')
        .where('app', '=', app)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows;
    },
    restMark: ({ instanceCode, lookedAt: before }, { dueAt, attempts, lookedAt = before, made }) =>
      leased(async (trx) => {
        await trx
          .updateTable('refreshes')
          .set({ due_at: dueAt, attempts, looked_at: lookedAt })
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .execute();
        await requests.add(trx, instanceCode, made ? [made] : []);
      }),
    dropMark: ({ instanceCode, at }) =>
      leased(async (trx) => {
        await trx
          .deleteFrom('refreshes')
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .where('marked_at', '=', at)
          .execute();
      }),
  };
}
