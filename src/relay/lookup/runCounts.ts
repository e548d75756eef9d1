const AWAY_AFTER = 10;

/** What became of a run, for its line in the log. */
export class Counts {
  readonly #counts = {
    reminded: 0,
    folded: 0,
    deferred: 0,
    silenced: 0,
    ended: 0,
    missing: 0,
    failed: 0,
    unsent: 0,
  };

  #failuresInARow = 0;

  add(what: keyof ReturnType<Counts['all']>, count = 1): void {
    this.#counts[what] += count;
  }

  /** One look-up ended: too many failed in a row, and Feishu need not be asked in this run any more. */
  lookedUp(isAnswered: boolean): void {
    this.#failuresInARow = isAnswered ? 0 : this.#failuresInARow + 1;
  }

  isFeishuAway(): boolean {
    return this.#failuresInARow >= AWAY_AFTER;
  }

  all() {
    return { ...this.#counts };
  }
}
