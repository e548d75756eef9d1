import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Settings } from '../../settings/settings.ts';
import type { BringHome } from '../../store/strayMends.ts';
import type { BroughtHome, Pace, StrayMoments } from '../../store/strayMoments.ts';
import { LONGEST_RETRY_MS } from '../context/retry.ts';
import { LONGEST_PROBE_MS } from '../deliver/chatBreaker.ts';
import { latestHeld } from '../remind/latestHeld.ts';

export interface ClockGuardParts {
  readonly work: StrayMoments;
  /** Feishu's time, ms since the epoch; undefined: unknown. */
  readonly feishuNow: () => number | undefined;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

const HOUR_MS = 3_600_000;
/** The hours of a chat begin every day; with a clock change, after 25 hours. */
const LONGEST_HELD_MS = 26 * HOUR_MS;
const LOOKBACK_MS = 7 * 24 * HOUR_MS;
/** Another process's clock may be ahead by this much without being wrong. */
const APART_MS = 10_000;

/**
 * Corrects stored times that were written while the clock was ahead; otherwise the bot would stay silent until then.
 * After the clock was set back, no future time is trusted: an early check does no harm.
 *
 * The store has the time of the last check, which shows whether the clock was set back while no process worked.
 */
export class ClockGuard {
  readonly #parts: ClockGuardParts;
  #setBack: BringHome['setBack'];

  constructor(parts: ClockGuardParts) {
    this.#parts = parts;
  }

  /** The clock was set; the next check knows by how much. */
  jumped(byMs: number): void {
    if (byMs < 0) this.#setBack = { byMs: (this.#setBack?.byMs ?? 0) + byMs };
  }

  /**
   * The first check after taking the lease: corrects what must be right before the work. The next one corrects the
   * rest, which only waits too long; for a million reminders that takes a minute.
   *
   * @param goesOn asked again and again: false cuts it off
   * @returns whether the work may begin
   */
  async begin(goesOn?: Pace['goesOn']): Promise<boolean> {
    const seenAt = await this.#parts.work.lastSeenAt();
    if (seenAt !== undefined && seenAt > this.#parts.clock.now() + APART_MS) this.#setBack ??= {};
    return (await this.#bringHome({ isUrgentOnly: true, ...(goesOn && { goesOn }) })).isDone;
  }

  /**
   * Corrects times that are too far ahead: after a jump, and once a minute.
   *
   * @param goesOn asked again and again: false cuts it off
   * @returns whether anything was corrected
   */
  async check(goesOn?: Pace['goesOn']): Promise<boolean> {
    const setBack = this.#setBack;
    const { rows, isDone } = await this.#bringHome(goesOn ? { goesOn } : {});
    if (isDone && this.#setBack === setBack) this.#setBack = undefined;
    return Object.keys(rows).length > 0;
  }

  async #bringHome(pace: Pace): Promise<BroughtHome> {
    const { work, settings, clock, log } = this.#parts;
    const now = clock.now();
    const setBack = this.#setBack;
    const how = {
      now,
      setBack,
      feishuNow: this.#parts.feishuNow(),
      longest: {
        retryMs: LONGEST_RETRY_MS,
        heldMs: Math.max(LONGEST_HELD_MS, latestHeld(settings, now) - now),
        probeMs: LONGEST_PROBE_MS,
      },
      lookbackMs: settings.reconcile?.lookbackMs ?? LOOKBACK_MS,
    };
    const brought = await work.bringHome(how, pace);
    if (Object.keys(brought.rows).length > 0)
      log.warn(
        { rows: brought.rows, ...setBack },
        'the clock ran ahead before: what was to wait until then waits no longer than was meant',
      );
    return brought;
  }
}
