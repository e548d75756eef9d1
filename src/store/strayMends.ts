import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './engine/schema.ts';
import { LONGEST_REST_MS } from './reconcile/rests.ts';

/** How far ahead a stored time can be, ms. One that is further ahead was written with a wrong clock. */
export interface LongestWaits {
  /** Of a retry. */
  readonly retryMs: number;
  /** Until a chat's hours begin. */
  readonly heldMs: number;
  /** Until a closed chat is tried again. */
  readonly probeMs: number;
}

export interface BringHome {
  /** ms since the epoch. */
  readonly now: number;
  readonly longest: LongestWaits;
  /**
   * The clock was ahead and was set back: no future time is trusted. `byMs`: how far it was set, a
   * negative number; absent: nobody knows.
   */
  readonly setBack?: { readonly byMs?: number } | undefined;
  /** Feishu's time, which lists use; undefined: unknown, and they are not changed. */
  readonly feishuNow: number | undefined;
  /** How far back instances are listed if it is unknown how far they were listed, ms. */
  readonly lookbackMs: number;
}

/** Two machines' clocks may differ by this much without being wrong, including the time of a request. */
const SLACK_MS = 10_000;
const MONTH_MS = 30 * 86_400_000;

/** How the times of one table are corrected. A corrected row is not found again. */
export interface Mend {
  readonly table:
    | 'inbox'
    | 'outbox'
    | 'refreshes'
    | 'chats'
    | 'schedules'
    | 'reminders'
    | 'approvals'
    | 'instances';
  /** The key of its rows, besides the app, in the order of an index. */
  readonly keys: readonly string[];
  /** Whether an index finds exactly the wrong rows; otherwise all are read, by their keys. */
  readonly isIndexed?: boolean;
  /** Whether the pipeline would do something wrong before this is done, and not only be late. */
  readonly isUrgent?: boolean;
  /** Undefined: there is nothing to do. `among`: the rows to check. */
  readonly of: (
    how: BringHome,
  ) => { readonly among?: Part; readonly where: Part; readonly set: Part } | undefined;
}

type Part = RawBuilder<unknown>;

const OPEN = sql`finished_at is null`;

/** The latest time that is trusted. */
function latest({ now, setBack }: BringHome, longestMs: number): number {
  return now + (setBack ? 0 : longestMs) + SLACK_MS;
}

/**
 * Those after which the pipeline may start come first: nobody looks at a request again that seems to have been looked
 * at, and what was sent long ago must not be repeated. Everything else only waits too long.
 */
export const MENDS: readonly Mend[] = [
  {
    // Since when its outcome is unknown: noted while the clock ran ahead, by as much as that was set back.
    table: 'outbox',
    keys: ['chat', 'priority', 'seq'],
    isUrgent: true,
    of: ({ now, setBack }) =>
      setBack?.byMs === undefined
        ? undefined
        : {
            among: OPEN,
            where: sql`unknown_since > ${now + SLACK_MS} and unknown_since <= ${now + SLACK_MS - setBack.byMs}`,
            set: sql`unknown_since = unknown_since + ${setBack.byMs}`,
          },
  },
  {
    table: 'approvals',
    keys: ['approval'],
    isUrgent: true,
    of: ({ feishuNow: now }) =>
      now === undefined
        ? undefined
        : { where: sql`first_configured_at > ${now + SLACK_MS}`, set: sql`first_configured_at = ${now}` },
  },
  { table: 'approvals', keys: ['approval'], isUrgent: true, of: listedThrough },
  {
    // A look that lies ahead would keep every later one from being recorded.
    table: 'instances',
    keys: ['instance'],
    isIndexed: true,
    isUrgent: true,
    of: ({ now }) => ({
      // Written out: only so does SQLite see that the index of the open ones fits.
      where: sql`status in ('PENDING', 'OVERTIME_RECOVER') and looked_at > ${now + SLACK_MS}`,
      set: sql`looked_at = ${now}`,
    }),
  },
  {
    table: 'inbox',
    keys: ['seq'],
    of: (how) => ({
      among: OPEN,
      where: sql`next_at > ${latest(how, how.longest.retryMs)}`,
      set: sql`next_at = ${how.now}`,
    }),
  },
  {
    table: 'outbox',
    keys: ['chat', 'priority', 'seq'],
    of: (how) => ({
      among: OPEN,
      // What reconcile found may rest.
      where: sql`((held_at is null and not (priority = 1 and attempts = 0) and next_at > ${latest(how, how.longest.retryMs)})
        or (held_at is null and next_at > ${latest(how, LONGEST_REST_MS)})
        or next_at > ${latest(how, how.longest.heldMs)})`,
      set: sql`next_at = ${how.now}`,
    }),
  },
  {
    // Those that ended: they are seldom looked at.
    table: 'instances',
    keys: ['instance'],
    of: ({ now, setBack }) =>
      setBack && {
        where: sql`changed_at > ${now - MONTH_MS} and looked_at > ${now + SLACK_MS}`,
        set: sql`looked_at = ${now}`,
      },
  },
  {
    table: 'refreshes',
    keys: ['instance'],
    of: ({ now, ...how }) => ({
      where: sql`(due_at > ${latest({ now, ...how }, how.longest.retryMs)}
        or marked_at > ${now + SLACK_MS} or looked_at > ${now + SLACK_MS})`,
      set: sql`due_at = ${now},
        marked_at = case when marked_at > ${now} then ${now} else marked_at end,
        looked_at = case when looked_at > ${now} then ${now} else looked_at end`,
    }),
  },
  {
    table: 'chats',
    keys: ['chat'],
    of: (how) => ({
      where: sql`probe_at > ${latest(how, how.longest.probeMs)}`,
      set: sql`probe_at = ${how.now}`,
    }),
  },
  {
    // A day's card of what exceeds a chat's limit. Other schedules are bounded by their next tick, where they are read.
    table: 'schedules',
    keys: ['name'],
    of: ({ now }) => ({
      where: sql`name like 'fold:%' and last_run > ${now + SLACK_MS}`,
      set: sql`last_run = ${now}`,
    }),
  },
  {
    // When it was last reminded of. When it falls due again is worked out anew by whoever reminds. Nothing leads to
    // these, and a million may wait: they are gone through only where the clock is known to have run ahead.
    table: 'reminders',
    keys: ['instance', 'chat', 'rule', 'step'],
    of: ({ now, setBack }) =>
      setBack && { where: sql`reminded_at > ${now + SLACK_MS}`, set: sql`reminded_at = ${now}` },
  },
];

/** A number, cast where PostgreSQL could not infer its type. */
function whole(value: number): RawBuilder<number> {
  return sql`cast(${value} as bigint)`;
}

function listedThrough({ feishuNow: now, setBack, lookbackMs }: BringHome): ReturnType<Mend['of']> {
  if (now === undefined) return undefined;
  const listed =
    setBack?.byMs === undefined ? whole(now - lookbackMs) : sql`listed_through + ${setBack.byMs}`;
  return {
    where: sql`listed_through > ${now + SLACK_MS}`,
    // Never before it was configured: a list must not begin earlier than it would have.
    set: sql`listed_through = case when ${listed} < first_configured_at then first_configured_at
      when ${listed} > ${now} then ${now} else ${listed} end`,
  };
}

/** The keys of the last row of a batch; empty: from the beginning. */
export type Cursor = readonly unknown[];

/** What one batch did. `after`: where the next one begins; undefined: nothing is left. */
export interface Mended {
  readonly rows: number;
  readonly after: Cursor | undefined;
}

/**
 * Changes at most `most` rows, and looks at little more: no statement of it takes long, however many rows there are.
 */
export async function mendBatch(
  on: Kysely<Schema>,
  app: string,
  { mend, how, most, after }: { mend: Mend; how: BringHome; most: number; after: Cursor },
): Promise<Mended> {
  const parts = mend.of(how);
  if (!parts) return { rows: 0, after: undefined };
  const table = sql.table(mend.table);
  const keys = sql.join(mend.keys.map((key) => sql.ref(key)));
  const among = sql`app = ${app} and ${parts.among ?? sql`1 = 1`}`;
  const change = async (which: Part): Promise<number> => {
    const update = sql`update ${table} set ${parts.set} where app = ${app} and ${which}`;
    return Number((await update.execute(on)).numAffectedRows ?? 0n);
  };
  if (mend.isIndexed) {
    const some = sql`select ${keys} from ${table} where ${among} and ${parts.where} limit ${most}`;
    // The condition stands here once: PostgreSQL would otherwise go through all that are astray, for each batch.
    const rows = await change(sql`(${keys}) in (${some})`);
    return { rows, after: rows < most ? undefined : after };
  }
  const behind = after.length > 0 ? sql` and (${keys}) > (${sql.join(after)})` : sql``;
  const { rows: ends } = await sql<Record<string, unknown>>`select ${keys} from ${table}
    where ${among}${behind} order by ${keys} limit 1 offset ${most - 1}`.execute(on);
  const [end] = ends.map((row) => mend.keys.map((key) => row[key]));
  const upTo = end ? sql` and (${keys}) <= (${sql.join(end)})` : sql``;
  return { rows: await change(sql`${parts.where} and ${among}${behind}${upTo}`), after: end };
}
