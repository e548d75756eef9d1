import type { Kysely } from 'kysely';
import { isFinal, STATUSES } from '../approval/status.ts';
import type { Leased } from './leased.ts';
import { openRows } from './openRows.ts';
import type { Schema } from './schema.ts';

/** Takes away a batch of what finished before then; says how many rows went. */
export type Prune = (before: number, batch: number) => Promise<number>;

export function createPrune(app: string, leased: Leased): Prune {
  return (before, batch) =>
    leased(async (trx) => {
      const rows = await finishedRows(trx, app, before, batch);
      const attempts = await oldAttempts(trx, app, before, batch);
      const instances = await endedInstances(trx, app, before, batch);
      return rows + attempts + instances + (await oldHours(trx, app, before));
    });
}

async function finishedRows(
  trx: Kysely<Schema>,
  app: string,
  before: number,
  batch: number,
): Promise<number> {
  let gone = 0n;
  for (const table of ['inbox', 'outbox', 'errands'] as const) {
    const old = trx
      .selectFrom(table)
      .select('seq')
      .where('app', '=', app)
      .where('finished_at', 'is not', null)
      .where('finished_at', '<', before)
      .limit(batch);
    gone += (await trx.deleteFrom(table).where('seq', 'in', old).executeTakeFirst()).numDeletedRows;
  }
  return Number(gone);
}

async function oldAttempts(trx: Kysely<Schema>, app: string, before: number, batch: number): Promise<number> {
  const old = trx
    .selectFrom('attempts')
    .select('seq')
    .where('app', '=', app)
    .where('at', '<', before)
    .limit(batch);
  return Number((await trx.deleteFrom('attempts').where('seq', 'in', old).executeTakeFirst()).numDeletedRows);
}

/** Calls are counted by the month, which stays, and those of reconcile by the hour, too: `2026-11-25T13 reconcile`. */
async function oldHours(trx: Kysely<Schema>, app: string, before: number): Promise<number> {
  const gone = await trx
    .deleteFrom('calls')
    .where('app', '=', app)
    .where('month', 'like', '%T%')
    .where('month', '<', new Date(before).toISOString())
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/**
 * What ended takes its snapshot along, which holds what people typed, and what is known of its cards. What is open is
 * still waited for.
 */
async function endedInstances(
  trx: Kysely<Schema>,
  app: string,
  before: number,
  batch: number,
): Promise<number> {
  const ended = await trx
    .selectFrom('instances')
    .select('instance')
    .where('app', '=', app)
    .where('changed_at', '<', before)
    .where('status', 'in', STATUSES.filter(isFinal))
    .where(({ not, exists }) => not(exists(openRows('instances'))))
    .limit(batch)
    .execute();
  if (ended.length === 0) return 0;
  const codes = ended.map((row) => row.instance);
  for (const table of ['instances', 'cards'] as const) {
    await trx.deleteFrom(table).where('app', '=', app).where('instance', 'in', codes).execute();
  }
  return ended.length;
}
