import { describe, expect, it } from 'vitest';
import { isLeftOut, leaveOutNext, NOBODY, readLeftOut, writeLeftOut } from '../../src/approval/leftOut.ts';

describe('whom a card leaves out', () => {
  it('is whom Feishu names, and nobody else', () => {
    expect(leaveOutNext(NOBODY, ['ou_b'], ['ou_a', 'ou_b', 'ou_c'])).toEqual({ refused: ['ou_b'] });
    expect(leaveOutNext({ refused: ['ou_b'] }, ['ou_c'], ['ou_a', 'ou_c'])).toEqual({
      refused: ['ou_b', 'ou_c'],
    });
  });

  it('is one person after the other if Feishu names nobody, until all were tried', () => {
    const tried: (string | undefined)[] = [];
    for (let now = leaveOutNext(NOBODY, [], ['ou_c', 'ou_a', 'ou_b']); now; ) {
      tried.push(now.trial);
      const left = now;
      now = leaveOutNext(
        now,
        [],
        ['ou_c', 'ou_a', 'ou_b'].filter((id) => !isLeftOut(left, id)),
      );
    }
    expect(tried).toEqual(['ou_a', 'ou_b', 'ou_c']);
  });

  it('is not tried out if there is only one person, or too many', () => {
    expect(leaveOutNext(NOBODY, [], ['ou_a'])).toBeUndefined();
    expect(
      leaveOutNext(
        NOBODY,
        [],
        Array.from({ length: 21 }, (_, i) => `ou_${i}`),
      ),
    ).toBeUndefined();
  });

  it('comes back from the store as it went in', () => {
    for (const one of [NOBODY, { refused: ['ou_a'] }, { refused: ['ou_a', 'ou_b'], trial: 'ou_c' }])
      expect(readLeftOut(writeLeftOut(one))).toEqual(one);
  });
});
