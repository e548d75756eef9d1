import type { Kysely } from 'kysely';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';

/** The last run of a schedule. */
export interface LastRun {
  readonly at: number;
  /** The state from which an interrupted run continues; the writer's own text. */
  readonly state: string;
}

/** When each schedule ran last: on disk, so a restart or a clock change neither repeats nor skips a run. */
export interface Schedules {
  lastRun(name: string): Promise<LastRun | undefined>;
  noteRun(name: string, run: LastRun): Promise<void>;
}

/** The schedule row with the fingerprint of the reminder rules; without it, due times are computed again. */
export const REMINDER_RULES = 'reminders:configuration';

/** The last run of a schedule; undefined: it never ran. */
export function readRun(on: Kysely<Schema>, app: string, name: string): Promise<LastRun | undefined> {
  return on
    .selectFrom('schedules')
    .select(['last_run as at', 'state'])
    .where('app', '=', app)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** Writes the last run of a schedule, within another transaction. */
export async function writeRun(
  on: Kysely<Schema>,
  app: string,
  name: string,
  { at, state }: LastRun,
): Promise<void> {
  const run = { last_run: at, state };
  await on
    .insertInto('schedules')
    .values({ app, name, ...run })
    .onConflict((c) => c.columns(['app', 'name']).doUpdateSet(run))
    .execute();
}

/** Replaces the state of a schedule, so its writer does not find its own. */
export async function forgetState(on: Kysely<Schema>, app: string, name: string, state = ''): Promise<void> {
  await on.updateTable('schedules').set({ state }).where('app', '=', app).where('name', '=', name).execute();
}

export function createSchedules(db: Kysely<Schema>, app: string, leased: Leased): Schedules {
  return {
    lastRun: (name) => readRun(db, app, name),
    noteRun: (name, run) => leased((trx) => writeRun(trx, app, name, run)),
  };
}
