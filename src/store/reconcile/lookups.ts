import { type Kysely, sql } from 'kysely';
import type { InstanceRef } from '../../approval/change.ts';
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

/** Which instances are due: those last looked up before these times (ms); `old` is no later than `young`. */
export interface DueSince {
  /** Open ones submitted after `youngSince`. */
  readonly young: number;
  readonly youngSince: number;
  /** Open ones submitted before that. */
  readonly old: number;
  /** Ended ones that changed after `changedSince`; absent: none of them is. */
  readonly ended?: { readonly lookedBefore: number; readonly changedSince: number };
  /** Of these approvals; absent: of all. */
  readonly approvals?: readonly string[];
}

/** A waiting instance that is stored from now on, without anything being sent. */
export interface Adopted extends InstanceRef {
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
  /** Open ones first, then ended ones; of each the oldest look-up first. */
  dueLooks(due: DueSince, limit: number): Promise<InstanceRef[]>;
}

/** What only the lease holder writes. */
export interface LookMarks {
  /** The stored time never goes back. */
  noteListed(approvalCode: string, through: number): Promise<void>;
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
      const looks: InstanceRef[] = [];
      for (const stretch of since.approvals?.length === 0 ? [] : dueStretches(db, app, since)) {
        if (looks.length < limit) looks.push(...(await stretch.limit(limit - looks.length).execute()));
      }
      return looks;
    },
  };
}

const BATCH = 200;

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

/** Each of these reads one range of an index, however many instances wait that are not due. */
function dueStretches(db: Kysely<Schema>, app: string, since: DueSince) {
  const { young, youngSince, old, ended, approvals } = since;
  const looks = () =>
    db
      .selectFrom('instances')
      .select(['instance as instanceCode', 'approval as approvalCode'])
      .where('app', '=', app)
      .$if(approvals !== undefined, (q) => q.where('approval', 'in', approvals ?? []))
      .orderBy('looked_at');
  // With literals and not bound: otherwise SQLite does not see that the index fits.
  const open = () => looks().where(sql<boolean>`status in ('PENDING', 'OVERTIME_RECOVER')`);
  const stretches = [
    open().where('looked_at', 'is', null),
    open().where('looked_at', '<', old),
    open()
      .where('looked_at', '>=', old)
      .where('looked_at', '<', young)
      .where(sql<boolean>`coalesce(started_at, changed_at) > ${youngSince}`),
  ];
  if (!ended) return stretches;
  const over = looks()
    .where('changed_at', '>', ended.changedSince)
    .where('status', 'in', STATUSES.filter(isFinal))
    // What Feishu reported as deleted cannot be looked up again.
    .where((e) => e.or([e('status', '!=', 'DELETED'), e('known_by', '=', 'lookup')]))
    .where(sql<boolean>`coalesce(looked_at, 0) < ${ended.lookedBefore}`);
  return [...stretches, over];
}

export function createLookMarks(app: string, leased: Leased, reminders: ReminderRows): LookMarks {
  return {
    noteListed: (approvalCode, through) =>
      leased(async (trx) => {
        await trx
          .updateTable('approvals')
          .set({ listed_through: through })
          .where('app', '=', app)
          .where('approval', '=', approvalCode)
          .where((e) => e.or([e('listed_through', 'is', null), e('listed_through', '<', through)]))
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
