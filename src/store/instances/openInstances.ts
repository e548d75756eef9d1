import { type Kysely, sql } from 'kysely';
import { type ReadSnapshot, type Snapshot, storedSnapshot } from '../../approval/snapshot.ts';
import { isFinal, isStatus, type Status } from '../../approval/status.ts';
import { prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** A pending instance, from the store. */
export interface OpenInstance {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  readonly changedAt: number;
  /** The result of the last look-up; null: none. */
  readonly snapshot: Snapshot | null;
  /** When its next reminder may be sent; null: there is none. */
  readonly remindAt: number | null;
}

export interface OpenInstances {
  /**
   * The next `limit` instances in the order of their codes, without those that ended, so a page may have fewer; `last`
   * is where the next page begins, undefined at the end. So no page takes long, even if few are open.
   */
  openInstances(
    after: string,
    limit: number,
  ): Promise<{ readonly open: readonly OpenInstance[]; readonly last: string | undefined }>;
}

export function createOpenInstances(
  db: Kysely<Schema>,
  app: string,
  readSnapshot: ReadSnapshot,
): OpenInstances {
  const find = prepared<{ after: string; limit: number }, OpenInstanceRow>((p) =>
    db
      .selectFrom('instances')
      .select(['instance', 'approval', 'status', 'changed_at as changedAt'])
      // Ended instances are skipped.
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
      .where('app', '=', app)
      .where('instance', '>', p('after'))
      .orderBy('instance')
      .limit(p('limit')),
  );
  return {
    async openInstances(after, limit) {
      const { rows } = await find.run(db, { after, limit });
      const open = rows.flatMap((row): OpenInstance[] => {
        const { status, snapshot: text } = row;
        if (!isStatus(status) || isFinal(status)) return [];
        const snapshot = text === null ? null : storedSnapshot(text, row.instance, readSnapshot);
        return [{ ...row, status, snapshot }];
      });
      return { open, last: rows.length < limit ? undefined : rows.at(-1)?.instance };
    },
  };
}

interface OpenInstanceRow extends Omit<OpenInstance, 'status' | 'snapshot'> {
  readonly status: string;
  readonly snapshot: string | null;
}
