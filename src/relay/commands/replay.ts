import { logsError } from '../../base/log.ts';
import { startLoop } from '../../base/loop.ts';
import type { Context } from '../context/context.ts';
import { reportDelivery } from '../context/observe.ts';
import type { Deliver } from '../deliver/deliver.ts';
import { type MoveRowsParts, moveRows } from './moveRows.ts';
import { newRowReport, type RowOrder, type RowReport } from './rowReport.ts';

/** The command, of the command line or the operators' page, that sends parked rows again, or ends them. */
export const ROWS = 'rows';

/** How often it checks for commands. */
const CHECK_MS = 1_000;
/** After this time the caller has given up: for a command that was not started, and for one of a bot that is gone. */
const STALE_MS = 10 * 60_000;

/** Runs commands about parked rows. Returns when to run again at the latest. */
export type Replay = () => Promise<number>;

export function createReplay(
  context: Pick<Context, 'store' | 'clock' | 'log' | 'observer' | 'worker' | 'signal'>,
  deliver: Pick<Deliver, 'tend' | 'wake'>,
): Replay {
  const { store, clock, log, worker, signal } = context;
  const parts: MoveRowsParts = {
    work: store.work,
    clock,
    onEnded: (deliveries, reason) => {
      const result = reason === 'seen' ? 'sent' : 'suppressed';
      for (const one of deliveries) reportDelivery(context, one, { result, reason, isHeld: true });
    },
    async onMoved(chats) {
      // First the chats that are open again: their other parked rows are sent, too.
      if (chats.length > 0) await deliver.tend();
      deliver.wake(chats);
      worker.wakeCompose();
    },
  };

  const obey = async (seq: number, options: string): Promise<void> => {
    await store.commands.begin(seq, clock.now());
    const order = JSON.parse(options) as RowOrder;
    const report = newRowReport(order);
    const onError = logsError(log, 'debug', 'the progress of a command could not be written');
    const progress = startLoop({ clock, everyMs: CHECK_MS, onError }, () =>
      store.commands.note(seq, JSON.stringify(report)),
    );
    try {
      await moveRows(parts, order, signal, report);
    } finally {
      await progress.stop();
    }
    // Otherwise the next worker repeats it: moved rows are no longer parked.
    if (signal.aborted) return;
    logReport(order, report);
    await store.commands.finish(seq, JSON.stringify(report), clock.now());
  };

  const logReport = (order: RowOrder, { left, ...counts }: RowReport): void => {
    if (counts.replayed + counts.superseded + counts.discarded === 0) return;
    log.info(
      { do: order.do, by: order.by ?? 'command', ...counts, left: left.length },
      'parked rows were moved: somebody asked for it',
    );
  };

  return async () => {
    const command = await store.commands.next(ROWS);
    if (!command || signal.aborted) return clock.now() + CHECK_MS;
    if (clock.now() - command.askedAt > STALE_MS) await store.commands.finish(command.seq, '', clock.now());
    else await obey(command.seq, command.options);
    return clock.now();
  };
}
