import { LRUCache } from 'lru-cache';

/**
 * Remembers what was made of an input, for the `most` inputs that were used last. For things that are costly to make and
 * never change: nothing is wrong where one is made again.
 *
 * @param keyOf tells inputs apart
 */
export function memo<I, T extends object>(
  most: number,
  keyOf: (input: I) => string,
  make: (input: I) => T,
): (input: I) => T {
  const made = new LRUCache<string, T>({ max: most });
  return (input) => {
    const key = keyOf(input);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(input);
    made.set(key, fresh);
    return fresh;
  };
}
