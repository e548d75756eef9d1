import { type Kysely, sql } from 'kysely';
import { BY_KEY, prepared, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { PUT_OFF, type ReminderRow, SNOOZED } from './reminderRow.ts';

/** The statements about reminders. */
export function reminderStatements(db: Kysely<Schema>, app: string) {
  return { ...allRows(db, app), ...oneRow(db, app) };
}

function allRows(db: Kysely<Schema>, app: string) {
  return {
    find: preparedForRows<{ instance: string }, ReminderRow>(
      (all) =>
        db
          .selectFrom('reminders')
          .select(['instance', 'chat', 'step', 'rule', 'approval', 'person', 'node', 'since'])
          .select([
            'schedule as by',
            'due_at as dueAt',
            'count',
            'reminded_at as remindedAt',
            'node_id as nodeId',
          ])
          .where('app', '=', app)
          .where(
            'instance',
            'in',
            all.map((p) => p('instance')),
          ),
      BY_KEY,
    ),
    put: preparedForRows<ReminderRow>(
      (all) =>
        db
          .insertInto('reminders')
          .values(
            all.map((p) => ({
              app,
              instance: p('instance'),
              chat: p('chat'),
              step: p('step'),
              rule: p('rule'),
              approval: p('approval'),
              person: p('person'),
              node: p('node'),
              node_id: p('nodeId'),
              since: p('since'),
              schedule: p('by'),
              due_at: p('dueAt'),
              count: p('count'),
              reminded_at: p('remindedAt'),
            })),
          )
          .onConflict((c) =>
            c.columns(['app', 'instance', 'chat', 'rule', 'step']).doUpdateSet((e) => ({
              approval: e.ref('excluded.approval'),
              person: e.ref('excluded.person'),
              node: e.ref('excluded.node'),
              node_id: e.ref('excluded.node_id'),
              since: e.ref('excluded.since'),
              schedule: e.ref('excluded.schedule'),
              due_at: e.ref('excluded.due_at'),
              count: e.ref('excluded.count'),
              reminded_at: e.ref('excluded.reminded_at'),
            })),
          ),
      BY_KEY,
    ),
  };
}

function oneRow(db: Kysely<Schema>, app: string) {
  return {
    drop: prepared<ReminderRow>(
      (p) =>
        db
          .deleteFrom('reminders')
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat'))
          .where('rule', '=', p('rule'))
          .where('step', '=', p('step')),
      BY_KEY,
    ),
    putOff: prepared<ReminderRow & { until: number }>(
      (p) =>
        db
          .updateTable('reminders')
          .set({
            due_at: p('until'),
            schedule: sql<string>`case when schedule = ${sql.lit(SNOOZED)} then schedule else ${sql.lit(PUT_OFF)} end`,
          })
          .where('app', '=', app)
          .where('instance', '=', p('instance'))
          .where('chat', '=', p('chat'))
          .where('rule', '=', p('rule'))
          .where('step', '=', p('step'))
          .where('since', '=', p('since'))
          .where('due_at', '=', p('dueAt')),
      BY_KEY,
    ),
  };
}
