import { expect, it } from 'vitest';
import { plural } from '../../src/base/plural.ts';

it.each([
  [1, 'change', undefined, 'change'],
  [0, 'change', undefined, 'changes'],
  [2, 'is', 'are', 'are'],
])('of %i %s is right', (count, one, many, word) => {
  expect(plural(count, one, many)).toBe(word);
});
