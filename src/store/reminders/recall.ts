import type { Kysely } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Leased } from '../engine/leased.ts';
import { BY_KEY, prepared } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { superseding } from '../outbox/supersede.ts';
import { PUT_OFF, type ReminderRow, rowKey } from './reminderRow.ts';
import type { ReminderRows } from './reminderRows.ts';

/** A step of which a row was to remind, and when it is to be judged again instead, ms. */
export interface Recalled extends Pick<ReminderRow, 'instance' | 'chat' | 'rule' | 'step' | 'since'> {
  readonly until: number;
}

export interface Recall {
  /**
   * Withdraws a row that reminds and was surely never sent, and makes everything of which it speaks due again at moments
   * of its own, with the counts lowered that the row had raised: in one transaction, so that a reminder is neither lost
   * nor doubled whenever the process dies. A step that began anew is left as it is.
   *
   * False: the row has ended, is being sent, or may have arrived.
   */
  recallReminder(delivery: OutboxDelivery, recalled: readonly Recalled[], now: number): Promise<boolean>;
}

export function createRecall(db: Kysely<Schema>, leased: Leased, reminders: ReminderRows): Recall {
  const withdraw = prepared<{ seq: number; now: number }>(
    (p) => superseding(db, p).where('unknown_since', 'is', null),
    BY_KEY,
  );
  return {
    recallReminder: ({ seq }, recalled, now) =>
      leased(async (trx) => {
        if ((await withdraw.run(trx, { seq, now })).numAffectedRows === 0n) return false;
        const stood = await reminders.ofAll(
          trx,
          recalled.map(({ instance }) => instance),
        );
        const dueAgain = recalled.flatMap((one): ReminderRow[] => {
          const row = stood.get(one.instance)?.find((each) => rowKey(each) === rowKey(one));
          if (row?.since !== one.since) return [];
          // It has counted one; no other was written while it waited. When it was reminded of before is not known any
          // more: it was due, and so it is without that.
          const count = Math.max(0, row.count - 1);
          return [{ ...row, count, remindedAt: null, by: PUT_OFF, dueAt: one.until }];
        });
        await reminders.put(trx, dueAgain);
        return true;
      }),
  };
}
