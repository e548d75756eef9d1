import type { Kysely } from 'kysely';
import type { Param } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** Ends a row of the outbox that still waits, since a newer one says it all or nobody needs it any more. */
export function superseding(db: Kysely<Schema>, p: Param<{ seq: number; now: number }>) {
  return db
    .updateTable('outbox')
    .set({ state: 'suppressed', reason: 'superseded', finished_at: p('now') })
    .where('seq', '=', p('seq'))
    .where('state', '=', 'waiting');
}
