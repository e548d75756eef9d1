import { type Clock, wait } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import { RECONCILE } from '../relay/reconcile.ts';
import type { RunOrder, RunReport } from '../relay/report.ts';
import type { Errands } from '../store/errands.ts';
import type { Lease } from '../store/lease.ts';

const POLL_MS = 300;
/** A bot that has not begun by then does not know this errand, or hangs. */
const PATIENCE_MS = 60_000;
/** How long nobody may work on the store in the middle of an errand: another replica may take over. */
const NOBODY_MS = 30_000;

/**
 * Leaves a run as an errand for the bot that works on the store, tells how far it has come, and waits for its end. Who
 * stops waiting does not stop the run.
 *
 * @throws OperatorError where nobody takes it up, or whoever did is gone, or it came to no end
 */
export async function askTheBot(
  errands: Pick<Errands, 'ask' | 'stateOf' | 'withdraw' | 'finish'>,
  lease: Pick<Lease, 'isHeldByAnybody'>,
  order: RunOrder,
  clock: Clock,
): Promise<RunReport> {
  const askedAt = clock.now();
  const seq = await errands.ask(RECONCILE, JSON.stringify(order), askedAt);
  const tell = progress();
  let workedAt = askedAt;
  for (;;) {
    await wait(clock, POLL_MS);
    const state = await errands.stateOf(seq);
    if (state?.finishedAt !== null && state?.finishedAt !== undefined) {
      if (state.result !== '') return JSON.parse(state.result) as RunReport;
      throw new OperatorError('reconcile: the bot dropped the errand: look into its log, and try again.');
    }
    if (state && state.begunAt === null && clock.now() - askedAt > PATIENCE_MS) {
      await errands.withdraw(seq, clock.now());
      throw new OperatorError(
        'reconcile: the bot that works on this store has not taken it up for a minute: look into its log, or stop it ' +
          'and run this command again.',
      );
    }
    if (await lease.isHeldByAnybody()) workedAt = clock.now();
    if (state && state.begunAt !== null && clock.now() - workedAt > NOBODY_MS) {
      await errands.finish(seq, '', clock.now());
      throw new OperatorError(
        'reconcile: the bot stopped in the middle of it, and no other works on this store: what it found is kept, and ' +
          'the rest is withdrawn. Run this command again, or start the bot and look into its log.',
      );
    }
    if (state?.result) tell(JSON.parse(state.result) as RunReport);
  }
}

/** For a person who waits; nobody else looks at a terminal's standard error. */
function progress(): (report: RunReport) => void {
  let last = '';
  return ({ listed, looked, found }) => {
    const line = `${listed} listed, ${looked} looked at, ${found.length} found`;
    if (line === last || !process.stderr.isTTY) return;
    last = line;
    console.error(`${line} …`);
  };
}
