import { TextError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { RUNAWAY, runsAway } from '../../words/templateText.ts';

/** A template that repeats itself endlessly, or far beyond the size of a card. */
export class RunawayTemplate extends TextError {
  constructor(what: Text) {
    super(runsAway(what));
    this.name = 'RunawayTemplate';
  }
}

/** Rounds of `{{#each}}` and calls of partials; a card that fits needs a few hundred. */
const MOST_STEPS = 5_000;
/** Characters that loops and partials write; nested ones count several times. A card has 28 KB. */
const MOST_WRITTEN = 2_000_000;
/** Partials within partials. */
const MOST_DEPTH = 30;

/** Limits one rendering, whatever the template contains. */
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
    if (this.#steps > MOST_STEPS) throw new RunawayTemplate(RUNAWAY.steps(MOST_STEPS));
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new RunawayTemplate(RUNAWAY.depth(MOST_DEPTH));
    const text = write();
    this.#depth -= 1;
    this.#written += text.length;
    if (this.#written > MOST_WRITTEN) throw new RunawayTemplate(RUNAWAY.written(MOST_WRITTEN));
    return text;
  }
}
