/**
 * At most `limit` requests in any window of `spanMs`, as the *receiver* counts them.
 *
 * We know when a request left and when its answer came, but not when it was counted in between. So a slot is
 * taken from the start of a request until one whole span after its answer: then two requests that share a slot can
 * never fall into one window, however long the network took.
 *
 * All times are readings of `Clock.monotonic()`: a machine whose clock is set back or ahead keeps its limits.
 */
export class Window {
  readonly #limit: () => number;
  readonly #spanMs: number;
  #inFlight = 0;
  /** When each answered request's slot becomes free, ascending. */
  readonly #freeAt: number[] = [];

  /** @param limit a number, or a function that returns it, since it may change */
  constructor(limit: number | (() => number), spanMs: number) {
    const read = typeof limit === 'number' ? () => limit : limit;
    if (!(read() >= 1)) throw new RangeError(`a window must let at least one request through, not ${read()}`);
    this.#limit = () => Math.floor(read());
    this.#spanMs = spanMs;
  }

  /** The earliest time at which a request may start: `now`, later, or Infinity until an answer comes. */
  readyAt(now: number): number {
    this.#drop(now);
    const excess = this.#inFlight + this.#freeAt.length - this.#limit();
    if (excess < 0) return now;
    // More than one if the limit was lowered meanwhile.
    return this.#freeAt[excess] ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#inFlight += 1;
  }

  answered(now: number): void {
    this.#inFlight -= 1;
    this.#hold(now + this.#spanMs);
  }

  /** Counts a request that an earlier process made and that was answered `agoMs` before `now`. */
  remember(now: number, agoMs: number): void {
    // A negative age was written by a fast clock: no slot is held for longer than one span.
    this.#hold(now - Math.max(agoMs, 0) + this.#spanMs);
  }

  #hold(freeAt: number): void {
    // Answers come in order, except for the remembered ones: an insertion from the end is short.
    let i = this.#freeAt.length;
    while (i > 0 && (this.#freeAt[i - 1] ?? 0) > freeAt) i -= 1;
    this.#freeAt.splice(i, 0, freeAt);
  }

  /** Whether nothing in it counts any more, so it can be discarded. */
  isIdle(now: number): boolean {
    this.#drop(now);
    return this.#inFlight === 0 && this.#freeAt.length === 0;
  }

  /** Gives back a slot for which no request was made. */
  unused(): void {
    this.#inFlight -= 1;
  }

  #drop(now: number): void {
    let expired = 0;
    while (expired < this.#freeAt.length && (this.#freeAt[expired] ?? 0) <= now) expired += 1;
    if (expired > 0) this.#freeAt.splice(0, expired);
  }
}
