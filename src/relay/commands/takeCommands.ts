import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Commands } from '../../store/commands.ts';
import { stopsWork } from '../../store/engine/storeError.ts';

/** Runs one command of the command line. The caller reads its result as JSON. */
export type DoCommand = (options: string) => Promise<object>;

export interface TakeCommandsParts {
  readonly commands: Pick<Commands, 'next' | 'begin' | 'finish'>;
  readonly clock: Clock;
  readonly log: Log;
  /** By the name of the command. */
  readonly doers: Readonly<Record<string, DoCommand>>;
}

/** Runs commands for the working bot. Returns whether there were any. */
export type TakeCommands = () => Promise<boolean>;

/** After this time the caller has stopped waiting. */
const STALE_MS = 60_000;

/** Runs short commands, in their order. Long ones have their own stage. */
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
    // It is run again when the store is back, or by the new holder of the lease.
    if (stopsWork(thrown)) throw thrown;
    return JSON.stringify({ failed: asError(thrown).message });
  }
}
