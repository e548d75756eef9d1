import { type Kysely, sql } from 'kysely';
import type { WantedReminder } from '../../approval/reminder.ts';
import { isFinal, STATUSES } from '../../approval/status.ts';
import type { Leased } from '../engine/leased.ts';
import type { Schema } from '../engine/schema.ts';
import type { ReminderRows } from '../reminders/reminderRows.ts';
import { noteLooked } from './findings.ts';

/** Up to when the instances of an approval were listed. */
export interface Listing {
  readonly approvalCode: string;
  readonly firstConfiguredAt: number;
  /** Those created before this time were listed; null: never yet. */
  readonly listedThrough: number | null;
}

/** An instance that is to be looked up again. */
export interface DueLook {
  readonly instanceCode: string;
  readonly approvalCode: string;
  /** 0: never. */
  readonly lookedAt: number;
}

/** Which instances are due: those last looked up before these times (ms); `old` is no later than `young`. */
export interface DueSince {
  /** Open ones submitted after `youngSince`. */
  readonly young: number;
  readonly youngSince: number;
  /** Open ones submitted before that. */
  readonly old: number;
  /** A look-up noted later than this came from a clock that was ahead: it is ignored. */
  readonly believedUntil: number;
  /** Ended ones that changed after `changedSince`; absent: none of them is. */
  readonly ended?: { readonly lookedBefore: number; readonly changedSince: number };
  /** Of these approvals; absent: of all. */
  readonly approvals?: readonly string[];
}

/** A waiting instance that is stored from now on, without anything being sent. */
export interface Adopted {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly changedAt: number;
  readonly snapshot: string;
  readonly lookedAt: number;
  readonly startedAt: number | null;
  readonly reminders: readonly WantedReminder[];
}

/** What was looked up, and when; also for readers without the lease. */
export interface Lookups {
  listings(): Promise<Listing[]>;
  /** Those of these instances that are neither in the store nor among the findings that wait to be composed. */
  strangers(instanceCodes: readonly string[]): Promise<string[]>;
  /** Oldest look-up first. */
  dueLooks(due: DueSince, limit: number): Promise<DueLook[]>;
}

/** What only the lease holder writes. */
export interface LookMarks {
  /** The stored time never goes back, unless it is later than `now`: then a clock was ahead. */
  noteListed(approvalCode: string, through: number, now: number): Promise<void>;
  /** Notes a look-up without a result to store. */
  noteLooked(instanceCode: string, at: number): Promise<void>;
  /** False: it is already known. */
  adopt(adopted: Adopted): Promise<boolean>;
}

export function createLookups(db: Kysely<Schema>, app: string): Lookups {
  return {
    async listings() {
      return db
        .selectFrom('approvals')
        .select(['approval as approvalCode', 'first_configured_at as firstConfiguredAt'])
        .select('listed_through as listedThrough')
        .where('app', '=', app)
        .execute();
    },
    strangers: (instanceCodes) => strangers(db, app, instanceCodes),
    async dueLooks(since, limit) {
      if (since.approvals?.length === 0) return [];
      const looks = [...(await openDue(db, app, since, limit)), ...(await endedDue(db, app, since, limit))];
      return since.ended ? looks.sort((a, b) => a.lookedAt - b.lookedAt).slice(0, limit) : looks;
    },
  };
}

async function strangers(
  db: Kysely<Schema>,
  app: string,
  instanceCodes: readonly string[],
): Promise<string[]> {
  const known = new Set<string>();
  for (let i = 0; i < instanceCodes.length; i += BATCH) {
    const some = instanceCodes.slice(i, i + BATCH);
    const ofThese = (table: 'instances' | 'inbox') =>
      db.selectFrom(table).select('instance').where('app', '=', app).where('instance', 'in', some);
    const found = ofThese('inbox').where('finished_at', 'is', null).where('source', '=', 'lookup');
    for (const rows of [ofThese('instances'), found])
      for (const { instance } of await rows.execute()) known.add(instance);
  }
  return instanceCodes.filter((code) => !known.has(code));
}

function looksIn(db: Kysely<Schema>, app: string, { approvals, believedUntil }: DueSince) {
  const lookedAt = sql<number>`case when looked_at > ${believedUntil} then 0 else coalesce(looked_at, 0) end`;
  return db
    .selectFrom('instances')
    .select(['instance as instanceCode', 'approval as approvalCode'])
    .select(lookedAt.as('lookedAt'))
    .where('app', '=', app)
    .$if(approvals !== undefined, (q) => q.where('approval', 'in', approvals ?? []));
}

/** Each of these reads one range of the index, however many instances wait that are not due. */
async function openDue(db: Kysely<Schema>, app: string, since: DueSince, limit: number): Promise<DueLook[]> {
  const { young, youngSince, old, believedUntil } = since;
  // In the order of the index, with literals and not bound: otherwise SQLite does not see that it fits.
  const open = () =>
    looksIn(db, app, since)
      .where(sql<boolean>`status in ('PENDING', 'OVERTIME_RECOVER')`)
      .orderBy('looked_at');
  const stretches = [
    open().where('looked_at', 'is', null),
    open().where('looked_at', '>', believedUntil),
    open().where('looked_at', '<', old),
    open()
      .where('looked_at', '>=', old)
      .where('looked_at', '<', young)
      .where(sql<boolean>`coalesce(started_at, changed_at) > ${youngSince}`),
  ];
  const looks: DueLook[] = [];
  for (const stretch of stretches) {
    if (looks.length < limit) looks.push(...(await stretch.limit(limit - looks.length).execute()));
  }
  return looks;
}

async function endedDue(db: Kysely<Schema>, app: string, since: DueSince, limit: number): Promise<DueLook[]> {
  const { ended, believedUntil } = since;
  if (!ended) return [];
  return (
    looksIn(db, app, since)
      .where('changed_at', '>', ended.changedSince)
      .where('status', 'in', STATUSES.filter(isFinal))
      // What Feishu reported as deleted cannot be looked up again.
      .where((e) => e.or([e('status', '!=', 'DELETED'), e('known_by', '=', 'lookup')]))
      .where(sql<boolean>`(coalesce(looked_at, 0) < ${ended.lookedBefore} or looked_at > ${believedUntil})`)
      .orderBy('lookedAt')
      .limit(limit)
      .execute()
  );
}

const BATCH = 200;

export function createLookMarks(app: string, leased: Leased, reminders: ReminderRows): LookMarks {
  return {
    noteListed: (approvalCode, through, now) =>
      leased(async (trx) => {
        await trx
          .updateTable('approvals')
          .set({ listed_through: through })
          .where('app', '=', app)
          .where('approval', '=', approvalCode)
          .where((e) =>
            e.or([
              e('listed_through', 'is', null),
              e('listed_through', '<', through),
              e('listed_through', '>', now),
            ]),
          )
          .execute();
      }),
    noteLooked: (instanceCode, at) => leased((trx) => noteLooked(trx, app, instanceCode, at)),
    adopt: ({ instanceCode, approvalCode, changedAt, snapshot, lookedAt, startedAt, reminders: wanted }) =>
      leased(async (trx) => {
        const row = await trx
          .insertInto('instances')
          .values({
            app,
            instance: instanceCode,
            approval: approvalCode,
            status: 'PENDING',
            changed_at: changedAt,
            known_by: 'lookup',
            snapshot,
            looked_at: lookedAt,
            started_at: startedAt,
          })
          .onConflict((c) => c.columns(['app', 'instance']).doNothing())
          .returning('instance')
          .executeTakeFirst();
        if (!row) return false;
        await reminders.sync(trx, { instanceCode, approvalCode }, wanted, { now: lookedAt });
        return true;
      }),
  };
}
