import { type Kysely, sql } from 'kysely';
import { isSpread } from '../../approval/spread.ts';
import { each, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { readRun, writeRun } from '../schedules.ts';
import type { DueReminder, RemindOrder } from './reminderOrder.ts';

/**
 * What happens to a due reminder: a card of its own, part of one card, or the time at which it is checked again, ms.
 */
export type DayDecision = 'single' | 'folded' | number;

/** Decides what happens to the due part of an order, and counts it. */
export type JudgeDay = (order: RemindOrder, due: readonly DueReminder[]) => Promise<DayDecision>;

/** For one transaction: reads once how much the chats of these orders were sent today, and counts on from there. */
export function createJudgeDays(db: Kysely<Schema>, app: string) {
  const cardsOfToday = cardsOfTodayStatement(db, app);
  return async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<JudgeDay> => {
    // All orders of one run belong to the same day.
    const sinceOf = new Map<string, number>();
    for (const { chat, folds } of orders) if (folds !== 'always') sinceOf.set(chat, folds.since);
    const asked = [...sinceOf].map(([chat, since]) => ({ chat, since }));
    const counts = new Map((await cardsOfToday.run(on, asked)).map(({ chat, rows }) => [chat, rows]));
    const foldedAt = new Map<string, number>();
    return async ({ chat, folds }, due) => {
      if (folds === 'always') return 'folded';
      const count = counts.get(chat) ?? 0;
      if (count < folds.most) {
        counts.set(chat, count + 1);
        return 'single';
      }
      const last =
        foldedAt.get(chat) ?? (await readRun(on, app, foldName(chat)))?.at ?? Number.NEGATIVE_INFINITY;
      foldedAt.set(chat, last);
      if (last >= folds.since) return folds.tomorrow();
      const isEarly = due.some(({ row }) => row.dueAt !== null && isSpread(row.dueAt));
      return (isEarly ? folds.foldAt : undefined) ?? 'folded';
    };
  };
}

/** Notes that the day's one card for everything above the limit is written. */
export function noteFold(on: Kysely<Schema>, app: string, chat: string, now: number): Promise<void> {
  return writeRun(on, app, foldName(chat), { at: now, state: '' });
}

function foldName(chat: string): string {
  return `fold:${chat}`;
}

function cardsOfTodayStatement(db: Kysely<Schema>, app: string) {
  // The kind is a literal and not bound: otherwise SQLite does not see that its index fits.
  return preparedForRows<{ chat: string; since: number }, { chat: string; rows: number }>((all) =>
    db
      .selectFrom('outbox')
      .select((e) => ['chat', e.fn.countAll<number>().as('rows')])
      .where('app', '=', app)
      .where('chat', 'in', each(all, 'chat'))
      .where('kind', '=', sql.lit('reminder'))
      .where('created_at', '>=', all[0]?.('since') ?? 0)
      // Recalled reminders reached nobody.
      .where('state', '<>', 'suppressed')
      .groupBy('chat'),
  );
}
