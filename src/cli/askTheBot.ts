import { type Clock, wait } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import type { Text } from '../base/language.ts';
import type { WorkedStore } from '../store/openToWork.ts';
import { dropped, notTakenUp, stoppedHalfway } from '../words/askText.ts';

const POLL_MS = 300;
/** A bot that has not started it by then does not know this command, or hangs. */
const PATIENCE_MS = 60_000;
/** How long a command may be without a worker: another replica may take over. */
const NOBODY_MS = 30_000;

/** The part of the store that this needs. */
export interface AskedStore extends Pick<WorkedStore, 'isWorkedOn'> {
  readonly commands: Pick<WorkedStore['commands'], 'ask' | 'stateOf' | 'withdraw' | 'finish'>;
}

/** A command for the bot. */
export interface CommandForBot<R> {
  /** Its name for the bot. */
  readonly what: string;
  /** What the person typed; for messages. */
  readonly command: string;
  readonly order: unknown;
  /** What is kept if the bot stops before it is done; part of a sentence. */
  readonly kept: Text;
  /** Its progress, for a terminal. */
  readonly progress: (report: R) => string;
}

/**
 * Leaves a command for the bot that works on the store, shows its progress, and waits for its end. If the caller stops
 * waiting, the bot still finishes.
 *
 * @throws OperatorError if no bot takes it up, or that bot is gone, or the command does not end
 */
export async function askTheBot<R>(
  { commands, isWorkedOn }: AskedStore,
  { what, command, order, kept, progress }: CommandForBot<R>,
  clock: Clock,
): Promise<R> {
  const askedAt = clock.now();
  const seq = await commands.ask(what, JSON.stringify(order), askedAt);
  const showProgress = progressLine(progress);
  let workedAt = askedAt;
  for (;;) {
    await wait(clock, POLL_MS);
    const state = await commands.stateOf(seq);
    if (!state || state.finishedAt !== null) {
      if (state && state.result !== '') return JSON.parse(state.result) as R;
      throw new OperatorError(dropped(command));
    }
    if (state.begunAt === null && clock.now() - askedAt > PATIENCE_MS) {
      await commands.withdraw(seq, clock.now());
      throw new OperatorError(notTakenUp(command));
    }
    if (await isWorkedOn()) workedAt = clock.now();
    if (state.begunAt !== null && clock.now() - workedAt > NOBODY_MS) {
      await commands.finish(seq, '', clock.now());
      throw new OperatorError(stoppedHalfway(command, kept));
    }
    if (state.result) showProgress(JSON.parse(state.result) as R);
  }
}

/** For a waiting person: only if standard error is a terminal. */
export function progressLine<R>(progress: (report: R) => string): (report: R) => void {
  let last = '';
  return (report) => {
    const line = progress(report);
    if (line === last || !process.stderr.isTTY) return;
    last = line;
    console.error(`${line} …`);
  };
}
