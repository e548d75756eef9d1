import { type Kysely, sql } from 'kysely';
import type { InstanceRef } from '../../approval/change.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';

/**
 * Findings of a run of reconcile rest in the outbox for {@link REST_MS} after their look-up, or until the run is
 * complete: so many for one chat can share one card (relay/deliver/fold.ts), and what comes meanwhile replaces them.
 */
export interface Rests {
  /** Instances with resting deliveries, or with findings that wait to be composed, last looked up before this time. */
  staleRests(before: number): Promise<InstanceRef[]>;
  /**
   * Extends the rest of what was last looked up before this time to `until`, so that it can be looked up again first.
   */
  restAgain(before: number, until: number): Promise<void>;
  /** Ends all rests. Returns the chats that get them; undefined: not yet, some findings still wait to be composed. */
  endRests(): Promise<string[] | undefined>;
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
        .select(['instance as instanceCode', 'approval as approvalCode'])
        .where('received_at', '<', before)
        .execute();
      const resting = await lastLookedUp(db, app, before)
        .select(['i.instance as instanceCode', 'i.approval as approvalCode'])
        .execute();
      return [...new Map([...resting, ...waiting].map((one) => [one.instanceCode, one])).values()];
    },
    restAgain: (before, until) =>
      leased(async (trx) => setDue(trx, await lastLookedUp(trx, app, before).select('seq').execute(), until)),
    endRests: () =>
      leased(async (trx) => {
        if (await composing(trx).select('seq').limit(1).executeTakeFirst()) return undefined;
        const over = await restingIn(trx, app).select(['seq', 'chat']).execute();
        await setDue(trx, over, 0);
        return [...new Set(over.map(({ chat }) => chat))];
      }),
  };
}

/** Deliveries that rest, or rested until a time that has passed: sending them was not tried yet. */
function restingIn(on: Kysely<Schema>, app: string) {
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

/** Those of instances that were last looked up before this time. */
function lastLookedUp(on: Kysely<Schema>, app: string, before: number) {
  return restingIn(on, app)
    .innerJoin('instances as i', (j) =>
      j.onRef('i.app', '=', 'outbox.app').onRef('i.instance', '=', 'outbox.instance'),
    )
    .where(sql<boolean>`coalesce(i.looked_at, 0) < ${before}`);
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
