import { asError } from '../../base/errors.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { stopsWork } from '../../store/engine/storeError.ts';
import type { RemindOrder } from '../../store/reminders/reminderOrder.ts';
import { dueRows, type RemindContext } from './remindContext.ts';
import { type InstanceReminder, LATER_MS, MUCH_LATER_MS, type RemindRun } from './remindInstance.ts';

/** Instances in one card, and in one transaction. */
const MOST_FOLDED = 200;
/** More unexplained failures than this are the store's, not an instance's. */
const MOST_ODD = 5;
/** Concurrent look-ups. */
const AT_ONCE = 8;

/** Handles instances with due reminders; shared cards are written at the end. */
export async function remindBatch(
  codes: readonly string[],
  run: RemindRun,
  reminder: Pick<InstanceReminder, 'remind'>,
  { store, clock, log, signal, worker }: RemindContext,
): Promise<void> {
  const { work } = store;
  /** By the card on which they go. */
  const folds = new Map<string, RemindOrder[]>();
  const gather = (order: RemindOrder): void => {
    const { chat, rule, manner } = order;
    const key = JSON.stringify([chat, rule, manner, isExcess(order)]);
    folds.set(key, [...(folds.get(key) ?? []), order]);
  };
  const waiting = [...codes];
  let oddOnes = 0;
  const oneByOne = async (): Promise<void> => {
    for (let code = waiting.shift(); code !== undefined && !signal.aborted; code = waiting.shift()) {
      try {
        for (const one of await reminder.remind(code, run)) gather(one);
      } catch (thrown) {
        const error = asError(thrown);
        // Feishu cannot give for now what conditions need.
        const isFeishuAway = thrown instanceof FeishuError;
        if (!isFeishuAway) oddOnes += 1;
        if (stopsWork(thrown) || oddOnes > MOST_ODD) throw thrown;
        // One failing instance must not block the others.
        if (isFeishuAway) run.counts.failed += 1;
        else log.error({ instance: code, error: error.message }, 'a reminder failed; tried again in an hour');
        const until = run.now + (isFeishuAway ? LATER_MS : MUCH_LATER_MS);
        const rows = await dueRows(work, code, run.now);
        await work.postponeReminders(rows.map((row) => ({ row, until })));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneByOne));
  for (const orders of folds.values()) {
    // What exceeds even this waits for the next check; for a digest it is another card.
    for (let from = 0; from < orders.length && !signal.aborted; from += MOST_FOLDED) {
      const shared = orders.slice(from, from + MOST_FOLDED);
      const [first] = shared;
      if (!first || (isExcess(first) && from > 0)) break;
      run.counts.folded += await work.foldReminders(shared, clock.now());
      worker.wakeDeliver([first.chat]);
    }
  }
}

/** Whether its card is the day's one card for everything above the limit. */
function isExcess({ folds }: RemindOrder): boolean {
  return folds !== 'always';
}
