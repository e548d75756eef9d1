/** A template that repeats itself without end, or far beyond what any card holds. */
export class RunawayTemplate extends Error {
  constructor(what: string) {
    super(`${what}: a card holds 200 elements, so let loops and partials go through less`);
    this.name = 'RunawayTemplate';
  }
}

/** Rounds of `{{#each}}` and calls of partials; a card that fits needs some hundreds. */
const MOST_STEPS = 5_000;
/** Characters that loops and partials write, those within others counted again. A card has 28 KB. */
const MOST_WRITTEN = 2_000_000;
/** Partials within partials. */
const MOST_DEPTH = 30;

/** Watches one rendering: what a template may do in it is bounded, whatever the template says. */
export class RenderGuard {
  #steps = 0;
  #written = 0;
  #depth = 0;

  /**
   * Does one round of a loop, or one call of a partial.
   *
   * @throws RunawayTemplate
   */
  step(write: () => string): string {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS)
      throw new RunawayTemplate(`loops and partials run more than ${MOST_STEPS} times`);
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH)
      throw new RunawayTemplate(`loops and partials stand more than ${MOST_DEPTH} deep in each other`);
    const text = write();
    this.#depth -= 1;
    this.#written += text.length;
    if (this.#written > MOST_WRITTEN)
      throw new RunawayTemplate(`loops and partials write more than ${MOST_WRITTEN} characters`);
    return text;
  }
}
