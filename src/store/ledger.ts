import { type Kysely, sql } from 'kysely';
import type { Schema } from './engine/schema.ts';

/** Records outside the pipeline: approvals, chats, the month's calls. Any replica may write them. */
export interface Ledger {
  /** Records that the configuration maps these approvals; the first time is kept. */
  noteConfigured(approvalCodes: readonly string[], now: number): Promise<void>;
  /** Changes the recorded time from `from` to `to`: the clock was wrong. */
  moveConfigured(from: number, to: number): Promise<void>;
  /** Whether Feishu has ever pushed a change. That is kept after its events are deleted. */
  everPushed(now: number): Promise<boolean>;
  /** Whether a task event from Feishu was ever recorded. */
  tasksEverPushed(): Promise<boolean>;
  noteTasksPushed(now: number): Promise<void>;
  /** Groups that had the bot, and when that was checked, ms since the epoch. */
  joinedChats(): Promise<ReadonlyMap<string, number>>;
  noteJoined(chat: string, now: number): Promise<void>;
  noteSubscribed(approvalCode: string, now: number): Promise<void>;
  closedChats(): Promise<number>;
  /**
   * Opens a chat again; the worker then sends its parked rows (store/outbox/closedChats.ts). Returns whether it was
   * closed.
   */
  reopenChat(chat: string, now: number): Promise<boolean>;
  /** The same for all chats. Returns how many were closed. */
  reopenAllChats(now: number): Promise<number>;
  addCalls(month: string, billed: number): Promise<void>;
  callsOf(month: string): Promise<number>;
}

/** The name of the schedule row that records that Feishu has pushed a change. */
const PUSHED = 'events:pushed';
/** The same for task events, which leave no row. */
const TASKS_PUSHED = 'events:tasks-pushed';
/** Followed by the id of a group that has the bot. */
const JOINED = 'joined:';

/** @param quick the fast connections, since Feishu waits */
export function createLedger(db: Kysely<Schema>, quick: Kysely<Schema>, app: string): Ledger {
  return {
    ...approvalNotes(db, app),
    ...pushNotes(db, app),
    ...chatNotes(db, quick, app),
    ...callNotes(db, app),
  };
}

/** Records about approvals. */
function approvalNotes(
  db: Kysely<Schema>,
  app: string,
): Pick<Ledger, 'noteConfigured' | 'moveConfigured' | 'noteSubscribed'> {
  return {
    async noteConfigured(approvalCodes, now) {
      if (approvalCodes.length === 0) return;
      await db
        .insertInto('approvals')
        .values(approvalCodes.map((approval) => ({ app, approval, first_configured_at: now, name: '' })))
        .onConflict((c) => c.columns(['app', 'approval']).doNothing())
        .execute();
    },
    async moveConfigured(from, to) {
      await db
        .updateTable('approvals')
        .set({ first_configured_at: Math.round(to) })
        .where('app', '=', app)
        .where('first_configured_at', '=', from)
        .execute();
    },
    async noteSubscribed(approvalCode, now) {
      await db
        .updateTable('approvals')
        .set({ subscribed_at: now })
        .where('app', '=', app)
        .where('approval', '=', approvalCode)
        .execute();
    },
  };
}

/** Whether Feishu has pushed anything. */
function pushNotes(
  db: Kysely<Schema>,
  app: string,
): Pick<Ledger, 'everPushed' | 'tasksEverPushed' | 'noteTasksPushed'> {
  const isNoted = async (name: string): Promise<boolean> => {
    const noted = await db
      .selectFrom('schedules')
      .select('name')
      .where('app', '=', app)
      .where('name', '=', name)
      .executeTakeFirst();
    return noted !== undefined;
  };
  const note = async (name: string, now: number): Promise<void> => {
    await db
      .insertInto('schedules')
      .values({ app, name, last_run: now, state: '' })
      .onConflict((c) => c.columns(['app', 'name']).doNothing())
      .execute();
  };
  return {
    async everPushed(now) {
      if (await isNoted(PUSHED)) return true;
      const pushed = await db
        .selectFrom('inbox')
        .select('seq')
        .where('app', '=', app)
        .where('source', '=', 'push')
        .where('change_key', 'is not', null)
        .limit(1)
        .executeTakeFirst();
      if (!pushed) return false;
      await note(PUSHED, now);
      return true;
    },
    tasksEverPushed: () => isNoted(TASKS_PUSHED),
    noteTasksPushed: (now) => note(TASKS_PUSHED, now),
  };
}

/** Records about chats: which have the bot, which are closed. */
function chatNotes(
  db: Kysely<Schema>,
  quick: Kysely<Schema>,
  app: string,
): Pick<Ledger, 'joinedChats' | 'noteJoined' | 'closedChats' | 'reopenChat' | 'reopenAllChats'> {
  return {
    async joinedChats() {
      const rows = await db
        .selectFrom('schedules')
        .select(['name', 'last_run as at'])
        .where('app', '=', app)
        .where('name', 'like', `${JOINED}%`)
        .execute();
      return new Map(rows.map(({ name, at }) => [name.slice(JOINED.length), at]));
    },
    async noteJoined(chat, now) {
      await db
        .insertInto('schedules')
        .values({ app, name: `${JOINED}${chat}`, last_run: now, state: '' })
        .onConflict((c) => c.columns(['app', 'name']).doUpdateSet({ last_run: now }))
        .execute();
    },
    async closedChats() {
      const { chats } = await db
        .selectFrom('chats')
        .select((e) => e.fn.countAll<number>().as('chats'))
        .where('app', '=', app)
        .where('opened_at', 'is', null)
        .executeTakeFirstOrThrow();
      return chats;
    },
    async reopenChat(chat, now) {
      const opened = await quick
        .updateTable('chats')
        .set({ opened_at: now })
        .where('app', '=', app)
        .where('chat', '=', chat)
        .where('opened_at', 'is', null)
        .executeTakeFirst();
      return opened.numUpdatedRows > 0n;
    },
    async reopenAllChats(now) {
      const opened = await db
        .updateTable('chats')
        .set({ opened_at: now })
        .where('app', '=', app)
        .where('opened_at', 'is', null)
        .executeTakeFirst();
      return Number(opened.numUpdatedRows);
    },
  };
}

/** The calls of each month. */
function callNotes(db: Kysely<Schema>, app: string): Pick<Ledger, 'addCalls' | 'callsOf'> {
  return {
    async addCalls(month, billed) {
      await db
        .insertInto('calls')
        .values({ app, month, billed })
        .onConflict((c) =>
          c.columns(['app', 'month']).doUpdateSet({ billed: sql<number>`calls.billed + ${billed}` }),
        )
        .execute();
    },
    async callsOf(month) {
      const row = await db
        .selectFrom('calls')
        .select('billed')
        .where('app', '=', app)
        .where('month', '=', month)
        .executeTakeFirst();
      return row?.billed ?? 0;
    },
  };
}
