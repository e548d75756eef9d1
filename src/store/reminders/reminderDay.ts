import { type Kysely, sql } from 'kysely';
import { isSpread } from '../../approval/spread.ts';
import { BY_KEY, prepared, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import type { RemindOrder, Speaking } from './reminderOrder.ts';
import type { ReminderRow } from './reminderRow.ts';

/** What becomes of a reminder that is due: a card of its own, part of one card, or the moment at which it is judged again, ms. */
export type End = 'told' | 'folded' | number;

/** Decides about what of a reminder is due, and counts it. */
export type JudgeDay = (speaking: Speaking, due: readonly ReminderRow[]) => Promise<End>;

export interface ReminderDays {
  /** For one transaction: what the chats of these orders were told so far is asked for once, and counted on from there. */
  of(on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<JudgeDay>;
  /** The day's one card for what exceeds the number is written. */
  noteFold(on: Kysely<Schema>, chat: string, now: number): Promise<void>;
}

export function createReminderDays(db: Kysely<Schema>, app: string): ReminderDays {
  const does = statements(db, app);
  const key = (chat: string, since: number): string => `${since} ${chat}`;
  return {
    async of(on, orders) {
      const chats = new Map<number, Set<string>>();
      for (const { chat, folds } of orders.flatMap(({ speaking }) => speaking)) {
        if (folds === 'always') continue;
        chats.set(folds.since, (chats.get(folds.since) ?? new Set()).add(chat));
      }
      const counts = new Map<string, number>();
      const folds = new Map<string, number>();
      for (const [since, all] of chats) {
        const told = await does.told.run(
          on,
          [...all].map((chat) => ({ chat, since })),
        );
        for (const { chat, rows } of told) counts.set(key(chat, since), rows);
      }
      return async ({ chat, folds: how }, due) => {
        if (how === 'always') return 'folded';
        const told = counts.get(key(chat, how.since)) ?? 0;
        if (told < how.most) {
          counts.set(key(chat, how.since), told + 1);
          return 'told';
        }
        const name = foldName(chat);
        const last = folds.get(name) ?? (await does.lastFold.first(on, { name }))?.last ?? NEVER;
        folds.set(name, last);
        if (last >= how.since) return how.tomorrow();
        return due.some(({ dueAt }) => dueAt !== null && isSpread(dueAt)) ? how.gatheredAt : 'folded';
      };
    },
    async noteFold(on, chat, now) {
      await does.noteFold.run(on, { name: foldName(chat), now });
    },
  };
}

const NEVER = Number.NEGATIVE_INFINITY;

function foldName(chat: string): string {
  return `fold:${chat}`;
}

function statements(db: Kysely<Schema>, app: string) {
  return {
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
