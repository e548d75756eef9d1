import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { NewDelivery, OverdueDelivery } from '../../approval/delivery.ts';
import { type RemindedStep, sinceOf } from '../../approval/deliveryContent.ts';
import type { Schema } from '../engine/schema.ts';
import type { InsertDeliveries } from '../outbox/outboxRow.ts';
import { createJudgeDays, type JudgeDay, noteFold } from './reminderDay.ts';
import type { DueReminder, RemindOrder, RemindResult } from './reminderOrder.ts';
import { BY_RULES, postponed, type ReminderRow } from './reminderRow.ts';
import type { ReminderRows } from './reminderRows.ts';
import { createUnsentOf, sayingKey } from './unsentReminders.ts';

/** An order, and when it was given, ms. */
export interface RemindNow {
  readonly order: RemindOrder;
  readonly now: number;
}

/** What is known when a transaction begins, and what it will write. */
interface Batch {
  readonly isUnchanged: (row: ReminderRow) => boolean;
  readonly judge: JudgeDay;
  readonly unsent: Set<string>;
  readonly puts: Map<string, ReminderRow>;
  readonly cards: NewDelivery[];
}

/** What reminders write. Each call belongs into one transaction. */
export function createRemindMany(
  db: Kysely<Schema>,
  app: string,
  { rows, insert }: { readonly rows: ReminderRows; readonly insert: InsertDeliveries },
) {
  const judgeDays = createJudgeDays(db, app);
  const unsentOf = createUnsentOf(db, app);
  const unchangedOf = (on: Kysely<Schema>, orders: readonly RemindOrder[]) =>
    rows.unchanged(
      on,
      orders.flatMap(({ due }) => due.map(({ row }) => row)),
    );

  return {
    /**
     * Reminds of many instances with a few statements for all of them: on PostgreSQL each statement is a round
     * trip. The result is the same as if they had been handled one by one.
     */
    async remind(on: Kysely<Schema>, all: readonly RemindNow[]): Promise<RemindResult[]> {
      const orders = all.map(({ order }) => order);
      const batch: Batch = {
        isUnchanged: await unchangedOf(on, orders),
        judge: await judgeDays(on, orders),
        unsent: await unsentOf(on, orders),
        puts: new Map(),
        cards: [],
      };
      const ends: RemindResult[] = [];
      for (const one of all) ends.push(await remindOne(one, batch));
      await rows.put(on, [...batch.puts.values()]);
      await insert(on, batch.cards);
      return ends;
    },
    /** Writes the one card of orders that share it. Returns how many instances are on it. */
    async fold(on: Kysely<Schema>, orders: readonly RemindOrder[], now: number): Promise<number> {
      const isUnchanged = await unchangedOf(on, orders);
      const each = orders.map(({ instanceCode, approvalCode, due }) => {
        const current = due.filter(({ row }) => isUnchanged(row));
        return { instanceCode, approvalCode, ...advance(current, now) };
      });
      const waiting = each
        .filter(({ steps }) => steps.length > 0)
        .map(({ instanceCode, approvalCode, steps }) => ({ instanceCode, approvalCode, steps }))
        // The longest waiting first.
        .sort((a, b) => sinceOf(a) - sinceOf(b));
      const [order] = orders;
      const [first] = waiting;
      if (!order || !first) return 0;
      const { chat, rule, folds } = order;
      const counted = each.flatMap((one) => one.counted);
      await rows.put(on, counted);
      const changeId = `reminders:${chat}:${hashOf([rule, waiting, now])}`;
      const content = { of: 'overdue', rule, waiting } as const;
      await insert(on, [summaryOf({ chat, approvalCode: first.approvalCode, content }, changeId, now)]);
      if (folds !== 'always') await noteFold(on, app, chat, now);
      return waiting.length;
    },
  };
}

async function remindOne({ order, now }: RemindNow, batch: Batch): Promise<RemindResult> {
  const { isUnchanged, judge, unsent, puts, cards } = batch;
  const put = (row: ReminderRow): void => void puts.set(sayingKey(row), row);
  const current = order.due.filter(({ row }) => isUnchanged(row));
  const again = current.filter(({ row }) => unsent.has(sayingKey(row)));
  // A new configuration may have restarted the count; that card counts anyway.
  for (const one of again) put(saidNow(one, Math.max(1, one.row.count), now));
  const due = current.filter((one) => !again.includes(one));
  if (due.length === 0) return { end: 'nothing', unsent: again.length };
  const end = await judge(order, due);
  if (typeof end === 'number') for (const { row } of due) put(postponed(row, end));
  if (end === 'single') {
    const { counted, steps } = advance(due, now);
    cards.push(cardOf(order, steps, now));
    for (const row of counted) {
      put(row);
      unsent.add(sayingKey(row));
    }
  }
  return { end: typeof end === 'number' ? 'deferred' : end, unsent: again.length };
}

/** A row after its `count`th reminder, sent now. */
function saidNow({ row, dueAt }: DueReminder, count: number, now: number): ReminderRow {
  return { ...row, by: BY_RULES, count, remindedAt: now, dueAt: dueAt(count, now) };
}

/** The rows with their counts raised, and what the card shows. */
function advance(
  due: readonly DueReminder[],
  now: number,
): { readonly steps: RemindedStep[]; readonly counted: ReminderRow[] } {
  const counted = due.map((one) => saidNow(one, one.row.count + 1, now));
  const steps = counted.map(({ step, person, node, nodeId, since, count }) => {
    return { step, person, node, nodeId, since, count };
  });
  return { steps, counted };
}

/** A card about several instances. */
export function summaryOf(
  about: Pick<OverdueDelivery, 'chat' | 'approvalCode' | 'content'>,
  changeId: string,
  now: number,
): NewDelivery {
  return { kind: 'summary', ...about, changeId, priority: 1, receivedAt: now, createdAt: now };
}

function cardOf(
  { instanceCode, approvalCode, status, changedAt, chat, rule }: RemindOrder,
  steps: readonly RemindedStep[],
  now: number,
): NewDelivery {
  const changeId = `reminder:${instanceCode}:${chat}:${hashOf([rule, steps, now])}`;
  const about = { instanceCode, approvalCode, status, changedAt, content: { rule, steps } };
  return { kind: 'reminder', chat, changeId, ...about, priority: 1, receivedAt: now, createdAt: now };
}

/**
 * A hash of what is said, and when. The counts, which the same transaction raises, make sure that it is said once; the
 * time keeps a step that opened again, and is counted from 0, from being taken for the earlier one.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
