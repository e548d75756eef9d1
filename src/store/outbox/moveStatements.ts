import type { Kysely } from 'kysely';
import { FULL_DETAIL } from '../../approval/cardDetail.ts';
import { each, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import type { Sorted } from './parkedRows.ts';

/** Makes parked rows wait again, as if they were new, or ends them as superseded. */
export async function moveParked(
  trx: Kysely<Schema>,
  moves: ReturnType<typeof moveStatements>,
  { revived, superseded }: Sorted,
  now: number,
): Promise<void> {
  await moves.supersede.run(
    trx,
    superseded.map(({ seq }) => ({ seq, now })),
  );
  // Of any kind: a row of a kind that this version does not know is parked again when its turn comes.
  for (const kind of new Set(revived.map((row) => row.kind))) {
    const rows = revived.filter((row) => row.kind === kind);
    await moves.revive.run(
      trx,
      rows.map(({ seq }) => ({ seq, kind, now })),
    );
  }
}

/** The statements that move parked rows. */
export function moveStatements(db: Kysely<Schema>) {
  return {
    supersede: preparedForRows<{ seq: number; now: number }>((all) =>
      db
        .updateTable('outbox')
        .set({ state: 'suppressed', reason: 'superseded', remedy: '', finished_at: all[0]?.('now') ?? null })
        .where('seq', 'in', each(all, 'seq')),
    ),
    // Marked as held, it shows the newest state (relay/deliver/render.ts).
    revive: preparedForRows<{ seq: number; kind: string; now: number }>((all) =>
      db
        .updateTable('outbox')
        .set((e) => ({
          state: 'waiting',
          kind: all[0]?.('kind') ?? e.ref('kind'),
          next_at: 0,
          created_at: all[0]?.('now') ?? e.ref('created_at'),
          held_at: e.fn.coalesce('held_at', all[0]?.('now') ?? e.ref('created_at')),
          detail: FULL_DETAIL,
          left_out: '',
          attempts: 0,
          unknown_since: null,
          folded_into: null,
          reason: '',
          remedy: '',
          finished_at: null,
        }))
        .where('seq', 'in', each(all, 'seq')),
    ),
  };
}
