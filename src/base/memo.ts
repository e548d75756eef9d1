import { LRUCache } from 'lru-cache';

/**
 * Caches results for the `most` inputs that were used last. For results that are costly and never change, so computing
 * one again does no harm.
 *
 * @param keyOf distinguishes inputs
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
