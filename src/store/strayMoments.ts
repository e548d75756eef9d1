import { type Kysely, sql } from 'kysely';
import type { Leased } from './engine/leased.ts';
import type { Schema } from './engine/schema.ts';
import { LONGEST_REST_MS } from './reconcile/rests.ts';
import { writeRun } from './schedules.ts';

/** How far ahead a stored moment can have been meant, ms. What lies further ahead was written by a clock gone wrong. */
export interface LongestWaits {
  /** Of a retry. */
  readonly retryMs: number;
  /** Until a chat's hours begin. */
  readonly heldMs: number;
  /** Until a closed chat is tried again. */
  readonly probeMs: number;
  /** Until a reminder falls due. */
  readonly reminderMs: number;
}

export interface BringHome {
  /** ms since the epoch. */
  readonly now: number;
  readonly longest: LongestWaits;
  /**
   * The clock ran ahead and was set back: nothing that lies ahead of now is believed. `byMs`: how far it was set, a
   * negative number; absent: nobody knows.
   */
  readonly setBack?: { readonly byMs?: number } | undefined;
  /** What Feishu's clock shows, by which lists go; undefined: nobody knows, and they are left alone. */
  readonly feishuNow: number | undefined;
  /** How far back instances are listed where nobody knows how far they were, ms. */
  readonly lookbackMs: number;
  /** The schedule that knows by which rules reminders fall due: emptied, so that they are worked out anew. */
  readonly reminderRules: string;
}

/** Bounds what is stored of the future by what can have been meant. */
export interface StrayMoments {
  /** Brings moments back that a clock gone wrong wrote. Says how many rows of each table it changed. */
  bringHome(how: BringHome): Promise<Readonly<Record<string, number>>>;
  /** When this store was last worked on, by the clock of whoever did; undefined: never. */
  lastSeenAt(): Promise<number | undefined>;
}

/** The schedule's name under which it is kept when the store was last worked on. */
const SEEN = 'clock';
/** Two machines' clocks differ by so much without being wrong, and a request takes its time. */
const SLACK_MS = 10_000;
const MONTH_MS = 30 * 86_400_000;

export function createStrayMoments(db: Kysely<Schema>, app: string, leased: Leased): StrayMoments {
  return {
    bringHome: (how) =>
      leased(async (trx) => {
        const changed: Record<string, number> = {};
        for (const [table, mend] of Object.entries(MENDS)) {
          const rows = await mend(trx, app, how);
          if (rows > 0) changed[table] = rows;
        }
        if (how.setBack || changed.reminders) await forgetState(trx, app, how.reminderRules);
        await writeRun(trx, app, SEEN, { at: how.now, state: '' });
        return changed;
      }),
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

type Mend = (on: Kysely<Schema>, app: string, how: BringHome) => Promise<number>;

/** The latest moment that is believed. */
function latest({ now, setBack }: BringHome, longestMs: number): number {
  return now + (setBack ? 0 : longestMs) + SLACK_MS;
}

const count = ({ numUpdatedRows }: { readonly numUpdatedRows: bigint }): number => Number(numUpdatedRows);

/** One for each table that keeps moments of the future. */
const MENDS: Readonly<Record<string, Mend>> = {
  inbox: async (on, app, how) =>
    count(
      await on
        .updateTable('inbox')
        .set({ next_at: how.now })
        .where('app', '=', app)
        .where('finished_at', 'is', null)
        .where('next_at', '>', latest(how, how.longest.retryMs))
        .executeTakeFirst(),
    ),

  outbox: async (on, app, how) => {
    const open = () => on.updateTable('outbox').where('app', '=', app).where('finished_at', 'is', null);
    const due = await open()
      .set({ next_at: how.now })
      .where((e) =>
        e.or([
          e.and([
            e('held_at', 'is', null),
            sql<boolean>`not (priority = 1 and attempts = 0)`,
            e('next_at', '>', latest(how, how.longest.retryMs)),
          ]),
          // What reconcile found may rest.
          e.and([e('held_at', 'is', null), e('next_at', '>', latest(how, LONGEST_REST_MS))]),
          e('next_at', '>', latest(how, how.longest.heldMs)),
        ]),
      )
      .executeTakeFirst();
    // Since when its outcome is unknown: it was noted while the clock ran ahead, by as much as that was set back.
    const { byMs } = how.setBack ?? {};
    if (byMs === undefined) return count(due);
    const unknown = await open()
      .set({ unknown_since: sql<number>`unknown_since + ${byMs}` })
      .where('unknown_since', '>', how.now + SLACK_MS)
      .executeTakeFirst();
    return count(due) + count(unknown);
  },

  refreshes: async (on, app, how) => {
    const { now } = how;
    return count(
      await on
        .updateTable('refreshes')
        .set({
          due_at: now,
          marked_at: sql<number>`case when marked_at > ${now} then ${now} else marked_at end`,
          looked_at: sql<number>`case when looked_at > ${now} then ${now} else looked_at end`,
        })
        .where('app', '=', app)
        .where((e) =>
          e.or([
            e('due_at', '>', latest(how, how.longest.retryMs)),
            e('marked_at', '>', now + SLACK_MS),
            e('looked_at', '>', now + SLACK_MS),
          ]),
        )
        .executeTakeFirst(),
    );
  },

  chats: async (on, app, how) =>
    count(
      await on
        .updateTable('chats')
        .set({ probe_at: how.now })
        .where('app', '=', app)
        .where('probe_at', '>', latest(how, how.longest.probeMs))
        .executeTakeFirst(),
    ),

  /** A day's card of what exceeds a chat's limit. Other schedules are bounded by their next tick, where they are read. */
  schedules: async (on, app, { now }) =>
    count(
      await on
        .updateTable('schedules')
        .set({ last_run: now })
        .where('app', '=', app)
        .where('name', 'like', 'fold:%')
        .where('last_run', '>', now + SLACK_MS)
        .executeTakeFirst(),
    ),

  /** When it was last reminded of. When it falls due again is worked out anew by whoever reminds. */
  reminders: async (on, app, how) => {
    const reminded = await on
      .updateTable('reminders')
      .set({ reminded_at: how.now })
      .where('app', '=', app)
      .where('due_at', 'is not', null)
      .where('reminded_at', '>', how.now + SLACK_MS)
      .executeTakeFirst();
    const due = await on
      .updateTable('reminders')
      .set({ due_at: how.now })
      .where('app', '=', app)
      .where('due_at', '>', how.now + how.longest.reminderMs)
      .executeTakeFirst();
    return count(reminded) + count(due);
  },

  approvals: async (on, app, { feishuNow: now, setBack, lookbackMs }) => {
    if (now === undefined) return 0;
    const configured = await on
      .updateTable('approvals')
      .set({ first_configured_at: now })
      .where('app', '=', app)
      .where('first_configured_at', '>', now + SLACK_MS)
      .executeTakeFirst();
    const listed =
      setBack?.byMs === undefined
        ? sql<number>`${now - lookbackMs}`
        : sql<number>`listed_through + ${setBack.byMs}`;
    const through = await on
      .updateTable('approvals')
      // Never before it was configured: a list must not begin earlier than it would have.
      .set({
        listed_through: sql<number>`case when ${listed} < first_configured_at then first_configured_at
          when ${listed} > ${now} then ${now} else ${listed} end`,
      })
      .where('app', '=', app)
      .where('listed_through', '>', now + SLACK_MS)
      .executeTakeFirst();
    return count(configured) + count(through);
  },

  /** A look that lies ahead would keep every later one from being recorded. */
  instances: async (on, app, { now, setBack }) => {
    const ahead = () =>
      on
        .updateTable('instances')
        .set({ looked_at: now })
        .where('app', '=', app)
        .where('looked_at', '>', now + SLACK_MS);
    // Written out: only so does SQLite see that the index of the open ones fits.
    const open = await ahead()
      .where(sql<boolean>`status in ('PENDING', 'OVERTIME_RECOVER')`)
      .executeTakeFirst();
    if (!setBack) return count(open);
    const ended = await ahead()
      .where('changed_at', '>', now - MONTH_MS)
      .executeTakeFirst();
    return count(open) + count(ended);
  },
};
