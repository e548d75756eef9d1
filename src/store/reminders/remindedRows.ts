import type { RemindedStep } from '../../approval/deliveryContent.ts';
import type { FreshInstance, Speaking } from './reminderOrder.ts';
import { BY_RULES, type ReminderRow, rowKey } from './reminderRow.ts';

/** The rows of which a chat is to hear now by a rule. */
export function dueOf(
  all: readonly ReminderRow[],
  { chat, rule }: Pick<Speaking, 'chat' | 'rule'>,
  now: number,
): ReminderRow[] {
  return all.filter(
    (row) => row.chat === chat && row.rule === rule && row.dueAt !== null && row.dueAt <= now,
  );
}

/** A row as it stands once it was said now, so many times in all; undefined: nobody wants it any more. */
export function saidNow(
  { wanted }: FreshInstance,
  row: ReminderRow,
  count: number,
  now: number,
): ReminderRow | undefined {
  const one = wanted.find((each) => rowKey(each) === rowKey(row));
  return one && { ...row, by: BY_RULES, count, remindedAt: now, dueAt: one.dueAt(count, now) };
}

/** The rows with their counts raised, and of what the card speaks. */
export function advance(
  fresh: FreshInstance,
  due: readonly ReminderRow[],
  now: number,
): { readonly steps: RemindedStep[]; readonly counted: ReminderRow[] } {
  const counted = due.flatMap((row) => saidNow(fresh, row, row.count + 1, now) ?? []);
  const steps = counted.map(({ step, person, node, nodeId, since, count }) => {
    return { step, person, node, nodeId, since, count };
  });
  return { steps, counted };
}
