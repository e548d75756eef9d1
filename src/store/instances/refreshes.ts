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
import { newDelivery, type WrittenRows } from '../outbox/announcements.ts';
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

/** A mark that is due. */
export interface DueMark extends Mark {
  /** Look-ups that failed. */
  readonly attempts: number;
  /** When the last look-up for it began; 0: never. */
  readonly lookedAt: number;
}

/** When a mark is due again, and the look-up for it. */
export interface RestingMark {
  readonly dueAt: number;
  readonly attempts: number;
  /** When it began; absent: there was none. */
  readonly lookedAt?: number;
  readonly made?: Attempt;
}

/** The result of a look-up without a change event. */
export interface Refreshed {
  /** The recorded state when it began; if that has changed, the look-up is dropped. */
  readonly known: KnownState;
  readonly snapshot: Snapshot;
  readonly lookedAt: number;
  /** The chats that keep a living card of it, if there is one. */
  readonly liveChats: readonly string[];
  readonly change: AnnouncedChange;
  /** What chats are sent about its steps; absent: nothing. */
  readonly steps?: (StepOptions & { readonly news: StepNews }) | undefined;
  /** The reminders from now on; absent: unchanged. */
  readonly reminders?: readonly WantedReminder[];
  /** Reminders that the look-up shows to be overdue are due at once; absent: at their next time. */
  readonly remindsAtOnce?: true;
}

/** Any replica writes marks, when a task event comes in. */
export type MarkForLook = (mark: Mark) => Promise<void>;

/** Marks that share one statement. */
const LARGEST_BATCH = 200;
/** A mark is due within this time; the longest pause between failed look-ups is five minutes. */
const LATEST_MS = 10 * 60_000;

/** @param quick the fast connections, since Feishu waits */
export function createMarks(quick: Kysely<Schema>, app: string): MarkForLook {
  return batched(LARGEST_BATCH, async (marks: readonly Mark[]) => {
    // For PostgreSQL, the same key twice in one statement is an error.
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
          // One that was postponed by a fast clock still comes in time.
          due_at: sql<number>`case when refreshes.due_at > excluded.due_at + ${LATEST_MS}
            then excluded.due_at else refreshes.due_at end`,
        })),
      )
      .execute();
    return marks.map(() => undefined);
  });
}

/** Statements about marks for the holder of the lease. */
export interface Refreshes {
  dueMarks(now: number, limit: number): Promise<DueMark[]>;
  /** Postpones a mark: until a look-up is allowed, or after one, so the next does not follow at once. */
  restMark(mark: DueMark, rest: RestingMark): Promise<void>;
  /** Removes a mark, unless a later task event renewed it. */
  dropMark(mark: DueMark): Promise<void>;
  /**
   * Records a look-up, queues updates of the standing cards, and announces steps. Returns what was written; undefined:
   * something newer was recorded meanwhile.
   */
  recordLookup(instanceCode: string, refreshed: Refreshed, now: number): Promise<WrittenRows | undefined>;
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
    recordLookup: (instanceCode, refreshed, now) =>
      leased((trx) => recordLookup(trx, app, parts, { instanceCode, refreshed, now })),
  };
}

async function recordLookup(
  trx: Kysely<Schema>,
  app: string,
  { insert, steps: writeSteps, reminders: rows }: RefreshStatements,
  {
    instanceCode,
    refreshed,
    now,
  }: { readonly instanceCode: string; readonly refreshed: Refreshed; readonly now: number },
): Promise<WrittenRows | undefined> {
  const { known, snapshot, lookedAt, liveChats, change, reminders, remindsAtOnce, steps } = refreshed;
  const { startedAt } = snapshot.instance ?? {};
  const { numUpdatedRows } = await trx
    .updateTable('instances')
    .set({ snapshot: snapshot.text, looked_at: lookedAt })
    .$if(startedAt !== undefined, (update) => update.set({ started_at: startedAt }))
    .where('app', '=', app)
    .where('instance', '=', instanceCode)
    .where('status', '=', known.status)
    .where('changed_at', '=', known.changedAt)
    .where((e) => e.or([e('looked_at', 'is', null), e('looked_at', '<=', lookedAt)]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  if (reminders) await rows.sync(trx, change, reminders, remindsAtOnce ? {} : { now });
  const ofSteps = steps && (await writeSteps(trx, change, steps.news, now, steps));
  const chats = liveChats.length > 0 ? await idleCards(trx, app, instanceCode, liveChats) : [];
  await insert(
    trx,
    chats.map((chat) => newDelivery(change, chat, 'refresh', now)),
  );
  return {
    chats: [...new Set([...chats, ...(ofSteps?.chats ?? [])])],
    superseded: ofSteps?.superseded ?? [],
  };
}

/** Cards without a waiting row: a waiting row's card is rendered after its mark, and already shows the look-up. */
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
