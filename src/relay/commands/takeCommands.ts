import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Commands } from '../../store/commands.ts';
import { stopsWork } from '../../store/engine/storeError.ts';

/** Does one command of the command line. What it returns is read as JSON by whoever asked. */
export type DoCommand = (options: string) => Promise<object>;

export interface TakeCommandsParts {
  readonly commands: Pick<Commands, 'next' | 'begin' | 'finish'>;
  readonly clock: Clock;
  readonly log: Log;
  /** By what is asked. */
  readonly doers: Readonly<Record<string, DoCommand>>;
}

/** Does what the command line has asked of the bot that works. Says whether there was anything. */
export type TakeCommands = () => Promise<boolean>;

/** Whoever asked has stopped waiting by then. */
const STALE_MS = 60_000;

/** Commands that are done at once, in the order in which they were asked. Long ones have a stage of their own. */
export function createTakeCommands({ commands, clock, log, doers }: TakeCommandsParts): TakeCommands {
  return async () => {
    let isAny = false;
    for (const [what, act] of Object.entries(doers)) {
      for (let asked = await commands.next(what); asked; asked = await commands.next(what)) {
        isAny = true;
        const isStale = clock.now() - asked.askedAt > STALE_MS;
        if (!isStale) await commands.begin(asked.seq, clock.now());
        const result = isStale ? '' : await resultOf(act, asked.options);
        await commands.finish(asked.seq, result, clock.now());
        if (isStale) log.warn({ what }, 'a command was dropped: nobody waits for its result any more');
      }
    }
    return isAny;
  };
}

async function resultOf(act: DoCommand, options: string): Promise<string> {
  try {
    return JSON.stringify(await act(options));
  } catch (thrown) {
    // It is done again when the store is back, or by whoever has the lease now.
    if (stopsWork(thrown)) throw thrown;
    return JSON.stringify({ failed: asError(thrown).message });
  }
}
