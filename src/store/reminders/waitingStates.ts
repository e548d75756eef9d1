import { type Kysely, sql } from 'kysely';
import { isFinal, isStatus, type Status } from '../../approval/status.ts';
import { BY_KEY, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { instanceRow, type RecordedInstance } from '../instances/instanceRow.ts';

/** What stands in the store of an instance that waits. */
export interface WaitingState {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  readonly changedAt: number;
  readonly knownBy: 'push' | 'lookup';
}

/** How the states of instances that wait are read, and look-ups of them recorded. */
export function waitingStatements(db: Kysely<Schema>, app: string) {
  const states = preparedForRows<{ instance: string }, WaitingState>(
    (all) =>
      db
        .selectFrom('instances')
        .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'known_by as knownBy'])
        .$castTo<WaitingState>()
        .where('app', '=', app)
        .where(
          'instance',
          'in',
          all.map((p) => p('instance')),
        ),
    BY_KEY,
  );
  return {
    /** The state of those of these instances that wait. */
    async statesOf(on: Kysely<Schema>, codes: readonly string[]): Promise<Map<string, WaitingState>> {
      const found = await states.run(
        on,
        codes.map((instance) => ({ instance })),
      );
      const waiting = found.filter(({ status }) => isStatus(status) && !isFinal(status));
      return new Map(waiting.map((state) => [state.instance, state]));
    },
    // The rows stand: this is how both databases take many at once. An event may have brought a later look meanwhile.
    looks: preparedForRows<RecordedInstance>(
      (all) =>
        db
          .insertInto('instances')
          .values(all.map((p) => instanceRow(app, p)))
          .onConflict((c) =>
            c
              .columns(['app', 'instance'])
              .doUpdateSet((e) => ({
                snapshot: e.ref('excluded.snapshot'),
                looked_at: e.ref('excluded.looked_at'),
                started_at: e.fn.coalesce('excluded.started_at', 'instances.started_at'),
              }))
              .where(sql<boolean>`coalesce(instances.looked_at, -1) <= excluded.looked_at`),
          ),
      BY_KEY,
    ),
  };
}
