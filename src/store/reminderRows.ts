import type { Kysely } from 'kysely';
import type { Delivery } from '../approval/delivery.ts';
import type { WantedReminder } from '../approval/reminder.ts';
import { toDelivery } from './outbox.ts';
import { prepared } from './prepared.ts';
import type { Schema } from './schema.ts';

/** A step of which a chat is reminded, as it stands in the store. Times ms. */
export interface ReminderRow {
  readonly instance: string;
  readonly chat: string;
  readonly step: string;
  readonly rule: string;
  readonly approval: string;
  readonly person: string;
  readonly node: string;
  readonly since: number;
  /** The schedule by which it is looked at; {@link PUT_OFF}: at its very moment. */
  readonly schedule: string;
  /** null: never again. */
  readonly dueAt: number | null;
  readonly count: number;
  readonly remindedAt: number | null;
}

/** The schedule of what was put off: it is judged again when it falls due, whatever the schedule says. */
export const PUT_OFF = '';

/** What became of an instance's rows. */
export interface Synced {
  /** As they stand now. */
  readonly rows: readonly ReminderRow[];
  /** The chats of those that went. */
  readonly left: readonly string[];
}

export interface ReminderRows {
  /** All of an instance. */
  of(on: Kysely<Schema>, instanceCode: string): Promise<ReminderRow[]>;
  /**
   * Makes the rows of an instance those that are wanted: new ones come, those that are over go, and those that stay
   * keep their count, and what was put off its moment. A step that began anew is another one. Say `anew` where the
   * configuration has changed: then what was put off is forgotten.
   */
  sync(
    on: Kysely<Schema>,
    instance: { readonly instanceCode: string; readonly approvalCode: string },
    wanted: readonly WantedReminder[],
    options?: { readonly anew?: boolean },
  ): Promise<Synced>;
  /** Counts one more reminder of a row. */
  count(on: Kysely<Schema>, row: ReminderRow, dueAt: number | null, now: number): Promise<void>;
  /** Has a row judged again at a moment of its own. */
  putOff(on: Kysely<Schema>, row: ReminderRow, until: number): Promise<void>;
  /** Reminders that still wait to be sent to these chats are needless: it ended. Says which. */
  withdraw(
    on: Kysely<Schema>,
    instanceCode: string,
    chats: readonly string[],
    now: number,
  ): Promise<Delivery[]>;
}

export function createReminderRows(db: Kysely<Schema>, app: string): ReminderRows {
  const does = statements(db, app);
  const keyOf = ({ chat, rule, step }: { chat: string; rule: string; step: string }): string =>
    JSON.stringify([chat, rule, step]);
  return {
    of: async (on, instance) => (await does.find.run(on, { instance })).rows,
    async sync(on, { instanceCode, approvalCode }, wanted, { anew = false } = {}) {
      const { rows } = await does.find.run(on, { instance: instanceCode });
      if (rows.length === 0 && wanted.length === 0) return { rows: [], left: [] };
      const standing: ReminderRow[] = [];
      const before = new Map(rows.map((row) => [keyOf(row), row]));
      for (const { dueAt, ...one } of wanted) {
        const stood = before.get(keyOf(one));
        before.delete(keyOf(one));
        const same = stood?.since === one.since ? stood : undefined;
        const { count = 0, remindedAt = null } = same ?? {};
        const due = dueAt(count, remindedAt);
        const keeps = !anew && same?.schedule === PUT_OFF && due !== null && due <= (same.dueAt ?? 0);
        const when = keeps
          ? { schedule: same.schedule, dueAt: same.dueAt }
          : { schedule: one.schedule, dueAt: due };
        const row = { ...one, instance: instanceCode, approval: approvalCode, count, remindedAt, ...when };
        standing.push(row);
        if (!stood || !isAlike(stood, row)) await does.put.run(on, row);
      }
      for (const gone of before.values()) await does.drop.run(on, gone);
      return { rows: standing, left: [...new Set([...before.values()].map((row) => row.chat))] };
    },
    async count(on, row, dueAt, now) {
      await does.count.run(on, { ...row, dueAt, now });
    },
    async putOff(on, row, until) {
      await does.putOff.run(on, { ...row, until });
    },
    async withdraw(on, instance, chats, now) {
      const gone: Delivery[] = [];
      for (const chat of chats) {
        const { rows } = await does.unsent.run(on, { instance, chat });
        for (const row of rows) await does.supersede.run(on, { seq: row.seq, now });
        gone.push(...rows.map(toDelivery));
      }
      return gone;
    },
  };
}

function isAlike(stood: ReminderRow, row: ReminderRow): boolean {
  return (Object.keys(row) as (keyof ReminderRow)[]).every((name) => stood[name] === row[name]);
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    find: prepared<{ instance: string }, ReminderRow>((p) =>
      db
        .selectFrom('reminders')
        .select(['instance', 'chat', 'step', 'rule', 'approval', 'person', 'node', 'since', 'schedule'])
        .select(['due_at as dueAt', 'count', 'reminded_at as remindedAt'])
        .where('app', '=', app)
        .where('instance', '=', p('instance')),
    ),
    put: prepared<ReminderRow>((p) =>
      db
        .insertInto('reminders')
        .values({
          app,
          instance: p('instance'),
          chat: p('chat'),
          step: p('step'),
          rule: p('rule'),
          approval: p('approval'),
          person: p('person'),
          node: p('node'),
          since: p('since'),
          schedule: p('schedule'),
          due_at: p('dueAt'),
          count: p('count'),
          reminded_at: p('remindedAt'),
        })
        .onConflict((c) =>
          c.columns(['app', 'instance', 'chat', 'rule', 'step']).doUpdateSet((e) => ({
            approval: e.ref('excluded.approval'),
            person: e.ref('excluded.person'),
            node: e.ref('excluded.node'),
            since: e.ref('excluded.since'),
            schedule: e.ref('excluded.schedule'),
            due_at: e.ref('excluded.due_at'),
            count: e.ref('excluded.count'),
            reminded_at: e.ref('excluded.reminded_at'),
          })),
        ),
    ),
    drop: prepared<ReminderRow>((p) =>
      db
        .deleteFrom('reminders')
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('chat', '=', p('chat'))
        .where('rule', '=', p('rule'))
        .where('step', '=', p('step')),
    ),
    count: prepared<ReminderRow & { now: number }>((p) =>
      db
        .updateTable('reminders')
        .set((e) => ({
          count: e('count', '+', 1),
          reminded_at: p('now'),
          due_at: p('dueAt'),
          schedule: p('schedule'),
        }))
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('chat', '=', p('chat'))
        .where('rule', '=', p('rule'))
        .where('step', '=', p('step')),
    ),
    putOff: prepared<ReminderRow & { until: number }>((p) =>
      db
        .updateTable('reminders')
        .set({ due_at: p('until'), schedule: PUT_OFF })
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where('chat', '=', p('chat'))
        .where('rule', '=', p('rule'))
        .where('step', '=', p('step'))
        .where('since', '=', p('since'))
        .where('due_at', '=', p('dueAt')),
    ),
    unsent: prepared<{ instance: string; chat: string }, Parameters<typeof toDelivery>[0]>((p) =>
      db
        .selectFrom('outbox')
        .selectAll()
        .where('app', '=', app)
        .where('chat', '=', p('chat'))
        .where('instance', '=', p('instance'))
        .where('finished_at', 'is', null)
        .where('kind', '=', 'reminder')
        .where('state', '=', 'waiting')
        .where('unknown_since', 'is', null),
    ),
    supersede: prepared<{ seq: number; now: number }>((p) =>
      db
        .updateTable('outbox')
        .set({ state: 'suppressed', reason: 'superseded', finished_at: p('now') })
        .where('seq', '=', p('seq'))
        .where('state', '=', 'waiting'),
    ),
  };
}
