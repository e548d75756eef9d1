import type { Kysely } from 'kysely';
import { LARGEST_COMMIT, type Leased, shared } from './leased.ts';
import { prepared } from './prepared.ts';
import type { Fold, FreshInstance, Reminded, RemindOrder, Speaking, WrittenAt } from './reminderOrder.ts';
import { PUT_OFF, type ReminderRow, type ReminderRows } from './reminderRows.ts';
import { createRemindMany } from './remindMany.ts';
import type { Schema } from './schema.ts';
import type { Tellings } from './tellings.ts';

/** An overview for one chat. */
export interface Overview {
  readonly chat: string;
  /** The approval by whose entry it goes. */
  readonly approvalCode: string;
  /** JSON: see approval/reminderAbout.ts. */
  readonly about: string;
  /** The tick for which it is: there is one for each. */
  readonly ticked: number;
}

export interface Reminders {
  /** The instances with something due by this schedule, longest due first, at most about `limit`. */
  dueInstances(schedule: string, now: number, limit: number): Promise<string[]>;
  remindersOf(instanceCode: string): Promise<ReminderRow[]>;
  /** When the next of those that were put off falls due; undefined: none was. */
  nextPutOff(): Promise<number | undefined>;
  /** Has rows judged again at moments of their own. */
  putOffReminders(rows: readonly { readonly row: ReminderRow; readonly until: number }[]): Promise<void>;
  /**
   * Records the look, makes the rows those that are wanted, raises the counts of those that are due and writes what
   * the chats hear: in one transaction, so that a reminder is neither lost nor doubled whenever the process dies.
   */
  remind(fresh: FreshInstance, speaking: readonly Speaking[], written: WrittenAt): Promise<Reminded>;
  /** The same for what is folded into one card. Says how many instances are on it. */
  foldReminders(fold: Fold, written: WrittenAt): Promise<number>;
  /** Writes an overview, once for each tick. */
  writeOverview(overview: Overview, written: WrittenAt): Promise<void>;
  /** Makes the rows of instances those that are wanted by a new configuration. */
  resyncReminders(instances: readonly FreshInstance[]): Promise<void>;
}

export function createReminders(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { rows, tellings }: { readonly rows: ReminderRows; readonly tellings: Tellings },
): Reminders {
  const does = statements(db, app);
  const many = createRemindMany(db, app, { rows, tellings });
  const remind = shared(LARGEST_COMMIT, (orders: readonly RemindOrder[]) =>
    leased((trx) => many.remind(trx, orders)),
  );

  return {
    async dueInstances(schedule, now, limit) {
      const due = await does.due.run(db, { schedule, now, limit });
      return [...new Set(due.rows.map((row) => row.instance))];
    },
    remindersOf: rows.asked,
    async nextPutOff() {
      return (await does.nextPutOff.first(db, {}))?.at;
    },
    putOffReminders: (all) =>
      leased(async (trx) => {
        for (const { row, until } of all) await rows.putOff(trx, row, until);
      }),
    remind: (fresh, speaking, written) => remind({ fresh, speaking, written }),
    foldReminders: (fold, written) => leased((trx) => many.fold(trx, fold, written)),
    writeOverview: ({ chat, approvalCode, about, ticked }, { now, detail }) =>
      leased(async (trx) => {
        const told = { instanceCode: '', approvalCode, status: 'PENDING' as const, changedAt: now };
        const row = {
          ...told,
          id: `overview:${chat}:${ticked}`,
          receivedAt: now,
          about,
          detail,
          priority: 1,
        };
        await tellings.add(trx, row, chat, 'summary', now);
      }),
    resyncReminders: (instances) =>
      leased(async (trx) => {
        const waiting = await many.waiting(
          trx,
          instances.map(({ instanceCode }) => instanceCode),
        );
        for (const fresh of instances) {
          const wanted = waiting.has(fresh.instanceCode) ? fresh.wanted : [];
          await rows.sync(trx, fresh, wanted, { anew: true });
        }
      }),
  };
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    due: prepared<{ schedule: string; now: number; limit: number }, { instance: string }>((p) =>
      db
        .selectFrom('reminders')
        .select('instance')
        .where('app', '=', app)
        .where('schedule', '=', p('schedule'))
        .where('due_at', 'is not', null)
        .where('due_at', '<=', p('now'))
        .orderBy('due_at')
        .limit(p('limit')),
    ),
    nextPutOff: prepared<object, { at: number }>(() =>
      db
        .selectFrom('reminders')
        .select('due_at as at')
        .$narrowType<{ at: number }>()
        .where('app', '=', app)
        .where('schedule', '=', PUT_OFF)
        .where('due_at', 'is not', null)
        .orderBy('due_at')
        .limit(1),
    ),
  };
}
