import type { Kysely } from 'kysely';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';
import { writeRun } from './schedules.ts';
import { type BringHome, type Cursor, MENDS, type Mend, mendBatch } from './strayMends.ts';

/** How far a call goes. */
export interface Pace {
  /** Only what must be right before anything is done; the rest is for a later call. */
  readonly isUrgentOnly?: boolean;
  /** Asked before each batch: false ends the call, and what is left is for a later one. Absent: to the end. */
  readonly goesOn?: () => boolean | Promise<boolean>;
}

/** What a call brought back. */
export interface BroughtHome {
  /** How many rows of each table were changed. */
  readonly rows: Readonly<Record<string, number>>;
  /** It came to its end. */
  readonly isDone: boolean;
}

/** Bounds what is stored of the future by what can have been meant. */
export interface StrayMoments {
  /**
   * Brings moments back that a clock gone wrong wrote. It does so in batches, each in a transaction of its own: there may be
   * a million of them.
   */
  bringHome(how: BringHome, pace?: Pace): Promise<BroughtHome>;
  /** When this store was last worked on, by the clock of whoever did; undefined: never. */
  lastSeenAt(): Promise<number | undefined>;
}

/** The schedule's name under which it is kept when the store was last worked on. */
const SEEN = 'clock';
/** Rows of one transaction: on a slow disk, too, it is far from the limit of a statement. */
const BATCH = 2_000;

export function createStrayMoments(db: Kysely<Schema>, app: string, leased: Leased): StrayMoments {
  /** Does one thing in batches. False: it was cut off. */
  const mendAll = async (
    mend: Mend,
    how: BringHome,
    goesOn: () => boolean | Promise<boolean>,
    add: (rows: number) => void,
  ): Promise<boolean> => {
    for (let after: Cursor | undefined = []; after; ) {
      if (!(await goesOn())) return false;
      const from: Cursor = after;
      const done = await leased(async (trx) => {
        const mended = await mendBatch(trx, app, { mend, how, most: BATCH, after: from });
        // With each batch: whoever reminds may work out the others meanwhile.
        if (mend.table === 'reminders' && mended.rows > 0) await forgetState(trx, app, how.reminderRules);
        return mended;
      });
      add(done.rows);
      after = done.after;
    }
    return true;
  };
  return {
    async bringHome(how, { isUrgentOnly = false, goesOn = () => true } = {}) {
      const rows: Record<string, number> = {};
      for (const mend of MENDS) {
        if (isUrgentOnly && !mend.isUrgent) continue;
        const add = (more: number): void => {
          if (more > 0) rows[mend.table] = (rows[mend.table] ?? 0) + more;
        };
        if (!(await mendAll(mend, how, goesOn, add))) return { rows, isDone: false };
      }
      if (isUrgentOnly) return { rows, isDone: true };
      // Last: whoever begins after one that was cut off must still see that the clock ran ahead.
      await leased(async (trx) => {
        if (how.setBack) await forgetState(trx, app, how.reminderRules);
        await writeRun(trx, app, SEEN, { at: how.now, state: '' });
      });
      return { rows, isDone: true };
    },
    async lastSeenAt() {
      const row = await db
        .selectFrom('schedules')
        .select('last_run')
        .where('app', '=', app)
        .where('name', '=', SEEN)
        .executeTakeFirst();
      return row?.last_run;
    },
  };
}

async function forgetState(on: Kysely<Schema>, app: string, schedule: string): Promise<void> {
  await on
    .updateTable('schedules')
    .set({ state: '' })
    .where('app', '=', app)
    .where('name', '=', schedule)
    .execute();
}
