import { describe, expect, it, vi } from 'vitest';
import { ShiftableClock, wait } from '../../src/base/clock.ts';

describe('a clock that can be moved', () => {
  it('fires what falls due by the move, in order of its time', async () => {
    const clock = new ShiftableClock();
    const fired: string[] = [];
    const last = new Promise<void>((resolve) => {
      clock.at(clock.now() + 86_400_000, () => {
        fired.push('tomorrow');
        resolve();
      });
    });
    clock.at(clock.now() + 3_600_000, () => fired.push('in an hour'));
    clock.advance(86_400_000);
    await last;
    expect(fired).toEqual(['in an hour', 'tomorrow']);
  });

  it('does not fire what was cancelled', async () => {
    const clock = new ShiftableClock();
    const fired: string[] = [];
    const cancel = clock.at(clock.now() + 1_000, () => fired.push('cancelled'));
    const later = wait(clock, 2_000);
    cancel();
    clock.advance(2_000);
    await later;
    expect(fired).toEqual([]);
  });

  it('goes on when the clock on the wall is set back', async () => {
    vi.useFakeTimers();
    try {
      const clock = new ShiftableClock();
      let fired = 0;
      clock.at(clock.now() + 1_000, () => {
        fired += 1;
      });
      vi.setSystemTime(Date.now() - 3_600_000);
      vi.advanceTimersByTime(1_000);
      expect(fired).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never goes back', () => {
    expect(() => new ShiftableClock().advance(-1)).toThrow(RangeError);
  });

  it('ends a wait as soon as its signal aborts', async () => {
    const enough = new AbortController();
    const waiting = wait(new ShiftableClock(), 3_600_000, enough.signal);
    enough.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});
