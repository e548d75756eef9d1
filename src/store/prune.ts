import type { Kysely } from 'kysely';
import { isFinal, STATUSES } from '../approval/status.ts';
import type { Leased } from './leased.ts';
import type { Schema } from './schema.ts';

/** Takes away a batch of what finished before then; says how many rows went. */
export type Prune = (before: number, batch: number) => Promise<number>;

export function createPrune(app: string, leased: Leased): Prune {
  return (before, batch) =>
    leased(async (trx) => {
      const gone = await Promise.resolve(0)
        .then(async (sum) => sum + (await finishedRows(trx, app, before, batch)))
        .then(async (sum) => sum + (await oldAttempts(trx, app, before, batch)))
        .then(async (sum) => sum + (await endedInstances(trx, app, before, batch)))
        .then(async (sum) => sum + (await cardsOfNobody(trx, app, before, batch)));
      return gone;
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

/** What ended takes its snapshot along: it holds what people typed. What is open is still waited for. */
async function endedInstances(
  trx: Kysely<Schema>,
  app: string,
  before: number,
  batch: number,
): Promise<number> {
  const ended = trx
    .selectFrom('instances')
    .select('instance')
    .where('app', '=', app)
    .where('changed_at', '<', before)
    .where('status', 'in', STATUSES.filter(isFinal))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as o')
            .select('o.seq')
            .whereRef('o.app', '=', 'instances.app')
            .whereRef('o.instance', '=', 'instances.instance')
            .where('o.finished_at', 'is', null),
        ),
      ),
    )
    .limit(batch);
  const { numDeletedRows } = await trx
    .deleteFrom('instances')
    .where('app', '=', app)
    .where('instance', 'in', ended)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** A card stays known as long as its instance is. */
async function cardsOfNobody(
  trx: Kysely<Schema>,
  app: string,
  before: number,
  batch: number,
): Promise<number> {
  const old = await trx
    .selectFrom('cards as c')
    .select(['c.instance', 'c.chat'])
    .where('c.app', '=', app)
    .where('c.sent_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('instances as i')
            .select('i.instance')
            .whereRef('i.app', '=', 'c.app')
            .whereRef('i.instance', '=', 'c.instance'),
        ),
      ),
    )
    .limit(batch)
    .execute();
  for (const { instance, chat } of old) {
    await trx
      .deleteFrom('cards')
      .where('app', '=', app)
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .execute();
  }
  return old.length;
}
