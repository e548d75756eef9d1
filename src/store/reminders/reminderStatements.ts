import type { InsertObject, Kysely, UpdateObject } from 'kysely';
import { BY_KEY, each, type Param, prepared, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import type { RemindersTable } from '../engine/stateTables.ts';
import type { ReminderRow } from './reminderRow.ts';

/** The column of each part of a row. */
const COLUMNS = {
  instance: 'instance',
  chat: 'chat',
  rule: 'rule',
  step: 'step',
  approval: 'approval',
  person: 'person',
  node: 'node',
  nodeId: 'node_id',
  since: 'since',
  by: 'schedule',
  dueAt: 'due_at',
  count: 'count',
  remindedAt: 'reminded_at',
} as const satisfies Record<keyof ReminderRow, keyof RemindersTable>;

const ENTRIES = Object.entries(COLUMNS) as [keyof ReminderRow, (typeof COLUMNS)[keyof ReminderRow]][];
const KEY = ['app', 'instance', 'chat', 'rule', 'step'] as const;

/** The statements about reminders. */
export function reminderStatements(db: Kysely<Schema>, app: string) {
  const rows = () =>
    db
      .selectFrom('reminders')
      .select(ENTRIES.map(([name, column]) => `${column} as ${name}` as const))
      .$castTo<ReminderRow>()
      .where('app', '=', app);
  const inserted = (p: Param<ReminderRow>) =>
    ({ app, ...Object.fromEntries(ENTRIES.map(([name, column]) => [column, p(name)])) }) as InsertObject<
      Schema,
      'reminders'
    >;
  return {
    find: preparedForRows<{ instance: string }, ReminderRow>(
      (all) => rows().where('instance', 'in', each(all, 'instance')),
      BY_KEY,
    ),
    put: preparedForRows<ReminderRow>(
      (all) =>
        db
          .insertInto('reminders')
          .values(all.map(inserted))
          .onConflict((c) =>
            c
              .columns(KEY)
              .doUpdateSet(
                (e) =>
                  Object.fromEntries(
                    ENTRIES.map(([, column]) => [column, e.ref(`excluded.${column}`)]),
                  ) as UpdateObject<Schema, 'reminders'>,
              ),
          ),
      BY_KEY,
    ),
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
  };
}
