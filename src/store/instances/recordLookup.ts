import type { Kysely } from 'kysely';
import type { KnownState } from '../../approval/change.ts';
import type { AnnouncedChange, Delivery } from '../../approval/delivery.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import type { Snapshot } from '../../approval/snapshot.ts';
import type { StepNews } from '../../approval/stepNews.ts';
import { LARGEST_COMMIT, type Leased, shared } from '../engine/leased.ts';
import { openInLane } from '../engine/openRows.ts';
import { BY_KEY, each, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { newDelivery, type WrittenRows } from '../outbox/announcements.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import type { StepOptions, WriteSteps } from '../outbox/stepCards.ts';
import type { ReminderRows } from '../reminders/reminderRows.ts';
import { recordInstances } from './changeStatements.ts';
import type { RecordedInstance } from './instanceRow.ts';

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

/** Look-ups without a change event. */
export interface RecordedLookups {
  /**
   * Records a look-up, queues updates of the standing cards, and announces steps. Returns what was written; undefined:
   * something newer was recorded meanwhile. Those that come together take a few statements for all of them: on
   * PostgreSQL each statement is a round trip.
   */
  recordLookup(instanceCode: string, refreshed: Refreshed, now: number): Promise<WrittenRows | undefined>;
}

interface LookupParts {
  readonly insert: InsertDeliveries;
  readonly steps: WriteSteps;
  readonly reminders: ReminderRows;
}

interface LookupRecord {
  readonly instanceCode: string;
  readonly refreshed: Refreshed;
  readonly now: number;
}

export function createRecordedLookups(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  parts: LookupParts,
): RecordedLookups {
  const find = preparedForRows<{ instance: string }, RecordedInstance>(
    (all) =>
      db
        .selectFrom('instances')
        .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'known_by as knownBy'])
        .select(['looked_at as lookedAt', 'started_at as startedAt'])
        .$castTo<RecordedInstance>()
        .where('app', '=', app)
        .where('instance', 'in', each(all, 'instance')),
    BY_KEY,
  );
  const put = recordInstances(db, app);

  /** Records look-ups of different instances. */
  const recordEach = async (
    trx: Kysely<Schema>,
    all: readonly LookupRecord[],
  ): Promise<(WrittenRows | undefined)[]> => {
    const keys = all.map(({ instanceCode: instance }) => ({ instance }));
    const stored = new Map((await find.run(trx, keys)).map((row) => [row.instance, row]));
    const current = all.filter(({ instanceCode, refreshed }) =>
      isCurrent(stored.get(instanceCode), refreshed),
    );
    await put.run(
      trx,
      current.map(({ instanceCode, refreshed: { snapshot, lookedAt } }) => {
        const { startedAt = null } = snapshot.instance ?? {};
        return {
          ...(stored.get(instanceCode) as RecordedInstance),
          snapshot: snapshot.text,
          lookedAt,
          startedAt,
        };
      }),
    );
    await parts.reminders.syncAll(
      trx,
      current.flatMap(({ refreshed: { change, reminders, remindsAtOnce }, now }) =>
        reminders ? [{ about: change, wanted: reminders, options: remindsAtOnce ? {} : { now } }] : [],
      ),
    );
    const written = new Map<LookupRecord, WrittenRows>();
    for (const one of current) written.set(one, await notify(trx, app, parts, one));
    return all.map((one) => written.get(one));
  };

  const together = shared(LARGEST_COMMIT, (all: readonly LookupRecord[]) =>
    leased(async (trx) => {
      const ends = new Map<LookupRecord, WrittenRows | undefined>();
      // One instance may come twice: then the second sees what the first wrote.
      for (let left = all; left.length > 0; left = left.filter((one) => !ends.has(one))) {
        const codes = left.map(({ instanceCode }) => instanceCode);
        const firsts = left.filter(({ instanceCode }, i) => codes.indexOf(instanceCode) === i);
        const became = await recordEach(trx, firsts);
        firsts.forEach((one, i) => void ends.set(one, became[i]));
      }
      return all.map((one) => ends.get(one));
    }),
  );
  return { recordLookup: (instanceCode, refreshed, now) => together({ instanceCode, refreshed, now }) };
}

/** Whether the state is the one that the look-up began with, and no later look-up was recorded. */
function isCurrent(stored: RecordedInstance | undefined, { known, lookedAt }: Refreshed): boolean {
  return (
    stored?.status === known.status &&
    stored.changedAt === known.changedAt &&
    (stored.lookedAt ?? 0) <= lookedAt
  );
}

/** Updates the cards that stand, and tells the chats of steps about them. */
async function notify(
  trx: Kysely<Schema>,
  app: string,
  { insert, steps: writeSteps }: LookupParts,
  { instanceCode, refreshed: { liveChats, change, steps }, now }: LookupRecord,
): Promise<WrittenRows> {
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
