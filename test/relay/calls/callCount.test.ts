import { describe, expect, it } from 'vitest';
import { CallCount, monthOf } from '../../../src/relay/calls/callCount.ts';

describe('the calls of a month', () => {
  it('are counted by the clock of the configured zone', () => {
    const newYear = Date.parse('2026-12-31T16:00:00Z');
    expect(monthOf(newYear - 1, 'Asia/Shanghai')).toBe('2026-12');
    expect(monthOf(newYear, 'Asia/Shanghai')).toBe('2027-01');
    expect(monthOf(newYear, 'Europe/Berlin')).toBe('2026-12');
  });

  it('are added to the store once, and kept while it does not take them', async () => {
    const added: [string, number][] = [];
    let isAway = false;
    const clock = {
      now: () => Date.parse('2026-11-26T00:00:00Z'),
      monotonic: () => 0,
      at: () => () => undefined,
    };
    const calls = new CallCount(
      clock,
      () => 'Asia/Shanghai',
      async (month, billed) => {
        if (isAway) throw new Error('the store is away');
        added.push([month, billed]);
      },
    );
    await calls.save();
    calls.count();
    calls.count();
    await calls.save();
    await calls.save();
    isAway = true;
    calls.count();
    await expect(calls.save()).rejects.toThrow('away');
    calls.count();
    expect(calls.unsaved).toBe(2);
    isAway = false;
    await calls.save();
    expect(added).toEqual([
      ['2026-11', 2],
      ['2026-11', 2],
    ]);
  });
});
