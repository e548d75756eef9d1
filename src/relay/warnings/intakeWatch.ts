import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';

/**
 * Whether events can come in. It is made before the doors are opened, so that whoever asks, asks one thing from the first
 * moment to the last.
 */
export class IntakeState {
  #faultOf: () => string | undefined = () => 'the intake is not open yet';

  /** From now on this tells why nothing comes in; undefined: events come in. */
  opened(faultOf: () => string | undefined): void {
    this.#faultOf = faultOf;
  }

  /** Why nothing comes in; undefined: events come in. */
  fault(): string | undefined {
    return this.#faultOf();
  }
}

export interface IntakeWatchParts {
  /** Why nothing comes in; undefined: events come in. */
  readonly fault: () => string | undefined;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
  /** The intake is back after it was down for over a minute: something may have been missed. */
  readonly onBack: () => void;
}

const LOOK_MS = 5_000;
/** Feishu tries again within that time; what was pushed during a longer silence may be lost. */
const LONG_MS = 60_000;
/** From then on a person should know. */
const WARN_MS = 5 * 60_000;

/** Watches whether events can come in, warns while they cannot, and tells when they can again. */
export function watchIntake({ fault, warnings, clock, log, onBack }: IntakeWatchParts): Pick<Loop, 'stop'> {
  let downSince: number | undefined;
  const onError = (thrown: unknown): void =>
    log.warn({ error: asError(thrown).message }, 'the intake could not be looked at');
  return startLoop({ clock, everyMs: LOOK_MS, onError }, async () => {
    const why = fault();
    const now = clock.monotonic();
    if (why !== undefined) {
      downSince ??= now;
      if (now - downSince >= WARN_MS)
        warnings.raise({ code: 'intake-down', ids: {}, details: { said: why } });
      return;
    }
    warnings.over('intake-down');
    if (downSince !== undefined && now - downSince > LONG_MS) onBack();
    downSince = undefined;
  });
}
