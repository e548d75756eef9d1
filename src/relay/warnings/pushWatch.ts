import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Ledger } from '../../store/ledger.ts';
import { FINDING_TYPE } from '../../store/reconcile/findings.ts';
import type { EventEnd } from '../context/observe.ts';

export interface PushWatchParts {
  readonly ledger: Pick<Ledger, 'everPushed'>;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
}

const CHECK_MS = 30_000;
/** A push may come a little later than a look-up that finds the same change. */
const PATIENCE_MS = 2 * 60_000;
/** That there was a push is recorded in the store, so it is known after the events are deleted. */
const NOTE_EVERY_MS = 3_600_000;
/** How many are named. */
const MOST_NAMED = 5;

/**
 * Watches whether Feishu pushes at all. If look-ups find changes, and none was ever pushed, the event is not added in
 * the developer console, or the version with it is not published.
 */
export class PushWatch {
  readonly #parts: PushWatchParts;
  readonly #loop: Loop;
  readonly #found = new Set<string>();
  /** By the monotonic clock, like {@link #notedAt}. */
  #foundAt = 0;
  #notedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: PushWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    const onError = logsError(log, 'warn', 'whether Feishu pushes could not be checked; tried again');
    this.#loop = startLoop({ clock, everyMs: CHECK_MS, onError }, () => this.#check());
  }

  /** An event was pushed, or a look-up found a change that was not. */
  readonly eventEnded = ({ type, result, reason, instanceCode, approvalCode }: EventEnd): void => {
    if (instanceCode === undefined || reason === 'foreign') return;
    if (type !== FINDING_TYPE) {
      this.#found.clear();
      this.#parts.warnings.over('never-pushed');
    } else if ((result !== 'suppressed' || reason === 'filtered') && approvalCode !== undefined) {
      if (this.#found.size === 0) this.#foundAt = this.#parts.clock.monotonic();
      if (this.#found.size < MOST_NAMED) this.#found.add(approvalCode);
    }
  };

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #check(): Promise<void> {
    const { ledger, warnings, clock } = this.#parts;
    const now = clock.monotonic();
    const hasWaited = this.#found.size > 0 && now - this.#foundAt >= PATIENCE_MS;
    if (!hasWaited && now - this.#notedAt < NOTE_EVERY_MS) return;
    this.#notedAt = now;
    if (await ledger.everPushed(clock.now())) this.#found.clear();
    else if (hasWaited) warnings.raise({ code: 'never-pushed', ids: { approvals: [...this.#found].sort() } });
  }
}
