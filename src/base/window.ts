/**
 * At most `limit` requests in any window of `spanMs`, as the *receiver* counts them.
 *
 * We know when a request left and when its answer came, but not when it was counted in between. So a slot is
 * taken from the start of a request until one whole span after its answer: then no two requests that share a
 * slot can fall into one window, whatever the network did to either.
 */
export class Window {
  readonly #limit: number;
  readonly #spanMs: number;
  #inFlight = 0;
  /** When each answered request's slot becomes free, ascending. */
  readonly #freeAt: number[] = [];

  constructor(limit: number, spanMs: number) {
    if (!(limit >= 1)) throw new RangeError(`a window must let at least one request through, not ${limit}`);
    this.#limit = Math.floor(limit);
    this.#spanMs = spanMs;
  }

  /** The earliest time at which a request may start: `now`, later, or Infinity while only answers can tell. */
  readyAt(now: number): number {
    this.#drop(now);
    if (this.#inFlight + this.#freeAt.length < this.#limit) return now;
    return this.#freeAt[0] ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#inFlight += 1;
  }

  answered(now: number): void {
    this.#inFlight -= 1;
    this.remember(now);
  }

  /** Counts a request that an earlier process made and that was answered at `at`. */
  remember(at: number): void {
    const freeAt = at + this.#spanMs;
    // Answers come in order but for the remembered ones: an insertion from the end is short.
    let i = this.#freeAt.length;
    while (i > 0 && (this.#freeAt[i - 1] ?? 0) > freeAt) i -= 1;
    this.#freeAt.splice(i, 0, freeAt);
  }

  /** Whether nothing in it counts any more, so that it can be thrown away. */
  isIdle(now: number): boolean {
    this.#drop(now);
    return this.#inFlight === 0 && this.#freeAt.length === 0;
  }

  /** Gives a slot back for which no request was made after all. */
  unused(): void {
    this.#inFlight -= 1;
  }

  #drop(now: number): void {
    // A slot held beyond one span from now was taken before the clock was set back.
    for (let i = this.#freeAt.length - 1; i >= 0 && (this.#freeAt[i] ?? 0) > now + this.#spanMs; i -= 1) {
      this.#freeAt[i] = now + this.#spanMs;
    }
    let expired = 0;
    while (expired < this.#freeAt.length && (this.#freeAt[expired] ?? 0) <= now) expired += 1;
    if (expired > 0) this.#freeAt.splice(0, expired);
  }
}
