import { getEventListeners } from 'node:events';
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

  it('measures spans that setting the clock on the wall does not change, and that a move does', () => {
    vi.useFakeTimers();
    try {
      const clock = new ShiftableClock();
      const before = clock.monotonic();
      vi.setSystemTime(Date.now() + 86_400_000);
      vi.setSystemTime(Date.now() - 3_600_000);
      expect(clock.monotonic() - before).toBe(0);
      vi.advanceTimersByTime(250);
      clock.advance(1_000);
      expect(clock.monotonic() - before).toBe(1_250);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is set ahead and back without time passing', async () => {
    const clock = new ShiftableClock();
    const [wall, before] = [clock.now(), clock.monotonic()];
    const fired: string[] = [];
    clock.at(clock.now() + 60_000, () => fired.push('in a minute'));
    clock.set(86_400_000);
    expect(clock.now() - wall).toBeGreaterThanOrEqual(86_400_000);
    expect(clock.monotonic() - before).toBeLessThan(60_000);
    clock.set(-86_400_000);
    const soon = wait(clock, 1_000);
    clock.advance(1_000);
    await soon;
    expect(fired).toEqual([]);
    const later = wait(clock, 60_000);
    clock.advance(60_000);
    await later;
    expect(fired).toEqual(['in a minute']);
  });

  it('never goes back', () => {
    expect(() => new ShiftableClock().advance(-1)).toThrow(RangeError);
  });

  it('leaves nothing behind in the signal of a wait that is over', async () => {
    const { signal } = new AbortController();
    const clock = new ShiftableClock();
    const waits = Array.from({ length: 5 }, () => wait(clock, 1_000, signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(5);
    clock.advance(1_000);
    await Promise.all(waits);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends a wait as soon as its signal aborts', async () => {
    const enough = new AbortController();
    const waiting = wait(new ShiftableClock(), 3_600_000, enough.signal);
    enough.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});
