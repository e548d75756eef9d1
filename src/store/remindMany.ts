import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type RemindedInstance, sinceOf } from '../approval/reminderAbout.ts';
import { isFinal, isStatus, type Status } from '../approval/status.ts';
import { instanceRow, type RecordedInstance } from './instanceRow.ts';
import { BY_KEY, preparedForRows } from './prepared.ts';
import { advance, dueOf, notAgain } from './remindedRows.ts';
import { createReminderDays, type End } from './reminderDay.ts';
import type { Fold, Reminded, RemindOrder, Speaking, WrittenAt } from './reminderOrder.ts';
import { planRows, type ReminderRow, type ReminderRows, rowKey } from './reminderRows.ts';
import type { Schema } from './schema.ts';
import type { Tellings, ToldTo } from './tellings.ts';
import { createUnsentOf, sayingKey } from './unsentReminders.ts';

/** What reminders do to the store. Each belongs into one transaction. */
export interface RemindMany {
  /**
   * Reminds of many instances, with a handful of statements for all of them: on PostgreSQL each is a way there and
   * back. What becomes of one is as if they had come one after the other.
   */
  remind(on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Reminded[]>;
  /** Writes the one card of a fold. Says how many instances are on it. */
  fold(on: Kysely<Schema>, fold: Fold, written: WrittenAt): Promise<number>;
  /** The state of those of these instances that wait. */
  waiting(on: Kysely<Schema>, instanceCodes: readonly string[]): Promise<Map<string, WaitingState>>;
}

/** What stands in the store of an instance that waits. */
export interface WaitingState {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  readonly changedAt: number;
  readonly knownBy: 'push' | 'lookup';
}

export function createRemindMany(
  db: Kysely<Schema>,
  app: string,
  { rows, tellings }: { readonly rows: ReminderRows; readonly tellings: Tellings },
): RemindMany {
  const does = statements(db, app);
  const days = createReminderDays(db, app);
  const unsentOf = createUnsentOf(db, app);

  const waiting: RemindMany['waiting'] = async (on, instanceCodes) => {
    const found = await does.states.run(
      on,
      instanceCodes.map((instance) => ({ instance })),
    );
    const states = new Map<string, WaitingState>();
    for (const row of found) {
      if (isStatus(row.status) && !isFinal(row.status))
        states.set(row.instance, { ...row, status: row.status });
    }
    return states;
  };

  /** Of orders about different instances. */
  const remindEach = async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Reminded[]> => {
    const codes = orders.map(({ fresh }) => fresh.instanceCode);
    const states = await waiting(on, codes);
    const stood = await rows.ofAll(on, codes);
    const day = days.of(on);
    await day.countTold(orders);
    const unsent = await unsentOf(on, orders);

    const looks: RecordedInstance[] = [];
    const changed: ReminderRow[] = [];
    const gone: ReminderRow[] = [];
    const cards: ToldTo[] = [];
    const ends: Reminded[] = [];
    for (const { fresh, speaking, written } of orders) {
      const { instanceCode, approvalCode, look } = fresh;
      const before = stood.get(instanceCode) ?? [];
      const state = states.get(instanceCode);
      if (!state) {
        gone.push(...before);
        ends.push({ isOver: true, told: [], folded: [], spilled: [], unsent: [] });
        continue;
      }
      if (look) looks.push({ ...state, ...look });
      const plan = planRows(before, fresh, fresh.wanted);
      gone.push(...plan.gone);
      const puts = new Map(plan.changed.map((row) => [rowKey(row), row]));
      const end: Record<End | 'unsent', Speaking[]> = { told: [], folded: [], spilled: [], unsent: [] };
      for (const one of speaking) {
        const all = dueOf(plan.rows, one, written.now);
        const isUnsent = (row: ReminderRow): boolean =>
          unsent.has(sayingKey(instanceCode, one.chat, one.rule, row));
        const due = all.filter((row) => !isUnsent(row));
        if (due.length < all.length) {
          end.unsent.push(one);
          for (const row of notAgain(fresh, all.filter(isUnsent), written.now)) puts.set(rowKey(row), row);
        }
        if (due.length === 0) continue;
        const becomes = await day.judge(one);
        end[becomes].push(one);
        if (becomes !== 'told') continue;
        const { chat, rule } = one;
        const { steps, counted } = advance(fresh, due, written.now);
        for (const row of counted) puts.set(rowKey(row), row);
        const id = `reminder:${instanceCode}:${chat}:${hashOf([rule, steps, written.now])}`;
        const { status, changedAt } = state;
        const { now, detail } = written;
        const told = { id, instanceCode, approvalCode, status, changedAt, receivedAt: now, detail };
        cards.push({ ...told, chat, now, priority: 1, about: JSON.stringify({ rule, steps }) });
      }
      changed.push(...puts.values());
      ends.push({ isOver: false, ...end });
    }
    await does.looks.run(on, looks);
    await rows.drop(on, gone);
    await rows.put(on, changed);
    await tellings.addAll(on, cards, 'reminder');
    return ends;
  };

  return {
    waiting,
    async remind(on, orders) {
      const ends = new Map<RemindOrder, Reminded>();
      // One instance may be due by two schedules: then the second sees what became of the first.
      for (let left = orders; left.length > 0; ) {
        const codes = left.map(({ fresh }) => fresh.instanceCode);
        const firsts = left.filter((_, i) => codes.indexOf(codes[i] ?? '') === i);
        const became = await remindEach(on, firsts);
        firsts.forEach((order, i) => {
          ends.set(order, became[i] as Reminded);
        });
        left = left.filter((order) => !ends.has(order));
      }
      return orders.map((order) => ends.get(order) as Reminded);
    },
    async fold(on, { chat, rule, items, isExcess }, { now, detail }) {
      const codes = items.map(({ instanceCode }) => instanceCode);
      const states = await waiting(on, codes);
      const stood = await rows.ofAll(on, codes);
      const instances: RemindedInstance[] = [];
      const changed: ReminderRow[] = [];
      for (const fresh of items) {
        const { instanceCode, approvalCode } = fresh;
        if (!states.has(instanceCode)) continue;
        const due = dueOf(stood.get(instanceCode) ?? [], { chat, rule }, now);
        const { steps, counted } = advance(fresh, due, now);
        changed.push(...counted);
        if (steps.length > 0) instances.push({ instanceCode, approvalCode, steps });
      }
      instances.sort((a, b) => sinceOf(a) - sinceOf(b));
      const [first] = instances;
      if (!first) return 0;
      await rows.put(on, changed);
      const id = `reminders:${chat}:${hashOf([rule, instances, now])}`;
      const about = JSON.stringify({ rule, waiting: instances });
      const { approvalCode } = first;
      const told = { id, instanceCode: '', approvalCode, status: 'PENDING' as const, changedAt: now };
      await tellings.add(on, { ...told, receivedAt: now, about, detail, priority: 1 }, chat, 'summary', now);
      if (isExcess) await days.noteFold(on, chat, now);
      return instances.length;
    },
  };
}

/**
 * What is said, and when. That it is said once is what the counts are for, which the same transaction raises; the time
 * keeps a step that came back, and is counted anew, from being taken for the one of before.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

function statements(db: Kysely<Schema>, app: string) {
  return {
    states: preparedForRows<{ instance: string }, Omit<WaitingState, 'status'> & { status: string }>(
      (all) =>
        db
          .selectFrom('instances')
          .select(['instance', 'approval', 'status', 'changed_at as changedAt', 'known_by as knownBy'])
          .where('app', '=', app)
          .where(
            'instance',
            'in',
            all.map((p) => p('instance')),
          ),
      BY_KEY,
    ),
    // The rows stand: this is how both databases take many at once. An event may have brought a later look meanwhile.
    looks: preparedForRows<RecordedInstance>(
      (all) =>
        db
          .insertInto('instances')
          .values(all.map((p) => instanceRow(app, p)))
          .onConflict((c) =>
            c
              .columns(['app', 'instance'])
              .doUpdateSet((e) => ({
                snapshot: e.ref('excluded.snapshot'),
                looked_at: e.ref('excluded.looked_at'),
                started_at: e.fn.coalesce('excluded.started_at', 'instances.started_at'),
              }))
              .where(sql<boolean>`coalesce(instances.looked_at, -1) <= excluded.looked_at`),
          ),
      BY_KEY,
    ),
  };
}
