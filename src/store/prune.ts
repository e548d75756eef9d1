import type { Kysely } from 'kysely';
import { isFinal, STATUSES } from '../approval/status.ts';
import type { Leased } from './engine/leased.ts';
import { openRows } from './engine/openRows.ts';
import type { Schema } from './engine/schema.ts';

/**
 * Deletes a batch of rows that finished before `before` (ms since the epoch). Returns how many.
 *
 * @param eventsBefore the same for the inbox, which must know an event for as long as Feishu may repeat it
 */
export type Prune = (before: number, batch: number, eventsBefore?: number) => Promise<number>;

/** Deletes finished rows older than `retention` in small batches, so no commit takes long. */
export function createPrune(app: string, leased: Leased): Prune {
  return (before, batch, eventsBefore = before) =>
    leased(async (trx) => {
      const rows = await finishedRows(
        trx,
        app,
        { inbox: eventsBefore, outbox: before, errands: before },
        batch,
      );
      const attempts = await oldAttempts(trx, app, before, batch);
      const instances = await endedInstances(trx, app, before, batch);
      const rest = (await oldHours(trx, app, before)) + (await endedSilences(trx, app, before));
      return rows + attempts + instances + rest;
    });
}

async function finishedRows(
  trx: Kysely<Schema>,
  app: string,
  before: Readonly<Record<'inbox' | 'outbox' | 'errands', number>>,
  batch: number,
): Promise<number> {
  let gone = 0n;
  for (const table of ['inbox', 'outbox', 'errands'] as const) {
    const old = trx
      .selectFrom(table)
      .select('seq')
      .where('app', '=', app)
      .where('finished_at', 'is not', null)
      .where('finished_at', '<', before[table])
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

async function endedSilences(trx: Kysely<Schema>, app: string, before: number): Promise<number> {
  await trx.deleteFrom('reminder_cards').where('app', '=', app).where('sent_at', '<', before).execute();
  await trx.deleteFrom('group_commands').where('app', '=', app).where('asked_at', '<', before).execute();
  const gone = await trx
    .deleteFrom('silences')
    .where('app', '=', app)
    .where('finished_at', 'is not', null)
    .where('finished_at', '<', before)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** The calls by month stay. Those of reconcile by the hour (`2026-11-25T13 reconcile`) are deleted. */
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
 * Deletes ended instances with their snapshots, which contain what people typed, and with the records of their cards.
 * One with an open row in the outbox stays.
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
  for (const table of ['instances', 'cards', 'step_cards'] as const) {
    await trx.deleteFrom(table).where('app', '=', app).where('instance', 'in', codes).execute();
  }
  return ended.length;
}
