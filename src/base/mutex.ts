/** Lets one at a time go on, in the order of asking, without holding up the event loop. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Whether somebody waits for their turn right now. */
  get isWanted(): boolean {
    return this.#waiting > 0;
  }

  /** Resolves when everybody before has given the turn back; to what gives it back, which may be called twice. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let giveBack = (): void => undefined;
    this.#last = new Promise((resolve) => {
      giveBack = resolve;
    });
    this.#waiting += 1;
    await before;
    this.#waiting -= 1;
    return giveBack;
  }
}
