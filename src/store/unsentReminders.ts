import type { Kysely } from 'kysely';
import { type RemindedStep, readReminderAbout, readSummaryAbout } from '../approval/reminderAbout.ts';
import { preparedForRows } from './prepared.ts';
import type { RemindOrder } from './reminderOrder.ts';
import type { Schema } from './schema.ts';

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

interface Unsent {
  readonly instance: string;
  readonly chat: string;
  readonly about: string;
  readonly kind: string;
}

/** Finds what is on cards about these instances alone, and on any about several. */
export function createUnsentOf(db: Kysely<Schema>, app: string): UnsentOf {
  const unsent = preparedForRows<{ chat: string; instance: string }, Unsent>((all) =>
    db
      .selectFrom('outbox')
      .select(['instance', 'chat', 'about', 'kind'])
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
    for (const { kind, chat, instance, about } of rows) {
      const { rule, steps } = readReminderAbout(about);
      const told = kind === 'summary' ? readSummaryAbout(about).waiting : [{ instanceCode: instance, steps }];
      for (const one of told)
        for (const step of one.steps) said.add(sayingKey(one.instanceCode, chat, rule, step));
    }
    return said;
  };
}
