import type { ReceivedChange } from '../../approval/change.ts';
import type { Clock } from '../../base/clock.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { stopsWork } from '../../store/engine/storeError.ts';
import type { Inbox } from '../../store/inbox/inbox.ts';

export interface ComposeLoopParts {
  readonly inbox: Pick<Inbox, 'dueChanges'>;
  /** Rejects if the row could not be updated. */
  readonly compose: (change: ReceivedChange) => Promise<void>;
  /** Whether events wait for their commit: answers go before composing. */
  readonly isIntakeBusy: () => boolean;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const POLL_MS = 1_000;
/** Concurrent look-ups: a hanging one must not delay the others. */
const COMPOSING = 64;
/** While the intake is busy, this many changes are started, and then none for this long. */
const BUSY = { composing: 8, pauseMs: 25 } as const;

/** Composes the changes in the inbox: starts those that are due; each one that ends looks for the next. */
export class ComposeLoop {
  readonly #parts: ComposeLoopParts;
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #loop: Loop;
  /** By the monotonic clock. */
  #restUntil = 0;

  constructor(parts: ComposeLoopParts) {
    this.#parts = parts;
    const { clock, onError } = parts;
    this.#loop = startLoop({ clock, everyMs: POLL_MS, onError }, () => this.#startDue());
  }

  /** @param at ms since the epoch; absent: now */
  wake(at?: number): void {
    if (at === undefined) this.#loop.wake();
    else this.#loop.wakeAt(at);
  }

  /** Starts no more. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Resolves when none is running. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async #startDue(): Promise<void> {
    const { inbox, clock, isIntakeBusy } = this.#parts;
    const isBusy = isIntakeBusy();
    const restMs = this.#restUntil - clock.monotonic();
    if (isBusy && restMs > 0) return this.#loop.wakeAt(clock.now() + restMs);
    const free = Math.min(COMPOSING - this.#underWay.size, isBusy ? BUSY.composing : COMPOSING);
    if (free <= 0) return;
    this.#restUntil = clock.monotonic() + BUSY.pauseMs;
    // Running changes are still at the head of their lanes: read more rows than those.
    const due = await inbox.dueChanges(clock.now(), COMPOSING);
    for (const change of due.filter((one) => !this.#underWay.has(one.seq)).slice(0, free))
      this.#start(change);
  }

  #start(change: ReceivedChange): void {
    const { compose, clock, onError } = this.#parts;
    const moved = (): void => {
      this.#underWay.delete(change.seq);
      this.#loop.wake();
    };
    // A row that could not be written (a full disk, a lost lease) would be due again at once, endlessly.
    const stuck = (thrown: unknown): void => {
      // If the store is away, the renewal of the lease logs it, not each row.
      if (!stopsWork(thrown)) onError(thrown);
      clock.at(clock.now() + POLL_MS, moved, { background: true });
    };
    this.#underWay.set(change.seq, compose(change).then(moved, stuck));
  }
}
