import type { Clock } from './clock.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** How often one key may report, in ms; default a minute. */
  readonly everyMs?: number;
  /** How many keys are distinguished at a time; all further ones share one. Default 100. */
  readonly keys?: number;
}

interface Span {
  /** How many came since the last report. */
  unreported: number;
  /** How to report them: that of the newest call. */
  report: (times: number) => void;
  readonly cancel: () => void;
}

const MINUTE_MS = 60_000;
const MANY_KEYS = 100;
/** The shared key; a symbol, so it differs from every caller's. */
const OTHERS = Symbol('others');

/**
 * Reports repeated events, such as a log line for each refused request, at most once a minute. The first one is
 * reported at once, the others with their number when the minute is over, so none is lost.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #mostKeys: number;
  readonly #spans = new Map<string | symbol, Span>();

  constructor({ clock, everyMs = MINUTE_MS, keys = MANY_KEYS }: ThrottleOptions) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#mostKeys = keys;
  }

  /** Calls `report` now or later, with the number of calls under this key. */
  run(key: string, report: (times: number) => void): void {
    const known = this.#spans.has(key) || this.#spans.size < this.#mostKeys ? key : OTHERS;
    const span = this.#spans.get(known);
    if (span) {
      span.unreported += 1;
      span.report = report;
      return;
    }
    this.#open(known, report);
    report(1);
  }

  /** Reports what is left. What comes later is reported at once. */
  stop(): void {
    for (const [key, span] of this.#spans) {
      this.#spans.delete(key);
      span.cancel();
      if (span.unreported > 0) span.report(span.unreported);
    }
  }

  #open(key: string | symbol, report: (times: number) => void): void {
    const cancel = this.#clock.at(this.#clock.now() + this.#everyMs, () => this.#close(key), {
      background: true,
    });
    this.#spans.set(key, { unreported: 0, report, cancel });
  }

  #close(key: string | symbol): void {
    const span = this.#spans.get(key);
    this.#spans.delete(key);
    if (!span || span.unreported === 0) return;
    this.#open(key, span.report);
    span.report(span.unreported);
  }
}
