import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Silence, SilenceScope } from '../approval/silence.ts';
import { isFinal, isStatus } from '../approval/status.ts';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';
import { POSTPONED, SNOOZED } from './reminders/reminderRow.ts';
import { forgetState, REMINDER_RULES } from './schedules.ts';

/** A new silence. */
export type NewSilence = Omit<Silence, 'id'>;

/** Read-only queries of silences. */
export interface KnownSilences {
  /** Those in force, oldest first. One of an instance that has ended is over. */
  silences(now: number): Promise<Silence[]>;
}

/** Statements about silences for the holder of the lease. */
export interface Silences extends KnownSilences {
  /** Returns its id. Empty: nothing was added, since its instance is unknown or has ended. */
  addSilence(silence: NewSilence): Promise<string>;
  /**
   * What it deferred is judged again: of one instance at once, of many within minutes. False: there is no such silence
   * in force.
   */
  endSilence(id: string, now: number): Promise<boolean>;
  /** Marks those whose time or instance is over, so they can be pruned. */
  closeSilences(now: number): Promise<void>;
}

export function createKnownSilences(db: Kysely<Schema>, app: string): KnownSilences {
  return { silences: (now) => silencesInForce(db, app, now) };
}

export function createSilences(db: Kysely<Schema>, app: string, leased: Leased): Silences {
  return {
    ...createKnownSilences(db, app),
    addSilence: (silence) =>
      leased(async (trx) => {
        const { instance } = silence;
        if (instance !== '' && !(await waits(trx, app, instance))) return '';
        return (await insertSilence(trx, app, silence)) ?? '';
      }),
    endSilence: (id, now) =>
      leased(async (trx) => {
        const ended = (await silencesInForce(trx, app, now)).find((one) => one.id === id);
        if (!ended) return false;
        await finishSilences(trx, app, [id], now);
        await release(trx, app, ended, now);
        return true;
      }),
    async closeSilences(now) {
      const { over } = await openSilences(db, app, now);
      if (over.length > 0) await leased((trx) => finishSilences(trx, app, over, now));
    },
  };
}

/** Writes a silence, and returns its id; undefined: there is one with this id already. */
export async function insertSilence(
  on: Kysely<Schema>,
  app: string,
  silence: NewSilence,
  id: string = randomBytes(4).toString('hex'),
): Promise<string | undefined> {
  const { until, reason, begunAt, by, choice, instance, ...scope } = silence;
  const { person, standIn, approval, chat, steps } = scope;
  const { numInsertedOrUpdatedRows = 0n } = await on
    .insertInto('silences')
    .values({
      app,
      id,
      instance,
      scope: JSON.stringify({ person, standIn, approval, chat, steps }),
      until_at: until,
      reason,
      begun_at: begunAt,
      made_by: by,
      choice,
      finished_at: null,
    })
    .onConflict((c) => c.columns(['app', 'id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n ? id : undefined;
}

/** The instance is known and has not ended. */
async function waits(on: Kysely<Schema>, app: string, instance: string): Promise<boolean> {
  const known = await on
    .selectFrom('instances')
    .select('status')
    .where('app', '=', app)
    .where('instance', '=', instance)
    .executeTakeFirst();
  return known !== undefined && !(isStatus(known.status) && isFinal(known.status));
}

/** Those in force, oldest first. */
export async function silencesInForce(on: Kysely<Schema>, app: string, now: number): Promise<Silence[]> {
  return (await openSilences(on, app, now)).inForce;
}

async function openSilences(
  on: Kysely<Schema>,
  app: string,
  now: number,
): Promise<{ readonly inForce: Silence[]; readonly over: string[] }> {
  const rows = await on
    .selectFrom('silences as s')
    .leftJoin('instances as i', (join) =>
      join.onRef('i.app', '=', 's.app').onRef('i.instance', '=', 's.instance'),
    )
    .select(['s.id', 's.instance', 's.scope', 's.until_at as until', 's.reason', 's.begun_at as begunAt'])
    .select(['s.made_by as by', 's.choice', 'i.status'])
    .where('s.app', '=', app)
    .where('s.finished_at', 'is', null)
    .orderBy('s.begun_at')
    .orderBy('s.id')
    .execute();
  const inForce: Silence[] = [];
  const over: string[] = [];
  for (const { scope, status, ...rest } of rows) {
    const isOver = (rest.until !== null && rest.until <= now) || (isStatus(status) && isFinal(status));
    if (isOver) over.push(rest.id);
    else inForce.push({ ...(JSON.parse(scope) as Omit<SilenceScope, 'instance'>), ...rest });
  }
  return { inForce, over };
}

/** Ends silences that have not ended. Says whether there were any. */
export async function finishSilences(
  on: Kysely<Schema>,
  app: string,
  ids: readonly string[],
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await on
    .updateTable('silences')
    .set({ finished_at: now })
    .where('app', '=', app)
    .where('id', 'in', ids)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets what an ended silence deferred be judged again. One that a button created ends like an undo: its cards follow. */
async function release(
  on: Kysely<Schema>,
  app: string,
  { id, by, chat, instance }: Silence,
  now: number,
): Promise<void> {
  if (by !== '') {
    const cards = on.updateTable('reminder_cards').set({ pressed_at: now }).where('app', '=', app);
    await cards.where('chat', '=', chat).where('instance', '=', instance).execute();
    return;
  }
  if (instance !== '')
    await on
      .updateTable('reminders')
      .set({ due_at: now })
      .where('app', '=', app)
      .where('instance', '=', instance)
      .where('schedule', 'in', [POSTPONED, SNOOZED])
      .where('due_at', '>', now)
      .execute();
  await forgetState(on, app, REMINDER_RULES, `ended silence ${id}`);
}
