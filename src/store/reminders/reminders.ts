import type { Kysely } from 'kysely';
import type { OverdueSummary } from '../../approval/deliveryContent.ts';
import { LARGEST_COMMIT, type Leased, shared } from '../engine/leased.ts';
import { prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import type { Fold, FreshInstance, Reminded, RemindOrder, Speaking } from './reminderOrder.ts';
import type { ReminderRow } from './reminderRow.ts';
import type { ReminderRows } from './reminderRows.ts';
import { RemindMany } from './remindMany.ts';

/** An overview for one chat. */
export interface Overview {
  readonly chat: string;
  /** The approval by whose entry it goes. */
  readonly approvalCode: string;
  readonly content: OverdueSummary;
  /** The tick for which it is: there is one for each. */
  readonly ticked: number;
}

export interface Reminders {
  /** The instances with something due, longest due first, at most about `limit`. */
  dueInstances(now: number, limit: number): Promise<string[]>;
  remindersOf(instanceCode: string): Promise<ReminderRow[]>;
  /** When the next reminder falls due; undefined: none does. */
  nextDue(): Promise<number | undefined>;
  /** Has rows judged again at moments of their own. */
  putOffReminders(rows: readonly { readonly row: ReminderRow; readonly until: number }[]): Promise<void>;
  /**
   * Records the look, makes the rows those that are wanted, raises the counts of those that are due and writes what
   * the chats hear: in one transaction, so that a reminder is neither lost nor doubled whenever the process dies.
   */
  remind(fresh: FreshInstance, speaking: readonly Speaking[], now: number): Promise<Reminded>;
  /** The same for what is folded into one card. Says how many instances are on it. */
  foldReminders(fold: Fold, now: number): Promise<number>;
  /** Writes an overview, once for each tick. */
  writeOverview(overview: Overview, now: number): Promise<void>;
  /** Makes the rows of instances those that are wanted by a new configuration. */
  resyncReminders(instances: readonly FreshInstance[], now: number): Promise<void>;
}

export function createReminders(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
): Reminders {
  const does = statements(db, app);
  const many = new RemindMany(db, app, { rows, insert });
  const remind = shared(LARGEST_COMMIT, (orders: readonly RemindOrder[]) =>
    leased((trx) => many.remind(trx, orders)),
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
    putOffReminders: (all) =>
      leased(async (trx) => {
        for (const { row, until } of all) await rows.putOff(trx, row, until);
      }),
    remind: (fresh, speaking, now) => remind({ fresh, speaking, now }),
    foldReminders: (fold, now) => leased((trx) => many.fold(trx, fold, now)),
    writeOverview: ({ chat, approvalCode, content, ticked }, now) =>
      leased(async (trx) => {
        const changeId = `overview:${chat}:${ticked}`;
        const written = { receivedAt: now, createdAt: now, priority: 1 };
        await insert(trx, [{ kind: 'summary', chat, changeId, approvalCode, content, ...written }]);
      }),
    resyncReminders: (instances, now) =>
      leased(async (trx) => {
        const waiting = await many.waiting(
          trx,
          instances.map(({ instanceCode }) => instanceCode),
        );
        for (const fresh of instances) {
          const wanted = waiting.has(fresh.instanceCode) ? fresh.wanted : [];
          await rows.sync(trx, fresh, wanted, { now, anew: true });
        }
      }),
  };
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
