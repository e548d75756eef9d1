import type { Kysely, Selectable } from 'kysely';
import { isReminding } from '../../approval/delivery.ts';
import { remindersIn } from '../../approval/reminded.ts';
import { each, preparedForRows } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { deliveriesIn } from '../outbox/lanes.ts';
import type { RemindOrder } from './reminderOrder.ts';
import type { ReminderRow } from './reminderRow.ts';

/** The key of what a reminder says about a step in a chat. */
export function sayingKey(row: Pick<ReminderRow, 'instance' | 'chat' | 'rule' | 'step' | 'since'>): string {
  const { instance, chat, rule, step, since } = row;
  return JSON.stringify([instance, chat, rule, step, since]);
}

/** Finds what is on cards that are still to be sent, about these instances alone or any several: {@link sayingKey}s. */
export function createUnsentOf(db: Kysely<Schema>, app: string) {
  const unsent = preparedForRows<{ chat: string; instance: string }, Selectable<OutboxTable>>((all) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('app', '=', app)
      .where('chat', 'in', each(all, 'chat'))
      .where('instance', 'in', each(all, 'instance'))
      .where('finished_at', 'is', null)
      .where('kind', 'in', ['reminder', 'summary']),
  );
  return async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Set<string>> => {
    const lanes = orders.flatMap(({ chat, instanceCode }) =>
      [instanceCode, ''].map((instance) => ({ chat, instance })),
    );
    const rows = await unsent.run(on, lanes);
    const reminders = deliveriesIn(rows).flatMap((one) =>
      one.kind !== 'hook' && isReminding(one) ? remindersIn(one) : [],
    );
    return new Set(reminders.map(sayingKey));
  };
}
