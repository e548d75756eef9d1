import type { Kysely } from 'kysely';
import type { Param } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';

/** Ends a waiting row of the outbox that a newer one replaces, or that is no longer needed. */
export function superseding(db: Kysely<Schema>, p: Param<{ seq: number; now: number }>) {
  return db
    .updateTable('outbox')
    .set({ state: 'suppressed', reason: 'superseded', finished_at: p('now') })
    .where('seq', '=', p('seq'))
    .where('state', '=', 'waiting');
}
