import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { WantedReminder } from '../approval/reminder.ts';
import type { RemindedInstance, RemindedStep } from '../approval/reminderAbout.ts';
import { isFinal, isStatus, type Status } from '../approval/status.ts';
import type { Leased } from './leased.ts';
import { prepared } from './prepared.ts';
import type { ReminderRow, ReminderRows } from './reminderRows.ts';
import { PUT_OFF } from './reminderRows.ts';
import type { Schema } from './schema.ts';
import type { Tellings } from './tellings.ts';

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
}

/** What is folded into one card for one chat. */
export interface Fold {
  readonly chat: string;
  readonly rule: string;
  readonly items: readonly FreshInstance[];
  /** Whether it is the day's one card for what exceeds the limit. */
  readonly isExcess: boolean;
}

/** An overview for one chat. */
export interface Overview {
  readonly chat: string;
  /** The approval by whose entry it goes. */
  readonly approvalCode: string;
  /** JSON: see approval/reminderAbout.ts. */
  readonly about: string;
  /** The tick for which it is: there is one for each. */
  readonly ticked: number;
}

/** When it is written, and the first step of the ladder of simpler cards. */
interface Written {
  readonly now: number;
  readonly detail: string;
}

export interface Reminders {
  /** The instances with something due by this schedule, longest due first, at most about `limit`. */
  dueInstances(schedule: string, now: number, limit: number): Promise<string[]>;
  remindersOf(instanceCode: string): Promise<ReminderRow[]>;
  /** When the next of those that were put off falls due; undefined: none was. */
  nextPutOff(): Promise<number | undefined>;
  /** Has rows judged again at moments of their own. */
  putOffReminders(rows: readonly { readonly row: ReminderRow; readonly until: number }[]): Promise<void>;
  /**
   * Records the look, makes the rows those that are wanted, raises the counts of those that are due and writes what
   * the chats hear: in one transaction, so that a reminder is neither lost nor doubled whenever the process dies.
   */
  remind(fresh: FreshInstance, speaking: readonly Speaking[], written: Written): Promise<Reminded>;
  /** The same for what is folded into one card. Says how many instances are on it. */
  foldReminders(fold: Fold, written: Written): Promise<number>;
  /** Writes an overview, once for each tick. */
  writeOverview(overview: Overview, written: Written): Promise<void>;
  /** Makes the rows of instances those that are wanted by a new configuration. */
  resyncReminders(instances: readonly FreshInstance[]): Promise<void>;
}

export function createReminders(
  db: Kysely<Schema>,
  app: string,
  leased: Leased,
  { rows, tellings }: { readonly rows: ReminderRows; readonly tellings: Tellings },
): Reminders {
  const does = statements(db, app);

  const stateOf = async (
    on: Kysely<Schema>,
    instance: string,
  ): Promise<{ status: Status; changedAt: number } | undefined> => {
    const known = await does.state.first(on, { instance });
    return known && isStatus(known.status) ? { ...known, status: known.status } : undefined;
  };

  const dueOf = (
    all: readonly ReminderRow[],
    { chat, rule }: Pick<Speaking, 'chat' | 'rule'>,
    now: number,
  ): ReminderRow[] =>
    all.filter((row) => row.chat === chat && row.rule === rule && row.dueAt !== null && row.dueAt <= now);

  /** Raises the counts and says of what the card speaks. */
  const advance = async (
    on: Kysely<Schema>,
    { wanted }: FreshInstance,
    due: readonly ReminderRow[],
    now: number,
  ): Promise<RemindedStep[]> => {
    const steps: RemindedStep[] = [];
    for (const row of due) {
      const { chat, rule, step, person, node, since } = row;
      const one = wanted.find((w) => w.chat === chat && w.rule === rule && w.step === step);
      if (!one) continue;
      const count = row.count + 1;
      await rows.count(on, { ...row, schedule: one.schedule }, one.dueAt(count, now), now);
      steps.push({ step, person, node, since, count });
    }
    return steps;
  };

  const whatBecomes = async (
    on: Kysely<Schema>,
    { chat, folds }: Speaking,
  ): Promise<'told' | 'folded' | 'spilled'> => {
    if (folds === 'always') return 'folded';
    const told = await does.told.first(on, { chat, since: folds.since });
    if ((told?.rows ?? 0) < folds.most) return 'told';
    const folded = await does.lastFold.first(on, { name: foldName(chat) });
    return (folded?.last ?? Number.NEGATIVE_INFINITY) >= folds.since ? 'spilled' : 'folded';
  };

  return {
    async dueInstances(schedule, now, limit) {
      const due = await does.due.run(db, { schedule, now, limit });
      return [...new Set(due.rows.map((row) => row.instance))];
    },
    remindersOf: (instanceCode) => rows.of(db, instanceCode),
    async nextPutOff() {
      return (await does.nextPutOff.first(db, {}))?.at;
    },
    putOffReminders: (all) =>
      leased(async (trx) => {
        for (const { row, until } of all) await rows.putOff(trx, row, until);
      }),
    remind: (fresh, speaking, { now, detail }) =>
      leased(async (trx): Promise<Reminded> => {
        const { instanceCode, approvalCode, look } = fresh;
        const state = await stateOf(trx, instanceCode);
        if (!state || isFinal(state.status)) {
          await rows.sync(trx, fresh, []);
          return { isOver: true, told: [], folded: [], spilled: [] };
        }
        if (look) await does.look.run(trx, { instance: instanceCode, ...look });
        const { rows: standing } = await rows.sync(trx, fresh, fresh.wanted);
        const ends = { told: [], folded: [], spilled: [] } as Record<
          'told' | 'folded' | 'spilled',
          Speaking[]
        >;
        for (const one of speaking) {
          const due = dueOf(standing, one, now);
          if (due.length === 0) continue;
          const end = await whatBecomes(trx, one);
          ends[end].push(one);
          if (end !== 'told') continue;
          const { chat, rule } = one;
          const steps = await advance(trx, fresh, due, now);
          const id = `reminder:${instanceCode}:${chat}:${hashOf([rule, steps, now])}`;
          const about = JSON.stringify({ rule, steps });
          const told = { id, instanceCode, approvalCode, ...state, receivedAt: now, about };
          await tellings.add(trx, { ...told, detail, priority: 1 }, chat, 'reminder', now);
        }
        return { isOver: false, ...ends };
      }),
    foldReminders: ({ chat, rule, items, isExcess }, { now, detail }) =>
      leased(async (trx) => {
        const waiting: RemindedInstance[] = [];
        for (const fresh of items) {
          const state = await stateOf(trx, fresh.instanceCode);
          if (!state || isFinal(state.status)) continue;
          const { instanceCode, approvalCode } = fresh;
          const due = dueOf(await rows.of(trx, instanceCode), { chat, rule }, now);
          const steps = await advance(trx, fresh, due, now);
          if (steps.length > 0) waiting.push({ instanceCode, approvalCode, steps });
        }
        waiting.sort((a, b) => sinceOf(a) - sinceOf(b));
        const [first] = waiting;
        if (!first) return 0;
        const id = `reminders:${chat}:${hashOf([rule, waiting, now])}`;
        const about = JSON.stringify({ rule, waiting });
        const { approvalCode } = first;
        const told = { id, instanceCode: '', approvalCode, status: 'PENDING' as const, changedAt: now };
        const row = { ...told, receivedAt: now, about, detail, priority: 1 };
        await tellings.add(trx, row, chat, 'summary', now);
        if (isExcess) await does.noteFold.run(trx, { name: foldName(chat), now });
        return waiting.length;
      }),
    writeOverview: ({ chat, approvalCode, about, ticked }, { now, detail }) =>
      leased(async (trx) => {
        const told = { instanceCode: '', approvalCode, status: 'PENDING' as const, changedAt: now };
        const row = {
          ...told,
          id: `overview:${chat}:${ticked}`,
          receivedAt: now,
          about,
          detail,
          priority: 1,
        };
        await tellings.add(trx, row, chat, 'summary', now);
      }),
    resyncReminders: (instances) =>
      leased(async (trx) => {
        for (const fresh of instances) {
          const state = await stateOf(trx, fresh.instanceCode);
          const isOver = !state || isFinal(state.status);
          await rows.sync(trx, fresh, isOver ? [] : fresh.wanted, { anew: true });
        }
      }),
  };
}

function sinceOf({ steps }: RemindedInstance): number {
  return Math.min(...steps.map((step) => step.since));
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

function statements(db: Kysely<Schema>, app: string) {
  return {
    due: prepared<{ schedule: string; now: number; limit: number }, { instance: string }>((p) =>
      db
        .selectFrom('reminders')
        .select('instance')
        .where('app', '=', app)
        .where('schedule', '=', p('schedule'))
        .where('due_at', 'is not', null)
        .where('due_at', '<=', p('now'))
        .orderBy('due_at')
        .limit(p('limit')),
    ),
    nextPutOff: prepared<object, { at: number }>(() =>
      db
        .selectFrom('reminders')
        .select('due_at as at')
        .$narrowType<{ at: number }>()
        .where('app', '=', app)
        .where('schedule', '=', PUT_OFF)
        .where('due_at', 'is not', null)
        .orderBy('due_at')
        .limit(1),
    ),
    state: prepared<{ instance: string }, { status: string; changedAt: number }>((p) =>
      db
        .selectFrom('instances')
        .select(['status', 'changed_at as changedAt'])
        .where('app', '=', app)
        .where('instance', '=', p('instance')),
    ),
    // An event may have brought a later look meanwhile.
    look: prepared<{ instance: string; snapshot: string; lookedAt: number; startedAt: number | null }>((p) =>
      db
        .updateTable('instances')
        .set((e) => ({
          snapshot: p('snapshot'),
          looked_at: p('lookedAt'),
          started_at: e.fn.coalesce(sql<number | null>`cast(${p('startedAt')} as bigint)`, 'started_at'),
        }))
        .where('app', '=', app)
        .where('instance', '=', p('instance'))
        .where((e) => e.or([e('looked_at', 'is', null), e('looked_at', '<=', p('lookedAt'))])),
    ),
    // Written out and not bound: only so does SQLite see that its index fits.
    told: prepared<{ chat: string; since: number }, { rows: number }>((p) =>
      db
        .selectFrom('outbox')
        .select((e) => e.fn.countAll<number>().as('rows'))
        .where('app', '=', app)
        .where('chat', '=', p('chat'))
        .where('kind', '=', sql.lit('reminder'))
        .where('created_at', '>=', p('since')),
    ),
    lastFold: prepared<{ name: string }, { last: number }>((p) =>
      db
        .selectFrom('schedules')
        .select('last_run as last')
        .where('app', '=', app)
        .where('name', '=', p('name')),
    ),
    noteFold: prepared<{ name: string; now: number }>((p) =>
      db
        .insertInto('schedules')
        .values({ app, name: p('name'), last_run: p('now'), state: '' })
        .onConflict((c) => c.columns(['app', 'name']).doUpdateSet({ last_run: p('now') })),
    ),
  };
}
