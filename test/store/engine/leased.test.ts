import { describe, expect, it } from 'vitest';
import { shared } from '../../../src/store/engine/leased.ts';
import { movedError } from '../../../src/store/engine/sqliteAway.ts';
import { LeaseLost } from '../../../src/store/engine/storeError.ts';

/** Commits what is no failure, and notes each try. */
function committing(largest: number) {
  const tries: (string | Error)[][] = [];
  const commit = async (items: readonly (string | Error)[]): Promise<string[]> => {
    tries.push([...items]);
    return items.map((item) => {
      if (item instanceof Error) throw item;
      return `${item} done`;
    });
  };
  return { tries, together: shared(largest, commit) };
}

const endOf = (end: PromiseSettledResult<string>): string =>
  end.status === 'fulfilled' ? end.value : (end.reason as Error).message;

describe('work that shares a transaction', () => {
  it('is done in order, with one commit for what comes together', async () => {
    const { tries, together } = committing(2);
    expect(await Promise.all(['a', 'b', 'c'].map(together))).toEqual(['a done', 'b done', 'c done']);
    expect(tries).toEqual([['a', 'b'], ['c']]);
  });

  it('is tried one by one if one of them fails, so only this one fails', async () => {
    const { tries, together } = committing(10);
    const odd = new Error('odd');
    const ends = await Promise.allSettled(['a', odd, 'c'].map(together));
    expect(ends.map(endOf)).toEqual(['a done', 'odd', 'c done']);
    expect(tries).toEqual([['a', odd, 'c'], ['a'], [odd], ['c']]);
  });

  it.each([
    ['the lease is lost', new LeaseLost()],
    ['the store is away', movedError('sqlite:relay.db')],
  ])('fails as a whole, at once, if %s', async (_, failure) => {
    const { tries, together } = committing(10);
    const ends = await Promise.allSettled(['a', failure, 'c'].map(together));
    expect(ends.map(endOf)).toEqual([failure.message, failure.message, failure.message]);
    expect(tries).toHaveLength(1);
  });
});
