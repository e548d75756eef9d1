import { describe, expect, it } from 'vitest';
import { memo } from '../../src/base/memo.ts';

describe('a memo', () => {
  it('makes each thing once, and forgets what was not used for long', () => {
    const made: string[] = [];
    const thingOf = memo(
      2,
      (name: string) => name.toLowerCase(),
      (name) => {
        made.push(name);
        return { name };
      },
    );
    expect(thingOf('a')).toBe(thingOf('A'));
    thingOf('b');
    thingOf('a');
    thingOf('c');
    thingOf('a');
    expect(made).toEqual(['a', 'b', 'c']);
    thingOf('b');
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});
