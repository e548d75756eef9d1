import type { ReceivedChange } from '../../approval/change.ts';
import type { Clock } from '../../base/clock.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { stopsWork } from '../../store/engine/storeError.ts';
import type { Inbox } from '../../store/inbox/inbox.ts';

export interface ComposeLoopParts {
  readonly inbox: Pick<Inbox, 'dueChanges'>;
  /** Rejects where the row could not be moved on. */
  readonly compose: (change: ReceivedChange) => Promise<void>;
  /** Whether events wait for their commit: their answers go before what is done with them. */
  readonly isIntakeBusy: () => boolean;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const POLL_MS = 1_000;
/** Look-ups under way at once: one that hangs must not hold up the rest. */
const COMPOSING = 64;
/** While the intake is busy, this many changes are begun, and then none for this long. */
const BUSY = { composing: 8, pauseMs: 25 } as const;

/** Composes what waits in the inbox: starts what is due and not under way, and each that ends looks for the next. */
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

  /** Starts none any more. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Resolves when none is under way any more. */
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
    // What is under way still stands at the head of its lane: read past it.
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
    // A row that could not be written (a full disk, a lost lease) would be due again at once, and for ever.
    const stuck = (thrown: unknown): void => {
      // Where the store is away, the renewal of the lease logs it, and not each row.
      if (!stopsWork(thrown)) onError(thrown);
      clock.at(clock.now() + POLL_MS, moved, { background: true });
    };
    this.#underWay.set(change.seq, compose(change).then(moved, stuck));
  }
}
