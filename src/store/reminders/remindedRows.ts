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

/** The rows with their counts raised, and of what the card speaks. */
export function advance(
  { wanted }: FreshInstance,
  due: readonly ReminderRow[],
  now: number,
): { readonly steps: RemindedStep[]; readonly counted: ReminderRow[] } {
  const steps: RemindedStep[] = [];
  const counted: ReminderRow[] = [];
  for (const row of due) {
    const one = wanted.find((w) => rowKey(w) === rowKey(row));
    if (!one) continue;
    const { step, person, node, nodeId, since } = row;
    const count = row.count + 1;
    counted.push({ ...row, by: BY_RULES, count, remindedAt: now, dueAt: one.dueAt(count, now) });
    steps.push({ step, person, node, nodeId, since, count });
  }
  return { steps, counted };
}

/** The rows of which a card is still to be sent: due again as if that had been written now. */
export function notAgain(
  { wanted }: FreshInstance,
  rows: readonly ReminderRow[],
  now: number,
): ReminderRow[] {
  return rows.flatMap((row) => {
    const one = wanted.find((w) => rowKey(w) === rowKey(row));
    if (!one) return [];
    // The count may have begun anew with the configuration; that card counts all the same.
    const count = Math.max(1, row.count);
    return [{ ...row, by: BY_RULES, count, remindedAt: now, dueAt: one.dueAt(count, now) }];
  });
}
