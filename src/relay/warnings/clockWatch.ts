import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Ledger } from '../../store/ledger.ts';

export interface ClockWatchParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly warnings: Warnings;
  /** How far our clock is ahead of Feishu's, by its newest answer; undefined: no answer yet. */
  readonly feishuSkew: () => { readonly ms: number; readonly seenAt: number } | undefined;
  /** The time of the database, ms since the epoch; undefined: the store is a file on this machine. */
  readonly databaseTime: (() => Promise<number>) | undefined;
  readonly ledger: Pick<Ledger, 'moveConfigured'>;
  /** When new approvals were recorded as configured, by our clock. */
  readonly configuredAt: number;
  /** The clock was set by this much. */
  readonly onJump: (byMs: number) => void;
}

const CHECK_MS = 5_000;
/** Two clocks that differ by more than this do not agree, ms. */
const CLOCKS_AGREE_MS = 60_000;
/** A time service adjusts a clock slowly; a larger difference between two checks means that it was set. */
const JUMP_MS = 3_000;
const MINUTE_MS = 60_000;
/** How long the warning about a jump stays. */
const JUMP_SHOWN_MS = 10 * MINUTE_MS;

/**
 * Watches the clock of this machine: whether it is set while the program runs, and whether it agrees with Feishu's and
 * the database's. While it is wrong, nothing is deleted, and lists do not use it.
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  readonly #loop: Loop;
  /** The time at which the monotonic clock was 0. */
  #base: number;
  /** By the monotonic clock, like {@link #askedStoreAt}. */
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #askedStoreAt = Number.NEGATIVE_INFINITY;
  #isConfiguredMended = false;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#base = clock.now() - clock.monotonic();
    const onError = logsError(log, 'warn', 'the clocks could not be compared; tried again');
    this.#loop = startLoop({ clock, everyMs: CHECK_MS, onError }, () => this.#check());
  }

  /** Whether our clock agreed with Feishu's at the last answer, and was not set since then. */
  isTrusted(): boolean {
    this.#noticeJump();
    const skew = this.#skew();
    return skew !== undefined && Math.abs(skew) <= CLOCKS_AGREE_MS;
  }

  /** Feishu's time, ms since the epoch: ours if the two agree; undefined: unknown. */
  feishuNow(): number | undefined {
    this.#noticeJump();
    const skew = this.#skew();
    return skew === undefined ? undefined : feishuTimeAt(this.#parts.clock.now(), skew);
  }

  /** The same, and ours if it is unknown; times that a wrong clock recorded are corrected first. */
  async feishuTime(): Promise<number> {
    const now = this.feishuNow() ?? this.#parts.clock.now();
    await this.#mendConfigured();
    return now;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #check(): Promise<void> {
    const { clock, warnings } = this.#parts;
    this.#noticeJump();
    if (clock.monotonic() - this.#jumpedAt >= JUMP_SHOWN_MS) warnings.over('clock-jumped');
    const skew = this.#skew();
    if (skew !== undefined) this.#report('clock-differs', skew);
    await this.#mendConfigured();
    await this.#askStore();
  }

  /** The skew; one from before a jump is not valid. */
  #skew(): number | undefined {
    const skew = this.#parts.feishuSkew();
    return skew && skew.seenAt >= this.#jumpedAt ? skew.ms : undefined;
  }

  #noticeJump(): void {
    const { clock, warnings, onJump } = this.#parts;
    const base = clock.now() - clock.monotonic();
    const byMs = Math.round(base - this.#base);
    this.#base = base;
    if (Math.abs(byMs) < JUMP_MS) return;
    this.#jumpedAt = clock.monotonic();
    warnings.raise({ code: 'clock-jumped', ids: { aheadMs: Math.round(byMs / 1_000) * 1_000 } });
    onJump(byMs);
  }

  #report(code: 'clock-differs' | 'store-clock-differs', aheadMs: number): void {
    const { warnings } = this.#parts;
    // In whole minutes: the same warning, though the seconds differ from check to check.
    const minutes = Math.round(aheadMs / MINUTE_MS);
    if (Math.abs(aheadMs) <= CLOCKS_AGREE_MS) warnings.over(code);
    else warnings.raise({ code, ids: { aheadMs: minutes * MINUTE_MS } });
  }

  /** Corrects approvals that were recorded as mapped with a wrong clock to Feishu's time. */
  async #mendConfigured(): Promise<void> {
    const { ledger, configuredAt } = this.#parts;
    const skew = this.#skew();
    if (skew === undefined || this.#isConfiguredMended) return;
    if (Math.abs(skew) > CLOCKS_AGREE_MS) await ledger.moveConfigured(configuredAt, configuredAt - skew);
    this.#isConfiguredMended = true;
  }

  async #askStore(): Promise<void> {
    const { clock, databaseTime } = this.#parts;
    if (!databaseTime || clock.monotonic() - this.#askedStoreAt < MINUTE_MS) return;
    this.#askedStoreAt = clock.monotonic();
    const before = clock.now();
    const theirs = await databaseTime();
    this.#report('store-clock-differs', (before + clock.now()) / 2 - theirs);
  }
}

/**
 * Feishu's time, ms since the epoch: ours, if the two agree or Feishu's is unknown.
 *
 * @param now by our clock
 * @param skewMs how far our clock is ahead; undefined: Feishu has not answered yet
 */
export function feishuTimeAt(now: number, skewMs: number | undefined): number {
  return skewMs === undefined || Math.abs(skewMs) <= CLOCKS_AGREE_MS ? now : now - skewMs;
}
