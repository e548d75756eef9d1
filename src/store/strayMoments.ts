import type { Kysely } from 'kysely';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';
import { forgetState, REMINDER_RULES, writeRun } from './schedules.ts';
import { type BringHome, type Cursor, MENDS, type Mend, mendBatch } from './strayMends.ts';

/** How much a call does. */
export interface Pace {
  /** Only what must be correct before any other work; the rest is left for a later call. */
  readonly isUrgentOnly?: boolean;
  /** Asked before each batch: false ends the call, and the rest is left for a later one. Absent: it runs to the end. */
  readonly goesOn?: () => boolean | Promise<boolean>;
}

/** What a call corrected. */
export interface BroughtHome {
  /** How many rows of each table were changed. */
  readonly rows: Readonly<Record<string, number>>;
  /** It came to its end. */
  readonly isDone: boolean;
}

/** Corrects stored times that are too far in the future. */
export interface StrayMoments {
  /**
   * Corrects times that a wrong clock wrote. It works in batches, each in a transaction of its own: there may be
   * a million of them.
   */
  bringHome(how: BringHome, pace?: Pace): Promise<BroughtHome>;
  /** When this store was last worked on, by the clock of that process; undefined: never. */
  lastSeenAt(): Promise<number | undefined>;
}

/** The schedule name under which the time of the last work on the store is kept. */
const SEEN = 'clock';
/** Rows per transaction: even on a slow disk it stays far below the time limit of a statement. */
const BATCH = 2_000;

export function createStrayMoments(db: Kysely<Schema>, app: string, leased: Leased): StrayMoments {
  /** Corrects one column in batches. False: it was interrupted. */
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
        // With each batch: the reminder loop may plan the others meanwhile.
        if (mend.table === 'reminders' && mended.rows > 0) await forgetState(trx, app, REMINDER_RULES);
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
      // Last: the next call after an interrupted one must still see that the clock was ahead.
      await leased(async (trx) => {
        if (how.setBack) await forgetState(trx, app, REMINDER_RULES);
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
