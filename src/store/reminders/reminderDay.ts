import { type Kysely, sql } from 'kysely';
import { isSpread } from '../../approval/spread.ts';
import { each, preparedForRows } from '../engine/prepared.ts';
import type { Schema } from '../engine/schema.ts';
import { readRun, writeRun } from '../schedules.ts';
import type { RemindOrder, Speaking } from './reminderOrder.ts';
import type { ReminderRow } from './reminderRow.ts';

/** What becomes of a reminder that is due: a card of its own, part of one card, or the moment at which it is judged again, ms. */
export type End = 'told' | 'folded' | number;

/** Decides about what of a reminder is due, and counts it. */
export type JudgeDay = (speaking: Speaking, due: readonly ReminderRow[]) => Promise<End>;

/** For one transaction: what the chats of these orders were told today is asked for once, and counted on from there. */
export function createJudgeDays(db: Kysely<Schema>, app: string) {
  const told = toldStatement(db, app);
  return async (on: Kysely<Schema>, orders: readonly RemindOrder[]): Promise<JudgeDay> => {
    // The orders of one run are of one day.
    const sinceOf = new Map<string, number>();
    for (const { chat, folds } of orders.flatMap(({ speaking }) => speaking))
      if (folds !== 'always') sinceOf.set(chat, folds.since);
    const asked = [...sinceOf].map(([chat, since]) => ({ chat, since }));
    const counts = new Map((await told.run(on, asked)).map(({ chat, rows }) => [chat, rows]));
    const foldedAt = new Map<string, number>();
    return async ({ chat, folds }, due) => {
      if (folds === 'always') return 'folded';
      const count = counts.get(chat) ?? 0;
      if (count < folds.most) {
        counts.set(chat, count + 1);
        return 'told';
      }
      const last =
        foldedAt.get(chat) ?? (await readRun(on, app, foldName(chat)))?.at ?? Number.NEGATIVE_INFINITY;
      foldedAt.set(chat, last);
      if (last >= folds.since) return folds.tomorrow();
      return due.some(({ dueAt }) => dueAt !== null && isSpread(dueAt)) ? folds.gatheredAt : 'folded';
    };
  };
}

/** Notes that the day's one card for what exceeds the number is written. */
export function noteFold(on: Kysely<Schema>, app: string, chat: string, now: number): Promise<void> {
  return writeRun(on, app, foldName(chat), { at: now, state: '' });
}

function foldName(chat: string): string {
  return `fold:${chat}`;
}

function toldStatement(db: Kysely<Schema>, app: string) {
  // The kind is written out and not bound: only so does SQLite see that its index fits.
  return preparedForRows<{ chat: string; since: number }, { chat: string; rows: number }>((all) =>
    db
      .selectFrom('outbox')
      .select((e) => ['chat', e.fn.countAll<number>().as('rows')])
      .where('app', '=', app)
      .where('chat', 'in', each(all, 'chat'))
      .where('kind', '=', sql.lit('reminder'))
      .where('created_at', '>=', all[0]?.('since') ?? 0)
      // What was recalled has reached nobody.
      .where('state', '<>', 'suppressed')
      .groupBy('chat'),
  );
}
