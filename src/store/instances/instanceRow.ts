import type { Param } from '../engine/prepared.ts';

/** A recorded instance, from a look-up or a change. Times are ms. */
export interface RecordedInstance {
  readonly instance: string;
  readonly approval: string;
  readonly status: string;
  readonly changedAt: number;
  readonly knownBy: 'push' | 'lookup';
  readonly snapshot: string | null;
  readonly lookedAt: number | null;
  readonly startedAt: number | null;
}

/** Its row, for a statement that inserts or updates it. */
export function instanceRow(app: string, p: Param<RecordedInstance>) {
  return {
    app,
    instance: p('instance'),
    approval: p('approval'),
    status: p('status'),
    changed_at: p('changedAt'),
    known_by: p('knownBy'),
    snapshot: p('snapshot'),
    looked_at: p('lookedAt'),
    started_at: p('startedAt'),
  };
}
