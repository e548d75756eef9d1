import { type Clock, wait } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import type { Text } from '../base/language.ts';
import type { WorkedStore } from '../store/openToWork.ts';
import { dropped, notTakenUp, stoppedHalfway } from '../words/askText.ts';

const POLL_MS = 300;
/** A bot that has not begun by then does not know this command, or hangs. */
const PATIENCE_MS = 60_000;
/** How long nobody may work on the store in the middle of a command: another replica may take over. */
const NOBODY_MS = 30_000;

/** What is needed of the store of a bot that works on it. */
export interface AskedStore extends Pick<WorkedStore, 'isWorkedOn'> {
  readonly commands: Pick<WorkedStore['commands'], 'ask' | 'stateOf' | 'withdraw' | 'finish'>;
}

/** Something that the bot is asked to do. */
export interface Asked<R> {
  /** By which the bot knows it. */
  readonly what: string;
  /** What the person typed; for messages. */
  readonly command: string;
  readonly order: unknown;
  /** What stays where the bot stops in the middle of it; part of a sentence. */
  readonly kept: Text;
  /** How far it has come, for a terminal. */
  readonly progress: (report: R) => string;
}

/**
 * Leaves a command for the bot that works on the store, tells how far it has come, and waits for its end. Who stops
 * waiting does not stop the bot.
 *
 * @throws OperatorError where nobody takes it up, or whoever did is gone, or it came to no end
 */
export async function askTheBot<R>(
  { commands, isWorkedOn }: AskedStore,
  { what, command, order, kept, progress }: Asked<R>,
  clock: Clock,
): Promise<R> {
  const askedAt = clock.now();
  const seq = await commands.ask(what, JSON.stringify(order), askedAt);
  const tell = progressLine(progress);
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
    if (state.result) tell(JSON.parse(state.result) as R);
  }
}

/** For a person who waits; nobody else looks at a terminal's standard error. */
export function progressLine<R>(progress: (report: R) => string): (report: R) => void {
  let last = '';
  return (report) => {
    const line = progress(report);
    if (line === last || !process.stderr.isTTY) return;
    last = line;
    console.error(`${line} …`);
  };
}
