import { type Kysely, sql } from 'kysely';
import { BY_KEY, each, prepared, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { instanceRow, type RecordedInstance } from './instanceRow.ts';

/** The recorded state of an instance, from its row. */
export interface FoundState {
  readonly instance: string;
  readonly status: string;
  readonly changedAt: number;
  readonly knownBy: 'push' | 'lookup';
  readonly snapshot: string | null;
  readonly lookedAt: number | null;
  readonly startedAt: number | null;
}

const isNewer = sql`coalesce(excluded.looked_at, -1) >= coalesce(instances.looked_at, -1)`;

/** Queries about an instance. */
export function questions(db: Kysely<Schema>, app: string) {
  return {
    find: preparedForRows<{ instance: string }, FoundState>(
      (all) =>
        db
          .selectFrom('instances')
          .select(['instance', 'status', 'changed_at as changedAt', 'known_by as knownBy', 'snapshot'])
          .select(['looked_at as lookedAt', 'started_at as startedAt'])
          .where('app', '=', app)
          .where('instance', 'in', each(all, 'instance')),
      BY_KEY,
    ),
    approval: prepared<{ instance: string }, { approval: string }>((p) =>
      db
        .selectFrom('instances')
        .select('approval')
        .where('app', '=', app)
        .where('instance', '=', p('instance')),
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
    ...cardQuestions(db, app),
  };
}

/** Chats that have a card of an instance, or will get one. */
function cardQuestions(db: Kysely<Schema>, app: string) {
  return {
    standing: prepared<{ instance: string }, { chat: string; opening: string }>((p) =>
      db
        .selectFrom('cards')
        .select(['chat', sql.lit('').as('opening')])
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('message_id', '!=', '')
        .unionAll(
          db
            .selectFrom('step_cards')
            .select(['chat', 'opening'])
            .where('app', '=', app)
            .where('instance', '=', p('instance'))
            .where('left_at', 'is', null),
        )
        .orderBy('chat'),
    ),
    hasCards: prepared<{ instance: string }>((p) =>
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
            .where('finished_at', 'is', null)
            .where('kind', '<>', 'hook'),
        )
        .unionAll(
          db
            .selectFrom('step_cards')
            .select('chat')
            .where('app', '=', app)
            .where('instance', '=', p('instance'))
            .where('left_at', 'is', null),
        )
        .limit(1),
    ),
  };
}

/** Statements that finish a change, and record its state. */
export function moves(db: Kysely<Schema>, app: string) {
  return {
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
    record: recordInstances(db, app),
  };
}

/**
 * Records instances as a change or a look-up shows them. A look-up that began later than this one may
 * have been recorded already.
 */
export function recordInstances(db: Kysely<Schema>, app: string) {
  return preparedForRows<RecordedInstance>(
    (all) =>
      db
        .insertInto('instances')
        .values(all.map((p) => instanceRow(app, p)))
        .onConflict((c) =>
          c.columns(['app', 'instance']).doUpdateSet((e) => ({
            approval: e.ref('excluded.approval'),
            status: e.ref('excluded.status'),
            changed_at: e.ref('excluded.changed_at'),
            known_by: e.ref('excluded.known_by'),
            snapshot: sql`case when ${isNewer} then excluded.snapshot else instances.snapshot end`,
            looked_at: sql`case when ${isNewer} then excluded.looked_at else instances.looked_at end`,
            started_at: e.fn.coalesce('excluded.started_at', 'instances.started_at'),
          })),
        ),
    BY_KEY,
  );
}
