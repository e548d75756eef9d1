const ends: (() => unknown)[] = [];

/**
 * Runs `end` after every test. For modules that tests share: a worker imports them once for all its files, and an
 * `afterEach` of theirs would hold for the first of these files only.
 */
export function afterEachTest(end: () => unknown): void {
  ends.push(end);
}

/** Runs what was given to {@link afterEachTest}, the last first, all of it. */
export async function endTest(): Promise<void> {
  const errors: unknown[] = [];
  for (const end of ends.toReversed()) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'not tidied up');
}
