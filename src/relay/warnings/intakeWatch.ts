import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { INTAKE_CLOSED, INTAKE_NOT_OPEN } from '../../words/socketText.ts';

/**
 * Whether events can come in. It is created before the intake is opened, so the same object serves from start to end.
 */
export class IntakeState {
  #faultOf: () => Text | undefined = () => INTAKE_NOT_OPEN;

  /**
   * The intake is open: from now on these say why nothing comes in. Without a long connection, a listening server is
   * enough.
   */
  opened(
    server: { isListening(): boolean },
    longConnection: { fault(): Text | undefined } | undefined,
  ): void {
    this.#faultOf = () => (server.isListening() ? longConnection?.fault() : INTAKE_CLOSED);
  }

  /** Why nothing comes in; undefined: events come in. */
  fault(): Text | undefined {
    return this.#faultOf();
  }
}

export interface IntakeWatchParts {
  /** Why nothing comes in; undefined: events come in. */
  readonly fault: () => Text | undefined;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
  /** The intake is back after it was down for over a minute: something may have been missed. */
  readonly onBack: () => void;
}

const CHECK_MS = 5_000;
/** Feishu tries again within that time; pushes during a longer outage may be lost. */
const LONG_MS = 60_000;
/** After this time, a person should know. */
const WARN_MS = 5 * 60_000;

/** Watches whether events can come in, warns while they cannot, and calls `onBack` when they can again. */
export function watchIntake({ fault, warnings, clock, log, onBack }: IntakeWatchParts): Pick<Loop, 'stop'> {
  let downSince: number | undefined;
  const onError = logsError(log, 'warn', 'the intake could not be checked');
  return startLoop({ clock, everyMs: CHECK_MS, onError }, async () => {
    const why = fault();
    const now = clock.monotonic();
    if (why !== undefined) {
      downSince ??= now;
      if (now - downSince >= WARN_MS)
        warnings.raise({ code: 'intake-down', ids: {}, details: { said: why.en } });
      return;
    }
    warnings.over('intake-down');
    if (downSince !== undefined && now - downSince > LONG_MS) onBack();
    downSince = undefined;
  });
}
