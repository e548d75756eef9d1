import type { Kysely } from 'kysely';
import type { InstanceRef } from '../../approval/change.ts';
import type { OutboxDelivery, OverdueDelivery } from '../../approval/delivery.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import type { Status } from '../../approval/status.ts';
import { LARGEST_COMMIT, type Leased, shared } from '../engine/leased.ts';
import { BY_KEY, each, prepared, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import { superseding } from '../outbox/supersede.ts';
import { silencesInForce } from '../silences.ts';
import type { RemindOrder, RemindResult } from './reminderOrder.ts';
import { POSTPONED, type ReminderRow, reminderKey } from './reminderRow.ts';
import type { Postponed, ReminderRows } from './reminderRows.ts';
import { createRemindMany, type RemindNow, summaryOf } from './remindMany.ts';

/** An overview for one chat. */
export interface Overview extends Pick<OverdueDelivery, 'chat' | 'approvalCode' | 'content'> {
  /** The tick of the schedule it belongs to: there is one overview for each. */
  readonly ticked: number;
}

/** A step that a row was to remind of, and when it is checked again instead, ms. */
export interface Recalled extends Pick<ReminderRow, 'instance' | 'chat' | 'rule' | 'step' | 'since'> {
  readonly until: number;
}

export interface Reminders {
  /** The instances with something due, longest due first; about `limit` at most. */
  dueInstances(now: number, limit: number): Promise<string[]>;
  remindersOf(instanceCode: string): Promise<ReminderRow[]>;
  /** When the next reminder falls due; undefined: none does. */
  nextDue(): Promise<number | undefined>;
  /** Sets the time at which rows are checked again, if they are unchanged since they were read. */
  postponeReminders(rows: readonly Postponed[]): Promise<void>;
  /**
   * Raises the counts of due reminders, and writes their card: in one transaction, so that no reminder is lost or
   * doubled when the process dies.
   */
  remind(order: RemindOrder, now: number): Promise<RemindResult>;
  /** The same for orders that go into one card. Returns how many instances are on it. */
  foldReminders(orders: readonly RemindOrder[], now: number): Promise<number>;
  /**
   * Withdraws a reminder's row that certainly was not sent, and makes everything it mentions due again at times
   * of its own, lowering the counts that the row had raised: in one transaction, so that no reminder is lost
   * or doubled when the process dies. A step that opened again is not changed.
   *
   * False: the row has ended, is being sent, or may have arrived.
   */
  recallReminder(delivery: OutboxDelivery, recalled: readonly Recalled[], now: number): Promise<boolean>;
  /** Writes an overview, once for each tick. */
  writeOverview(overview: Overview, now: number): Promise<void>;
  /** Makes the rows of instances match a new configuration, and the silences in force. */
  resyncReminders(instances: readonly WantedOfInstance[], now: number): Promise<void>;
}

/** The reminders that an instance is to have. */
export interface WantedOfInstance extends InstanceRef {
  readonly wanted: readonly WantedReminder[];
}

export function createReminders(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
): Reminders {
  const does = statements(db, app);
  const many = createRemindMany(db, app, { rows, insert });
  const remind = shared(LARGEST_COMMIT, (all: readonly RemindNow[]) =>
    leased((trx) => many.remind(trx, all)),
  );

  return {
    async dueInstances(now, limit) {
      const due = await does.due.run(db, { now, limit });
      return [...new Set(due.rows.map((row) => row.instance))];
    },
    remindersOf: rows.asked,
    async nextDue() {
      return (await does.next.first(db, {}))?.at;
    },
    async postponeReminders(all) {
      if (all.length > 0) await leased((trx) => rows.postpone(trx, all));
    },
    remind: (order, now) => remind({ order, now }),
    foldReminders: (orders, now) => leased((trx) => many.fold(trx, orders, now)),
    recallReminder: ({ seq }, recalled, now) =>
      leased(async (trx) => {
        if ((await does.recall.run(trx, { seq, now })).numAffectedRows === 0n) return false;
        const codes = recalled.map(({ instance }) => instance);
        const stood = await rows.ofAll(trx, codes);
        const again = recalled.flatMap((one) => dueAgain(stood.get(one.instance), one));
        await rows.put(trx, again);
        return true;
      }),
    writeOverview: ({ ticked, ...about }, now) =>
      leased((trx) => insert(trx, [summaryOf(about, `overview:${about.chat}:${ticked}`, now)])),
    resyncReminders: (instances, now) =>
      leased(async (trx) => {
        const keys = instances.map(({ instanceCode: instance }) => ({ instance }));
        const waiting = new Set((await does.waiting.run(trx, keys)).map(({ instance }) => instance));
        const anew = await silencesInForce(trx, app, now);
        await rows.syncAll(
          trx,
          instances.map(({ wanted, ...about }) => {
            return { about, wanted: waiting.has(about.instanceCode) ? wanted : [], options: { now, anew } };
          }),
        );
      }),
  };
}

function dueAgain(stood: readonly ReminderRow[] = [], recalled: Recalled): ReminderRow[] {
  const row = stood.find((one) => reminderKey(one) === reminderKey(recalled));
  if (row?.since !== recalled.since) return [];
  // The row had counted one, and no other was written while it waited. The time of the earlier reminder is lost: it
  // is not needed, since the row was due.
  const count = Math.max(0, row.count - 1);
  return [{ ...row, count, remindedAt: null, by: POSTPONED, dueAt: recalled.until }];
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    due: prepared<{ now: number; limit: number }, { instance: string }>((p) =>
      db
        .selectFrom('reminders')
        .select('instance')
        .where('app', '=', app)
        .where('due_at', 'is not', null)
        .where('due_at', '<=', p('now'))
        .orderBy('due_at')
        .limit(p('limit')),
    ),
    waiting: preparedForRows<{ instance: string }, { instance: string }>(
      (all) =>
        db
          .selectFrom('instances')
          .select('instance')
          .where('app', '=', app)
          .where('instance', 'in', each(all, 'instance'))
          .where('status', 'in', ['PENDING', 'OVERTIME_RECOVER'] satisfies Status[]),
      BY_KEY,
    ),
    recall: prepared<{ seq: number; now: number }>(
      (p) => superseding(db, p).where('unknown_since', 'is', null),
      BY_KEY,
    ),
    next: prepared<object, { at: number }>(() =>
      db
        .selectFrom('reminders')
        .select('due_at as at')
        .$narrowType<{ at: number }>()
        .where('app', '=', app)
        .where('due_at', 'is not', null)
        .orderBy('due_at')
        .limit(1),
    ),
  };
}
