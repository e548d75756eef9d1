import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { WantedReminder } from '../approval/reminder.ts';
import {
  type RemindedInstance,
  type RemindedStep,
  readReminderAbout,
  readSummaryAbout,
  sinceOf,
} from '../approval/reminderAbout.ts';
import { isFinal, isStatus, type Status } from '../approval/status.ts';
import { instanceRow, type RecordedInstance } from './instanceRow.ts';
import { BY_KEY, prepared, preparedForRows } from './prepared.ts';
import { planRows, type ReminderRow, type ReminderRows, rowKey } from './reminderRows.ts';
import type { Schema } from './schema.ts';
import type { Tellings, ToldTo } from './tellings.ts';

/** An instance that still waited when it was looked up just now. */
export interface FreshInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly wanted: readonly WantedReminder[];
  /** What the look-up brought; absent: nothing newer than the store has. */
  readonly look?: {
    readonly snapshot: string;
    readonly lookedAt: number;
    readonly startedAt: number | null;
  };
}

/** What may be said to one chat by one rule. */
export interface Speaking {
  readonly chat: string;
  readonly rule: string;
  /** `always`: everything goes into one card. `perDay`: what exceeds so many cards since then does. */
  readonly folds: 'always' | { readonly since: number; readonly most: number };
}

/** What became of the reminders of one instance. */
export interface Reminded {
  /** It ended meanwhile: nobody is reminded. */
  readonly isOver: boolean;
  /** These got a card. */
  readonly told: readonly Speaking[];
  /** These are due and are to be folded into one card. */
  readonly folded: readonly Speaking[];
  /** These are due, but today's one card for what exceeds the limit is written already. */
  readonly spilled: readonly Speaking[];
  /** These are due again, but the card of the last time could not be sent yet: it says the same when it can. */
  readonly unsent: readonly Speaking[];
}

/** What is folded into one card for one chat. */
export interface Fold {
  readonly chat: string;
  readonly rule: string;
  readonly items: readonly FreshInstance[];
  /** Whether it is the day's one card for what exceeds the limit. */
  readonly isExcess: boolean;
}

/** When it is written, and the first step of the ladder of simpler cards. */
export interface WrittenAt {
  readonly now: number;
  readonly detail: string;
}

/** One instance, what may be said of it, and when. */
export interface RemindOrder {
  readonly fresh: FreshInstance;
  readonly speaking: readonly Speaking[];
  readonly written: WrittenAt;
}

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

type End = 'told' | 'folded' | 'spilled';

/** What of a step of an instance a reminder says in a chat. */
function sayingKey(
  instance: string,
  chat: string,
  rule: string,
  step: Pick<RemindedStep, 'step' | 'since'>,
): string {
  return JSON.stringify([instance, chat, rule, step.step, step.since]);
}

export function createRemindMany(
  db: Kysely<Schema>,
  app: string,
  { rows, tellings }: { readonly rows: ReminderRows; readonly tellings: Tellings },
): RemindMany {
  const does = statements(db, app);

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

  /** How many cards each chat got since then, and how the day's fold stands; asked once, and counted on from there. */
  const dayOf = (on: Kysely<Schema>) => {
    const counts = new Map<string, number>();
    const folds = new Map<string, number>();
    const key = (chat: string, since: number): string => `${since} ${chat}`;
    return {
      async countTold(orders: readonly RemindOrder[]): Promise<void> {
        const chats = new Map<number, Set<string>>();
        for (const { chat, folds } of orders.flatMap(({ speaking }) => speaking)) {
          if (folds === 'always') continue;
          chats.set(folds.since, (chats.get(folds.since) ?? new Set()).add(chat));
        }
        for (const [since, all] of chats) {
          const told = await does.told.run(
            on,
            [...all].map((chat) => ({ chat, since })),
          );
          for (const { chat, rows } of told) counts.set(key(chat, since), rows);
        }
      },
      async judge({ chat, folds: how }: Speaking): Promise<End> {
        if (how === 'always') return 'folded';
        const told = counts.get(key(chat, how.since)) ?? 0;
        if (told < how.most) {
          counts.set(key(chat, how.since), told + 1);
          return 'told';
        }
        const name = foldName(chat);
        const last = folds.get(name) ?? (await does.lastFold.first(on, { name }))?.last;
        folds.set(name, last ?? Number.NEGATIVE_INFINITY);
        return (last ?? Number.NEGATIVE_INFINITY) >= how.since ? 'spilled' : 'folded';
      },
    };
  };

  /** What is on cards that are still to be sent, of these instances by themselves and of any with others. */
  const unsentOf = async (
    on: Kysely<Schema>,
    orders: readonly RemindOrder[],
  ): Promise<ReadonlySet<string>> => {
    const lanes = new Map<string, { chat: string; instance: string }>();
    for (const { fresh, speaking } of orders) {
      for (const { chat } of speaking) {
        for (const instance of [fresh.instanceCode, ''])
          lanes.set(JSON.stringify([chat, instance]), { chat, instance });
      }
    }
    const rows = await does.unsent.run(on, [...lanes.values()]);
    const said = new Set<string>();
    for (const { kind, chat, instance, about } of rows) {
      const { rule, steps } = readReminderAbout(about);
      const told = kind === 'summary' ? readSummaryAbout(about).waiting : [{ instanceCode: instance, steps }];
      for (const one of told)
        for (const step of one.steps) said.add(sayingKey(one.instanceCode, chat, rule, step));
    }
    return said;
  };

  /** Of orders about different instances. */
  const remindEach = async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<Reminded[]> => {
    const codes = orders.map(({ fresh }) => fresh.instanceCode);
    const states = await waiting(on, codes);
    const stood = await rows.ofAll(on, codes);
    const day = dayOf(on);
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
      if (isExcess) await does.noteFold.run(on, { name: foldName(chat), now });
      return instances.length;
    },
  };
}

function dueOf(
  all: readonly ReminderRow[],
  { chat, rule }: Pick<Speaking, 'chat' | 'rule'>,
  now: number,
): ReminderRow[] {
  return all.filter(
    (row) => row.chat === chat && row.rule === rule && row.dueAt !== null && row.dueAt <= now,
  );
}

/** The rows with their counts raised, and of what the card speaks. */
function advance(
  { wanted }: FreshInstance,
  due: readonly ReminderRow[],
  now: number,
): { readonly steps: RemindedStep[]; readonly counted: ReminderRow[] } {
  const steps: RemindedStep[] = [];
  const counted: ReminderRow[] = [];
  for (const row of due) {
    const one = wanted.find((w) => rowKey(w) === rowKey(row));
    if (!one) continue;
    const { step, person, node, since } = row;
    const count = row.count + 1;
    const { schedule } = one;
    counted.push({ ...row, schedule, count, remindedAt: now, dueAt: one.dueAt(count, now) });
    steps.push({ step, person, node, since, count });
  }
  return { steps, counted };
}

/** The rows of which a card is still to be sent: due again as if that had been written now. */
function notAgain({ wanted }: FreshInstance, rows: readonly ReminderRow[], now: number): ReminderRow[] {
  return rows.flatMap((row) => {
    const one = wanted.find((w) => rowKey(w) === rowKey(row));
    if (!one) return [];
    // The count may have begun anew with the configuration; that card counts all the same.
    const count = Math.max(1, row.count);
    return [{ ...row, schedule: one.schedule, count, remindedAt: now, dueAt: one.dueAt(count, now) }];
  });
}

function foldName(chat: string): string {
  return `fold:${chat}`;
}

/**
 * What is said, and when. That it is said once is what the counts are for, which the same transaction raises; the time
 * keeps a step that came back, and is counted anew, from being taken for the one of before.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

interface Unsent {
  readonly instance: string;
  readonly chat: string;
  readonly about: string;
  readonly kind: string;
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
    // The kind is written out and not bound: only so does SQLite see that its index fits.
    told: preparedForRows<{ chat: string; since: number }, { chat: string; rows: number }>((all) =>
      db
        .selectFrom('outbox')
        .select((e) => ['chat', e.fn.countAll<number>().as('rows')])
        .where('app', '=', app)
        .where(
          'chat',
          'in',
          all.map((p) => p('chat')),
        )
        .where('kind', '=', sql.lit('reminder'))
        .where('created_at', '>=', all[0]?.('since') ?? 0)
        // What was taken back has reached nobody.
        .where('state', '<>', 'suppressed')
        .groupBy('chat'),
    ),
    unsent: preparedForRows<{ chat: string; instance: string }, Unsent>((all) =>
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
        .where('kind', 'in', ['reminder', 'summary'])
        // The whole of an index, so that it is chosen.
        .orderBy('app')
        .orderBy('chat')
        .orderBy('instance')
        .orderBy('changed_at')
        .orderBy('seq'),
    ),
    lastFold: prepared<{ name: string }, { last: number }>(
      (p) =>
        db
          .selectFrom('schedules')
          .select('last_run as last')
          .where('app', '=', app)
          .where('name', '=', p('name')),
      BY_KEY,
    ),
    noteFold: prepared<{ name: string; now: number }>(
      (p) =>
        db
          .insertInto('schedules')
          .values({ app, name: p('name'), last_run: p('now'), state: '' })
          .onConflict((c) => c.columns(['app', 'name']).doUpdateSet({ last_run: p('now') })),
      BY_KEY,
    ),
  };
}
