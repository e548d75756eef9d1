import type { Clock } from '../../base/clock.ts';
import { matchedBetween, nextMatch } from '../../base/schedule.ts';
import type { Schedules } from '../../store/schedules.ts';

/** Something that a schedule is for. */
export interface Scheduled {
  /** Under which its last run is noted. */
  readonly name: string;
  readonly schedule: string;
  /**
   * False: it is to be tried again.
   *
   * @param ticked when the schedule said so
   */
  readonly act: (ticked: number) => Promise<boolean>;
}

export interface TicksParts {
  readonly timezone: string;
  readonly work: Pick<Schedules, 'lastRun' | 'noteRun'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;

/**
 * Whether schedules matched since their last runs, which are on disk; however often one did, that is one run. A run ends
 * by noting itself: one that is cut off is done again.
 */
export class Ticks {
  readonly #parts: TicksParts;
  readonly #lastRuns = new Map<string, number>();
  /** Up to here a schedule was asked, and had not ticked. */
  readonly #askedUntil = new Map<string, number>();

  constructor(parts: TicksParts) {
    this.#parts = parts;
  }

  /** Does what a schedule is for, once, if it ticked since its last run. */
  async tick(scheduled: Scheduled): Promise<void> {
    const { work, clock, signal } = this.#parts;
    const { name, act } = scheduled;
    const now = clock.now();
    const last = await this.#lastRunOf(scheduled, now);
    // Never run before: what is due is told of at the next tick, as the schedule says.
    if (last !== undefined) {
      this.#lastRuns.set(name, last);
      const ticked = this.#tickedSince(scheduled, last, now);
      if (ticked === undefined) return;
      const isDone = await act(ticked);
      if (!isDone || signal.aborted) return;
    }
    await work.noteRun(name, { at: now, state: '' });
    this.#lastRuns.set(name, now);
  }

  #tickedSince({ name, schedule }: Scheduled, last: number, now: number): number | undefined {
    // What was asked before, in vain, need not be asked again: a weekly schedule has ten thousand minutes.
    const asked = this.#askedUntil.get(name) ?? last;
    const since = asked <= now ? Math.max(last, asked) : last;
    const ticked = matchedBetween(schedule, this.#parts.timezone, since, now);
    if (ticked === undefined) this.#askedUntil.set(name, now);
    return ticked;
  }

  /**
   * A run that lies ahead was noted by a clock that ran ahead: by less than a day, it stands for the next tick, which
   * then came early; otherwise for none.
   */
  async #lastRunOf({ name, schedule }: Scheduled, now: number): Promise<number | undefined> {
    const { timezone, work } = this.#parts;
    const last = this.#lastRuns.get(name) ?? (await work.lastRun(name))?.at;
    if (last === undefined || last <= now) return last;
    const at = last - now > DAY_MS ? now : (nextMatch(schedule, timezone, now, last - now) ?? last);
    if (at < last) await work.noteRun(name, { at, state: '' });
    return at;
  }
}
