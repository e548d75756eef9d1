import { type Kysely, sql } from 'kysely';
import type { KnownState } from '../../approval/change.ts';
import type { AnnouncedChange, Delivery } from '../../approval/delivery.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import type { Snapshot } from '../../approval/snapshot.ts';
import type { StepNews } from '../../approval/stepNews.ts';
import { batched } from '../../base/batch.ts';
import type { Leased } from '../engine/leased.ts';
import { openInLane } from '../engine/openRows.ts';
import type { Schema } from '../engine/schema.ts';
import { newDelivery, type Written } from '../outbox/announcements.ts';
import type { Attempt, Attempts } from '../outbox/attempts.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import type { StepOptions, WriteSteps } from '../outbox/stepCards.ts';
import type { ReminderRows } from '../reminders/reminderRows.ts';

/** An instance of which a task changed. */
export interface Mark {
  readonly instanceCode: string;
  readonly approvalCode: string;
  /** When the event came in. */
  readonly at: number;
}

/** A mark whose time has come. */
export interface DueMark extends Mark {
  /** Look-ups that failed. */
  readonly attempts: number;
  /** When the last look-up for it began; 0: none did. */
  readonly lookedAt: number;
}

/** When a mark is due again, and the look-up that was made for it. */
export interface RestingMark {
  readonly dueAt: number;
  readonly attempts: number;
  /** When it began; absent: none was made. */
  readonly lookedAt?: number;
  readonly made?: Attempt;
}

/** What a look-up brought that nobody's event asked for. */
export interface Refreshed {
  /** The state that was known when it began; where that has changed, the look-up is dropped. */
  readonly known: KnownState;
  readonly snapshot: Snapshot;
  readonly lookedAt: number;
  /** The chats that keep a live card of it, if one stands there. */
  readonly liveChats: readonly string[];
  readonly told: AnnouncedChange;
  /** What chats hear of its steps; absent: nothing. */
  readonly steps?: (StepOptions & { readonly news: StepNews }) | undefined;
  /** Of which steps chats are to be reminded from now on; absent: as before. */
  readonly reminders?: readonly WantedReminder[];
}

/** Marks are written by any replica, at the door. */
export type MarkForLook = (mark: Mark) => Promise<void>;

/** Marks that share one statement. */
const LARGEST_BATCH = 200;
/** A mark rests no longer than this; the longest pause between look-ups that fail is five minutes. */
const LATEST_MS = 10 * 60_000;

/** @param quick the connections that answer soon, for what Feishu waits for */
export function createMarks(quick: Kysely<Schema>, app: string): MarkForLook {
  return batched(LARGEST_BATCH, async (marks: readonly Mark[]) => {
    // Twice in one statement is an error to PostgreSQL.
    const newest = new Map(marks.map((mark) => [mark.instanceCode, mark]));
    await quick
      .insertInto('refreshes')
      .values(
        [...newest.values()].map(({ instanceCode, approvalCode, at }) => ({
          app,
          instance: instanceCode,
          approval: approvalCode,
          marked_at: at,
          due_at: at,
          attempts: 0,
          looked_at: 0,
        })),
      )
      .onConflict((c) =>
        c.columns(['app', 'instance']).doUpdateSet((e) => ({
          marked_at: e.ref('excluded.marked_at'),
          // One that was put off by a clock that ran ahead comes in time all the same.
          due_at: sql<number>`case when refreshes.due_at > excluded.due_at + ${LATEST_MS}
            then excluded.due_at else refreshes.due_at end`,
        })),
      )
      .execute();
    return marks.map(() => undefined);
  });
}

/** What the holder of the lease does about marks. */
export interface Refreshes {
  dueMarks(now: number, limit: number): Promise<DueMark[]>;
  /** Has a mark rest: until a look-up may be made, or after one, so that another does not follow at once. */
  restMark(mark: DueMark, rest: RestingMark): Promise<void>;
  /** Takes a mark away, unless a later task event renewed it. */
  dropMark(mark: DueMark): Promise<void>;
  /**
   * Records what a look-up brought, has the standing cards brought up to date, and tells of steps. Returns what was
   * written; undefined: something newer was recorded meanwhile.
   */
  recordLook(instanceCode: string, refreshed: Refreshed, now: number): Promise<Written | undefined>;
}

interface RefreshStatements {
  readonly attempts: Attempts;
  readonly insert: InsertDeliveries;
  readonly steps: WriteSteps;
  readonly reminders: ReminderRows;
}

export function createRefreshes(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  parts: RefreshStatements,
): Refreshes {
  const { attempts: requests } = parts;
  return {
    async dueMarks(now, limit) {
      const rows = await db
        .selectFrom('refreshes')
        .select(['instance as instanceCode', 'approval as approvalCode', 'marked_at as at', 'attempts'])
        .select('looked_at as lookedAt')
        .where('app', '=', app)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows;
    },
    restMark: ({ instanceCode, lookedAt: before }, { dueAt, attempts, lookedAt = before, made }) =>
      leased(async (trx) => {
        await trx
          .updateTable('refreshes')
          .set({ due_at: dueAt, attempts, looked_at: lookedAt })
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .execute();
        await requests.add(trx, instanceCode, made ? [made] : []);
      }),
    dropMark: ({ instanceCode, at }) =>
      leased(async (trx) => {
        await trx
          .deleteFrom('refreshes')
          .where('app', '=', app)
          .where('instance', '=', instanceCode)
          .where('marked_at', '=', at)
          .execute();
      }),
    recordLook: (instanceCode, refreshed, now) =>
      leased((trx) => recordLook(trx, app, parts, { instanceCode, refreshed, now })),
  };
}

async function recordLook(
  trx: Kysely<Schema>,
  app: string,
  { insert, steps: writeSteps, reminders: rows }: RefreshStatements,
  {
    instanceCode,
    refreshed,
    now,
  }: { readonly instanceCode: string; readonly refreshed: Refreshed; readonly now: number },
): Promise<Written | undefined> {
  const { known, snapshot, lookedAt, liveChats, told, reminders, steps } = refreshed;
  const { numUpdatedRows } = await trx
    .updateTable('instances')
    .set({ snapshot: snapshot.text, looked_at: lookedAt })
    .where('app', '=', app)
    .where('instance', '=', instanceCode)
    .where('status', '=', known.status)
    .where('changed_at', '=', known.changedAt)
    .where((e) => e.or([e('looked_at', 'is', null), e('looked_at', '<=', lookedAt)]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  if (reminders) await rows.sync(trx, told, reminders, { now });
  const ofSteps = steps && (await writeSteps(trx, told, steps.news, now, steps));
  const chats = liveChats.length > 0 ? await idleCards(trx, app, instanceCode, liveChats) : [];
  await insert(
    trx,
    chats.map((chat) => newDelivery(told, chat, 'refresh', now)),
  );
  return {
    chats: [...new Set([...chats, ...(ofSteps?.chats ?? [])])],
    superseded: ofSteps?.superseded ?? [],
  };
}

/** A card that a row waits to go to needs no other: its card is made after its mark, and shows what was found. */
async function idleCards(
  trx: Kysely<Schema>,
  app: string,
  instance: string,
  chats: readonly string[],
): Promise<string[]> {
  const kinds: Delivery['kind'][] = ['card', 'update', 'refresh'];
  const rows = await trx
    .selectFrom('cards')
    .select('chat')
    .where('app', '=', app)
    .where('instance', '=', instance)
    .where('chat', 'in', chats)
    .where('message_id', '<>', '')
    .where(({ not, exists }) =>
      not(exists(openInLane('cards').where('open.state', '=', 'waiting').where('open.kind', 'in', kinds))),
    )
    .execute();
  return rows.map((row) => row.chat);
}
