import { type Kysely, sql } from 'kysely';
import type { KnownState, ReceivedChange } from '../approval/change.ts';
import type { WantedReminder } from '../approval/reminder.ts';
import { isFinal, isStatus, type Status } from '../approval/status.ts';
import type { Telling } from '../approval/telling.ts';
import type { Attempt, Attempts } from './attempts.ts';
import { gathered } from './gathered.ts';
import { instanceRow, type RecordedInstance } from './instanceRow.ts';
import type { Leased } from './leased.ts';
import { BY_KEY, prepared, preparedForRows } from './prepared.ts';
import type { ReminderRows } from './reminderRows.ts';
import type { Schema } from './schema.ts';
import type { Tellings, Written } from './tellings.ts';

/** What a look-up brought, or what stood in the store before. */
export interface KnownInstance extends KnownState {
  readonly snapshot: string | null;
  readonly lookedAt: number | null;
  /** When it was submitted; null where Feishu does not tell. */
  readonly startedAt: number | null;
}

/** How a change left the inbox. */
export interface ComposedChange {
  readonly reason: string;
  /** Absent: the recorded state stays as it is. */
  readonly known?: KnownInstance;
  /** The status that was recorded before; absent: none. */
  readonly was?: Status;
  readonly tellings: readonly Telling[];
  readonly detail: string;
  readonly priority: number;
  readonly attempts: readonly Attempt[];
  readonly parked?: boolean;
  /** Of which steps chats are to be reminded from now on; absent: as before. */
  readonly reminders?: readonly WantedReminder[] | undefined;
}

/** What was written, and the reason that stands in the inbox now. */
export interface FinishedChange extends Written {
  readonly reason: string;
}

export interface Changes {
  knownInstance(instanceCode: string): Promise<KnownInstance | undefined>;
  /** Whether a card stands in any chat for this instance, or is on its way to one. */
  isTold(instanceCode: string): Promise<boolean>;
  /** Whether a later change of its instance waits that says it was deleted. */
  isDeletedAfter(change: Pick<ReceivedChange, 'instanceCode' | 'seq'>): Promise<boolean>;
  /** Says what was written; undefined: the change had ended before. */
  finishChange(
    change: ReceivedChange,
    composed: ComposedChange,
    now: number,
  ): Promise<FinishedChange | undefined>;
  postponeChange(
    change: ReceivedChange,
    next: { nextAt: number; attempts: number; asked: number; reason: string; made: readonly Attempt[] },
  ): Promise<void>;
}

export function createChanges(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  {
    attempts,
    tellings,
    reminders,
  }: { readonly attempts: Attempts; readonly tellings: Tellings; readonly reminders: ReminderRows },
): Changes {
  const { find, isTold, deleted, finish, relabel, postpone, record } = statements(db, app);
  const known = gathered(db, find);
  return {
    async knownInstance(instanceCode) {
      const [row] = await known(instanceCode);
      if (!row || !isStatus(row.status)) return undefined;
      const { instance: _, ...state } = row;
      return { ...state, status: row.status };
    },
    isTold: async (instanceCode) => (await isTold.first(db, { instance: instanceCode })) !== undefined,
    isDeletedAfter: async ({ instanceCode, seq }) =>
      (await deleted.first(db, { instance: instanceCode, seq })) !== undefined,
    finishChange: (change, composed, now) =>
      leased(async (trx) => {
        const state: 'parked' | 'done' = composed.parked ? 'parked' : 'done';
        const end = { seq: change.seq, state, reason: composed.reason, now };
        if ((await finish.run(trx, end)).numAffectedRows === 0n) return undefined;
        const { known, was } = composed;
        if (known) {
          const { instanceCode: instance, approvalCode: approval } = change;
          await record.run(trx, { instance, approval, ...known });
        }
        const { id, instanceCode, approvalCode, status, changedAt, receivedAt } = change;
        const written = await tellings.write(
          trx,
          {
            id,
            instanceCode,
            approvalCode,
            status,
            changedAt,
            receivedAt,
            detail: composed.detail,
            priority: composed.priority,
            ...(was === undefined ? {} : { was }),
          },
          composed.tellings,
          now,
        );
        // Nobody lists the status, and no card stands.
        const reason =
          composed.tellings.length > 0 && written.chats.length === 0 ? 'filtered' : composed.reason;
        if (reason !== composed.reason) await relabel.run(trx, { seq: change.seq, reason });
        await attempts.add(trx, composed.attempts);
        const finished = { ...written, reason };
        if (!composed.reminders) return finished;
        const { left } = await reminders.sync(trx, change, composed.reminders);
        if (!known || !isFinal(known.status)) return finished;
        const needless = await reminders.withdraw(trx, instanceCode, left, now);
        return { ...finished, superseded: [...finished.superseded, ...needless] };
      }),
    postponeChange: (change, { made, ...next }) =>
      leased(async (trx) => {
        await postpone.run(trx, { seq: change.seq, ...next });
        await attempts.add(trx, made);
      }),
  };
}

interface FoundState extends Omit<KnownInstance, 'status'> {
  readonly instance: string;
  readonly status: string;
}

const isNewer = sql`coalesce(excluded.looked_at, -1) >= coalesce(instances.looked_at, -1)`;

function statements(db: Kysely<Schema>, app: string) {
  return {
    find: preparedForRows<{ instance: string }, FoundState>(
      (all) =>
        db
          .selectFrom('instances')
          .select(['instance', 'status', 'changed_at as changedAt', 'known_by as knownBy', 'snapshot'])
          .select(['looked_at as lookedAt', 'started_at as startedAt'])
          .where('app', '=', app)
          .where(
            'instance',
            'in',
            all.map((p) => p('instance')),
          ),
      BY_KEY,
    ),
    deleted: prepared<{ instance: string; seq: number }>((p) =>
      db
        .selectFrom('inbox')
        .select('seq')
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('finished_at', 'is', null)
        .where('seq', '>', p('seq'))
        .where('status', '=', 'DELETED')
        .limit(1),
    ),
    isTold: prepared<{ instance: string }>((p) =>
      db
        .selectFrom('cards')
        .select('chat')
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .unionAll(
          db
            .selectFrom('outbox')
            .select('chat')
            .where('app', '=', app)
            .where('instance', '=', p('instance'))
            .where('finished_at', 'is', null),
        )
        .limit(1),
    ),
    finish: prepared<{ seq: number; state: 'done' | 'parked'; reason: string; now: number }>(
      (p) =>
        db
          .updateTable('inbox')
          .set({ state: p('state'), reason: p('reason'), finished_at: p('now') })
          .where('seq', '=', p('seq'))
          .where('finished_at', 'is', null),
      BY_KEY,
    ),
    relabel: prepared<{ seq: number; reason: string }>(
      (p) =>
        db
          .updateTable('inbox')
          .set({ reason: p('reason') })
          .where('seq', '=', p('seq')),
      BY_KEY,
    ),
    postpone: prepared<{ seq: number; nextAt: number; attempts: number; asked: number; reason: string }>(
      (p) =>
        db
          .updateTable('inbox')
          .set({ next_at: p('nextAt'), attempts: p('attempts'), asked: p('asked'), reason: p('reason') })
          .where('seq', '=', p('seq'))
          .where('finished_at', 'is', null),
      BY_KEY,
    ),
    record: prepared<RecordedInstance>(
      (p) =>
        db
          .insertInto('instances')
          .values(instanceRow(app, p))
          .onConflict((c) =>
            c.columns(['app', 'instance']).doUpdateSet((e) => ({
              approval: e.ref('excluded.approval'),
              status: e.ref('excluded.status'),
              changed_at: e.ref('excluded.changed_at'),
              known_by: e.ref('excluded.known_by'),
              // A look-up of a task event may have begun later than the one that comes with this change.
              snapshot: sql`case when ${isNewer} then excluded.snapshot else instances.snapshot end`,
              looked_at: sql`case when ${isNewer} then excluded.looked_at else instances.looked_at end`,
              started_at: e.ref('excluded.started_at'),
            })),
          ),
      BY_KEY,
    ),
  };
}
