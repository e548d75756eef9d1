/**
 * Lets one caller at a time continue, without blocking the event loop: urgent callers first, then the others, in the
 * order of their requests.
 */
export class Mutex {
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when it is free, to the function that releases it, which may be called twice. */
  async take({ isUrgent = false } = {}): Promise<() => void> {
    if (this.#isTaken)
      await new Promise<void>((resolve) => (isUrgent ? this.#urgent : this.#others).push(resolve));
    this.#isTaken = true;
    let isOurs = true;
    return () => {
      if (!isOurs) return;
      isOurs = false;
      const next = this.#urgent.shift() ?? this.#others.shift();
      if (next) next();
      else this.#isTaken = false;
    };
  }
}
