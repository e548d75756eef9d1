import type { Kysely } from 'kysely';
import type { Delivery } from '../approval/delivery.ts';
import type { WantedReminder } from '../approval/reminder.ts';
import { gathered } from './gathered.ts';
import { toDelivery } from './outbox.ts';
import { BY_KEY, prepared, preparedForRows } from './prepared.ts';
import type { Schema } from './schema.ts';
import { superseding } from './supersede.ts';

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

/** An instance by its codes. */
export interface InstanceRef {
  readonly instanceCode: string;
  readonly approvalCode: string;
}

/** What an instance's rows are to become. */
export interface RowPlan {
  /** As they will stand. */
  readonly rows: readonly ReminderRow[];
  /** Those of them that are new, or not as they were. */
  readonly changed: readonly ReminderRow[];
  readonly gone: readonly ReminderRow[];
}

export interface ReminderRows {
  /** All of an instance, outside of a transaction. */
  asked(instanceCode: string): Promise<ReminderRow[]>;
  /** All of an instance. */
  of(on: Kysely<Schema>, instanceCode: string): Promise<ReminderRow[]>;
  /** All of several instances, by their codes. */
  ofAll(on: Kysely<Schema>, instanceCodes: readonly string[]): Promise<Map<string, ReminderRow[]>>;
  /**
   * Makes the rows of an instance those that are wanted: see {@link planRows}. Returns the chats of those that went.
   */
  sync(
    on: Kysely<Schema>,
    instance: InstanceRef,
    wanted: readonly WantedReminder[],
    options?: { readonly anew?: boolean },
  ): Promise<{ readonly left: readonly string[] }>;
  /** Writes rows, whether they stand already or not; each at most once. */
  put(on: Kysely<Schema>, rows: readonly ReminderRow[]): Promise<void>;
  drop(on: Kysely<Schema>, rows: readonly ReminderRow[]): Promise<void>;
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
  const asked = gathered(db, does.find);
  const rows: ReminderRows = {
    asked,
    of: (on, instance) => does.find.run(on, [{ instance }]),
    async ofAll(on, instances) {
      const all = new Map<string, ReminderRow[]>(instances.map((instance) => [instance, []]));
      const found = await does.find.run(
        on,
        [...all.keys()].map((instance) => ({ instance })),
      );
      for (const row of found) all.get(row.instance)?.push(row);
      return all;
    },
    async sync(on, instance, wanted, { anew = false } = {}) {
      const stood = await rows.of(on, instance.instanceCode);
      const { changed, gone } = planRows(stood, instance, wanted, anew);
      await rows.put(on, changed);
      await rows.drop(on, gone);
      return { left: [...new Set(gone.map((row) => row.chat))] };
    },
    async put(on, all) {
      await does.put.run(on, all);
    },
    async drop(on, all) {
      for (const row of all) await does.drop.run(on, row);
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
  return rows;
}

/**
 * What the rows of an instance become: new ones come, those that are over go, and those that stay keep their count,
 * and what was put off its moment. A step that began anew is another one. Say `anew` where the configuration has
 * changed: then what was put off is forgotten.
 */
export function planRows(
  stood: readonly ReminderRow[],
  { instanceCode, approvalCode }: InstanceRef,
  wanted: readonly WantedReminder[],
  anew = false,
): RowPlan {
  const before = new Map(stood.map((row) => [rowKey(row), row]));
  const rows = new Map<string, ReminderRow>();
  const changed = new Map<string, ReminderRow>();
  for (const { dueAt, ...one } of wanted) {
    const key = rowKey(one);
    const former = before.get(key);
    const same = former?.since === one.since ? former : undefined;
    const { count = 0, remindedAt = null } = same ?? {};
    const due = dueAt(count, remindedAt);
    const keeps = !anew && same?.schedule === PUT_OFF && due !== null && due <= (same.dueAt ?? 0);
    const when = keeps
      ? { schedule: same.schedule, dueAt: same.dueAt }
      : { schedule: one.schedule, dueAt: due };
    const row = { ...one, instance: instanceCode, approval: approvalCode, count, remindedAt, ...when };
    rows.set(key, row);
    if (!former || !isAlike(former, row)) changed.set(key, row);
  }
  const gone = stood.filter((row) => !rows.has(rowKey(row)));
  return { rows: [...rows.values()], changed: [...changed.values()], gone };
}

/** What tells the rows of one instance apart. */
export function rowKey({ chat, rule, step }: { chat: string; rule: string; step: string }): string {
  return JSON.stringify([chat, rule, step]);
}

function isAlike(stood: ReminderRow, row: ReminderRow): boolean {
  return (Object.keys(row) as (keyof ReminderRow)[]).every((name) => stood[name] === row[name]);
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    find: preparedForRows<{ instance: string }, ReminderRow>(
      (all) =>
        db
          .selectFrom('reminders')
          .select(['instance', 'chat', 'step', 'rule', 'approval', 'person', 'node', 'since', 'schedule'])
          .select(['due_at as dueAt', 'count', 'reminded_at as remindedAt'])
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
              since: p('since'),
              schedule: p('schedule'),
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
              since: e.ref('excluded.since'),
              schedule: e.ref('excluded.schedule'),
              due_at: e.ref('excluded.due_at'),
              count: e.ref('excluded.count'),
              reminded_at: e.ref('excluded.reminded_at'),
            })),
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
    putOff: prepared<ReminderRow & { until: number }>(
      (p) =>
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
      BY_KEY,
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
    supersede: prepared<{ seq: number; now: number }>((p) => superseding(db, p), BY_KEY),
  };
}
