/** What became of a run, for its line in the log. */
export class Counts {
  readonly #counts = { reminded: 0, folded: 0, deferred: 0, ended: 0, missing: 0, failed: 0 };

  add(what: keyof ReturnType<Counts['all']>, count = 1): void {
    this.#counts[what] += count;
  }

  all() {
    return { ...this.#counts };
  }
}
