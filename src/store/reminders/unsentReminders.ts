import type { Kysely, Selectable } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { BuzzContent, RemindedStep } from '../../approval/deliveryContent.ts';
import { preparedForRows } from '../engine/prepared.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';
import { deliveriesIn } from '../outbox/lanes.ts';
import type { RemindOrder } from './reminderOrder.ts';

/** What is on cards that are still to be sent: {@link sayingKey}s. */
export type UnsentOf = (on: Kysely<Schema>, orders: readonly RemindOrder[]) => Promise<ReadonlySet<string>>;

/** What of a step of an instance a reminder says in a chat. */
export function sayingKey(
  instance: string,
  chat: string,
  rule: string,
  step: Pick<RemindedStep, 'step' | 'since'>,
): string {
  return JSON.stringify([instance, chat, rule, step.step, step.since]);
}

/** Finds what is on cards about these instances alone, and on any about several. */
export function createUnsentOf(db: Kysely<Schema>, app: string): UnsentOf {
  const unsent = preparedForRows<{ chat: string; instance: string }, Selectable<OutboxTable>>((all) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('app', '=', app)
      .where(
        'chat',
        'in',
        all.map((p) => p('chat')),
      )
      .where(
        'instance',
        'in',
        all.map((p) => p('instance')),
      )
      .where('finished_at', 'is', null)
      .where('kind', 'in', ['reminder', 'summary']),
  );
  return async (on, orders) => {
    const lanes = new Map<string, { chat: string; instance: string }>();
    for (const { fresh, speaking } of orders) {
      for (const { chat } of speaking) {
        for (const instance of [fresh.instanceCode, ''])
          lanes.set(JSON.stringify([chat, instance]), { chat, instance });
      }
    }
    const rows = await unsent.run(on, [...lanes.values()]);
    const said = new Set<string>();
    for (const { chat, rule, waiting } of deliveriesIn(rows).flatMap(saidBy)) {
      for (const { instanceCode, steps } of waiting)
        for (const step of steps) said.add(sayingKey(instanceCode, chat, rule, step));
    }
    return said;
  };
}

/** What a delivery reminds of, by which rule. */
function saidBy(
  delivery: OutboxDelivery,
): { readonly chat: string; readonly rule: string; readonly waiting: BuzzContent['waiting'] }[] {
  const { chat } = delivery;
  if (delivery.kind === 'reminder') {
    const { rule, steps } = delivery.content;
    return [{ chat, rule, waiting: [{ instanceCode: delivery.instanceCode, steps }] }];
  }
  if (delivery.kind !== 'summary' || delivery.content.of !== 'overdue') return [];
  const { rule, waiting } = delivery.content;
  return [{ chat, rule, waiting }];
}
