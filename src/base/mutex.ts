/**
 * Lets one at a time go on, without holding up the event loop: first those who are urgent, then the others, each in the
 * order of asking.
 */
export class Mutex {
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when it is free for the caller, to what gives it back, which may be called twice. */
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
