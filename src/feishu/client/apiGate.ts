import { type Backoff, backoffMs } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { Window } from '../../base/window.ts';

/** The right to make one request. It must be returned, with the outcome. */
export interface Turn {
  /**
   * `answered`: an answer with a code. `failed`: no useful answer (5xx, cut, timeout). `held`: a refusal that applies
   * to every request until a person acts. `unused`: no request was made.
   */
  done(outcome: TurnEnd): void;
}

export type TurnEnd = 'answered' | 'failed' | 'held' | 'unused';

/** Thrown if the caller gives up waiting for a turn. */
export class TurnGivenUp extends Error {
  override readonly name = 'TurnGivenUp';
  constructor() {
    super('gave up waiting for a turn');
  }
}

interface RunningTurn {
  readonly lane: string;
  /** It is a probe: it finds out whether Feishu is back. */
  readonly isProbe: boolean;
  /** The number of outages when it started. */
  readonly outage: number;
}

export interface TurnRequest {
  /** 0: live work. 1: work that can wait (reconcile). */
  readonly priority: 0 | 1;
  /** What the request is about (a chat, an instance): failures of a single one are not an outage. */
  readonly lane: string;
  readonly signal?: AbortSignal;
}

/** This many failures in a row, from at least {@link LANES} different lanes, are an outage. */
const FAILURES = 5;
const LANES = 3;
const OUTAGE: Backoff = { baseMs: 1_000, maxMs: 30_000 };

/**
 * The rate limiter and circuit breaker of one API of Feishu. It lets requests through within its limits, live work
 * first.
 *
 * It closes for a while when Feishu asks for it (`pause`), and when Feishu seems to be down: after {@link FAILURES}
 * failures in a row, about at least {@link LANES} different things. Then it lets single requests through, after a pause
 * that doubles up to 30 s; the first answer, good or bad, opens it again. So an outage causes only a few requests with
 * unknown outcome, not one for each waiting row. The same applies after a refusal that only a person can fix, such as a
 * missing scope: a single request tries again, not every waiting row.
 */
export class ApiGate {
  readonly #clock: Clock;
  readonly #windows: readonly Window[];
  readonly #waiting: [(() => void)[], (() => void)[]] = [[], []];
  /** By the monotonic clock, like every time here. */
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** Outages in a row, which decide how long the next pause is. */
  #outages = 0;
  /** Outages in total: used to see whether a request started before the current one. */
  #outage = 0;
  #held = false;
  #probing = false;
  readonly #failedLanes = new Set<string>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, windows: readonly Window[]) {
    this.#clock = clock;
    this.#windows = windows;
  }

  /**
   * Resolves when the request may start; it must then start at once.
   *
   * @throws TurnGivenUp when `signal` aborts before
   */
  turn({ priority, lane, signal }: TurnRequest): Promise<Turn> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new TurnGivenUp());
      const waiting = this.#waiting[priority];
      const grant = (): void => {
        signal?.removeEventListener('abort', giveUp);
        for (const window of this.#windows) window.start();
        const granted = { lane, isProbe: this.#isProbed(), outage: this.#outage };
        if (granted.isProbe) this.#probing = true;
        let open = true;
        resolve({
          done: (outcome) => {
            if (!open) return;
            open = false;
            this.#ended(outcome, granted);
          },
        });
      };
      const giveUp = (): void => {
        const place = waiting.indexOf(grant);
        if (place >= 0) waiting.splice(place, 1);
        reject(new TurnGivenUp());
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting.push(grant);
      this.#open();
    });
  }

  /** Lets nothing through for the next `spanMs`. */
  pause(spanMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.monotonic() + spanMs);
  }

  /** Whether a request must wait for a pause now. */
  isPaused(): boolean {
    return this.#pausedUntil > this.#clock.monotonic();
  }

  #ended(outcome: TurnEnd, { lane, isProbe, outage }: RunningTurn): void {
    for (const window of this.#windows) {
      if (outcome === 'unused') window.unused();
      else window.answered(this.#clock.monotonic());
    }
    if (isProbe) this.#probing = false;
    if (outcome === 'held') {
      this.#held = true;
    } else if (outcome === 'answered') {
      this.#held = false;
      this.#failures = 0;
      this.#outages = 0;
      this.#failedLanes.clear();
    } else if (outcome === 'failed') {
      this.#failures += 1;
      this.#failedLanes.add(lane);
      // Failures of requests that started before the outage was noticed belong to it, and are not a new one.
      if (this.#isDown() && outage === this.#outage) {
        this.#outage += 1;
        this.#outages += 1;
        this.pause(backoffMs(this.#outages, OUTAGE));
      }
    }
    this.#open();
  }

  #isDown(): boolean {
    return this.#failures >= FAILURES && this.#failedLanes.size >= LANES;
  }

  /** Whether it only lets one request at a time through, as a probe. */
  #isProbed(): boolean {
    return this.#held || this.#isDown();
  }

  #open(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (;;) {
      const next = this.#waiting[0][0] ?? this.#waiting[1][0];
      if (!next || (this.#probing && this.#isProbed())) return;
      const now = this.#clock.monotonic();
      const readyAt = Math.max(this.#pausedUntil, ...this.#windows.map((window) => window.readyAt(now)));
      if (readyAt > now) {
        // Infinity: only an answer can free a slot, and that calls this function again.
        if (readyAt !== Number.POSITIVE_INFINITY) {
          const wakeAt = this.#clock.now() + (readyAt - now);
          this.#cancelTimer = this.#clock.at(wakeAt, () => this.#open(), { background: true });
        }
        return;
      }
      (this.#waiting[0].length > 0 ? this.#waiting[0] : this.#waiting[1]).shift();
      next();
    }
  }
}
