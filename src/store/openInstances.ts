import { type Kysely, sql } from 'kysely';
import { isFinal, isStatus, type Status } from '../approval/status.ts';
import { prepared } from './prepared.ts';
import type { Schema } from './schema.ts';

/** An instance that waits, as the store knows it. */
export interface OpenInstance {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  readonly changedAt: number;
  /** What the last look-up showed; null: never seen. */
  readonly snapshot: string | null;
  /** When the next reminder of it is due; null: none is. */
  readonly remindAt: number | null;
  /** By which schedule; empty: at its own moment ({@link PUT_OFF}). */
  readonly remindBy: string | null;
}

export interface OpenInstances {
  /**
   * The next `limit` instances in the order of their codes, without those that ended, so that a page may hold fewer;
   * `last` is where the next page begins, undefined at the end. So no page takes long, however few are open.
   */
  openInstances(
    after: string,
    limit: number,
  ): Promise<{ readonly open: readonly OpenInstance[]; readonly last: string | undefined }>;
}

export function createOpenInstances(db: Kysely<Schema>, app: string): OpenInstances {
  const find = prepared<{ after: string; limit: number }, Omit<OpenInstance, 'status'> & { status: string }>(
    (p) =>
      db
        .selectFrom('instances')
        .select(['instance', 'approval', 'status', 'changed_at as changedAt'])
        // What ended is only passed by.
        .select(
          sql<
            string | null
          >`case when status in ('PENDING', 'OVERTIME_RECOVER') then snapshot else null end`.as('snapshot'),
        )
        .select(({ selectFrom }) =>
          selectFrom('reminders as r')
            .select((e) => e.fn.min('r.due_at').as('at'))
            .whereRef('r.app', '=', 'instances.app')
            .whereRef('r.instance', '=', 'instances.instance')
            .as('remindAt'),
        )
        .select(({ selectFrom }) =>
          selectFrom('reminders as s')
            .select('s.schedule')
            .whereRef('s.app', '=', 'instances.app')
            .whereRef('s.instance', '=', 'instances.instance')
            .where('s.due_at', 'is not', null)
            .orderBy('s.due_at')
            .orderBy('s.schedule')
            .limit(1)
            .as('remindBy'),
        )
        .where('app', '=', app)
        .where('instance', '>', p('after'))
        .orderBy('instance')
        .limit(p('limit')),
  );
  return {
    async openInstances(after, limit) {
      const { rows } = await find.run(db, { after, limit });
      const open = rows.flatMap((row): OpenInstance[] =>
        isStatus(row.status) && !isFinal(row.status) ? [{ ...row, status: row.status }] : [],
      );
      return { open, last: rows.length < limit ? undefined : rows.at(-1)?.instance };
    },
  };
}
