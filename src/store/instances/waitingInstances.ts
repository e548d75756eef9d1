import { type Kysely, sql } from 'kysely';
import { type ReadSnapshot, type Snapshot, storedSnapshot } from '../../approval/snapshot.ts';
import { isStatus, type Status } from '../../approval/status.ts';
import { prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** A pending instance, and the result of the last look-up. */
export interface WaitingInstance {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  readonly changedAt: number;
  /** null: never looked up. */
  readonly snapshot: Snapshot | null;
}

export interface WaitingInstances {
  /** The pending instances, at most this many, by their own index: ended ones cost nothing. */
  waitingInstances(limit: number): Promise<WaitingInstance[]>;
}

export function createWaitingInstances(
  db: Kysely<Schema>,
  app: string,
  readSnapshot: ReadSnapshot,
): WaitingInstances {
  const find = prepared<{ limit: number }, FoundWaiting>((p) =>
    db
      .selectFrom('instances')
      .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'snapshot'])
      .where('app', '=', app)
      // The condition of the index.
      .where(sql<boolean>`status in ('PENDING', 'OVERTIME_RECOVER')`)
      .limit(p('limit')),
  );
  return {
    async waitingInstances(limit) {
      const { rows } = await find.run(db, { limit });
      return rows.flatMap(({ status, snapshot: text, ...row }): WaitingInstance[] => {
        if (!isStatus(status)) return [];
        const snapshot = text === null ? null : storedSnapshot(text, row.instance, readSnapshot);
        return [{ ...row, status, snapshot }];
      });
    },
  };
}

type FoundWaiting = Omit<WaitingInstance, 'status' | 'snapshot'> & {
  readonly status: string;
  readonly snapshot: string | null;
};
