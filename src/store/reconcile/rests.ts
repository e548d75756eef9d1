import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import type { DueLook } from './lookups.ts';

/**
 * Findings of a run of reconcile rest in the outbox for {@link REST_MS} after their look-up, or until the run ends: so
 * many for one chat can share one card (relay/deliver/fold.ts), and what comes meanwhile replaces them.
 */
export interface Rests {
  /** Instances with resting deliveries, or with findings that wait to be composed, last looked up before this time. */
  staleRests(before: number): Promise<DueLook[]>;
  /**
   * Extends the rest of what was last looked up before this time to `until`, so that it can be looked up again first.
   */
  restAgain(before: number, until: number): Promise<void>;
  /**
   * Ends the rest of what was looked up no earlier than `since`. Returns the chats that get it; undefined: not yet,
   * some findings still wait to be composed.
   */
  endRests(since: number): Promise<string[] | undefined>;
}

/** How long a finding rests after its look-up; within this time it is sent without another one. */
export const REST_MS = 10 * 60_000;

/**
 * How long it may rest until it is looked up again: longer than the time to the next run
 * (relay/reconcile/reconcile.ts).
 */
export const LONGEST_REST_MS = 70 * 60_000;

export function createRests(db: Kysely<Schema>, app: string, leased: Leased): Rests {
  const composing = (on: Kysely<Schema>) =>
    on
      .selectFrom('inbox')
      .where('app', '=', app)
      .where('finished_at', 'is', null)
      .where('source', '=', sql.lit('lookup'));
  return {
    async staleRests(before) {
      const waiting = await composing(db)
        .select(['instance as instanceCode', 'approval as approvalCode', 'received_at as lookedAt'])
        .where('received_at', '<', before)
        .execute();
      const resting = await restingIn(db, app)
        .innerJoin('instances as i', (j) =>
          j.onRef('i.app', '=', 'outbox.app').onRef('i.instance', '=', 'outbox.instance'),
        )
        .select(['i.instance as instanceCode', 'i.approval as approvalCode'])
        .select(sql<number>`coalesce(i.looked_at, 0)`.as('lookedAt'))
        .where(sql<boolean>`coalesce(i.looked_at, 0) < ${before}`)
        .execute();
      return [...new Map([...resting, ...waiting].map((one) => [one.instanceCode, one])).values()];
    },
    restAgain: (before, until) =>
      leased(async (trx) => {
        const stale = await restingIn(trx, app).select('seq').where(lookedAt('<', before)).execute();
        await setDue(trx, stale, until);
      }),
    endRests: (since) =>
      leased(async (trx) => {
        if (await composing(trx).select('seq').limit(1).executeTakeFirst()) return undefined;
        const over = await restingIn(trx, app).select(['seq', 'chat']).where(lookedAt('>=', since)).execute();
        await setDue(trx, over, 0);
        return [...new Set(over.map(({ chat }) => chat))];
      }),
  };
}

/** Deliveries that rest, or rested until a time that has passed: sending them was not tried yet. */
function restingIn(on: Kysely<Schema>, app: string): SelectQueryBuilder<Schema, 'outbox', object> {
  return on
    .selectFrom('outbox')
    .where('outbox.app', '=', app)
    .where('outbox.finished_at', 'is', null)
    .where('outbox.state', '=', 'waiting')
    .where('outbox.priority', '=', 1)
    .where('outbox.attempts', '=', 0)
    .where('outbox.held_at', 'is', null)
    .where('outbox.next_at', '>', 0)
    .where('outbox.kind', 'in', ['card', 'update', 'notice']);
}

function lookedAt(than: '<' | '>=', at: number) {
  return sql<boolean>`coalesce((select i.looked_at from instances as i
    where i.app = outbox.app and i.instance = outbox.instance), 0) ${sql.raw(than)} ${at}`;
}

const BATCH = 500;

async function setDue(
  trx: Kysely<Schema>,
  rows: readonly { readonly seq: number }[],
  nextAt: number,
): Promise<void> {
  for (let i = 0; i < rows.length; i += BATCH) {
    const some = rows.slice(i, i + BATCH).map(({ seq }) => seq);
    await trx.updateTable('outbox').set({ next_at: nextAt }).where('seq', 'in', some).execute();
  }
}
