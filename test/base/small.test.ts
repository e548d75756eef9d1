import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/base/backoff.ts';
import { batched } from '../../src/base/batch.ts';
import { ShiftableClock } from '../../src/base/clock.ts';
import { Closers } from '../../src/base/closers.ts';
import { parseDuration } from '../../src/base/duration.ts';
import { startLoop } from '../../src/base/loop.ts';
import { Mutex } from '../../src/base/mutex.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['8h', 28_800_000],
    ['3d', 259_200_000],
    ['1.5h', 5_400_000],
    ['36500d', 3_153_600_000_000],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)?.ms).toBe(ms);
  });

  it.each(['', '5', 'm', '-5m', '5 m', '5min', '1e3s', '5M', '36501d', '999999999d'])('is not %o', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('a backoff', () => {
  it('doubles up to its most, less a quarter by chance', () => {
    const spans = { baseMs: 1_000, maxMs: 300_000 };
    expect([1, 2, 3, 9, 10, 50].map((n) => backoffMs(n, spans, () => 0))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ]);
    expect(backoffMs(1, spans, () => 0.999)).toBeGreaterThanOrEqual(750);
  });
});

describe('a batch', () => {
  it('gathers what comes in one turn, and what comes while one is under way', async () => {
    const batches: number[][] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const double = batched(10, async (items: readonly number[]) => {
      batches.push([...items]);
      if (batches.length === 1) await gate;
      return items.map((n) => n * 2);
    });
    const first = [double(1), double(2)];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [double(3), double(4)];
    release();
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('rejects every caller of a batch that failed, and takes the next one', async () => {
    let fails = true;
    const run = batched(10, async (items: readonly number[]) => {
      if (fails) throw new Error('disk full');
      return items;
    });
    const results = await Promise.allSettled([run(1), run(2)]);
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected']);
    fails = false;
    await expect(run(3)).resolves.toBe(3);
  });
});

describe('closers', () => {
  it('run in reverse, all of them, and name what failed', async () => {
    const closed: string[] = [];
    const closers = new Closers();
    closers.push('first', () => void closed.push('first'));
    closers.push('second', () => {
      throw new Error('stuck');
    });
    closers.push('third', async () => void closed.push('third'));
    await expect(closers.close()).rejects.toThrow('second: stuck');
    expect(closed).toEqual(['third', 'first']);
  });

  it('run once, however often they are asked', async () => {
    let times = 0;
    const closers = new Closers();
    closers.push('only', () => {
      times += 1;
    });
    await Promise.all([closers.close(), closers.close()]);
    expect(times).toBe(1);
  });
});

describe('a loop', () => {
  it('runs again when woken while running, goes on after an error, and stops', async () => {
    const clock = new ShiftableClock();
    const errors: unknown[] = [];
    let runs = 0;
    let third: () => void = () => undefined;
    const thirdRun = new Promise<void>((resolve) => {
      third = resolve;
    });
    const loop = startLoop({ clock, everyMs: 1_000, onError: (e) => errors.push(e) }, async () => {
      runs += 1;
      if (runs === 1) loop.wake();
      if (runs === 2) throw new Error('second');
      if (runs === 3) third();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toBe(2);
    clock.advance(1_000);
    await thirdRun;
    await loop.stop();
    clock.advance(10_000);
    loop.wake();
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toBe(3);
    expect(errors).toHaveLength(1);
  });
});

describe('a batch that rests', () => {
  it('takes the first at once, and what follows on its heels together', async () => {
    const batches: number[][] = [];
    const run = batched(
      10,
      async (items: readonly number[]) => {
        batches.push([...items]);
        return items;
      },
      { restMs: 20 },
    );
    await run(1);
    const later = [run(2)];
    await new Promise((resolve) => setImmediate(resolve));
    later.push(run(3));
    await Promise.all(later);
    expect(batches).toEqual([[1], [2, 3]]);
  });
});

describe('a mutex', () => {
  it('lets one at a time go on: first those who are urgent, then the others, each in the order of asking', async () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const giveBack = await mutex.take();
    const ask = async (name: string, isUrgent: boolean): Promise<void> => {
      const done = await mutex.take({ isUrgent });
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      done();
      // Given back twice, it is nobody else's.
      done();
    };
    const asked = [ask('first', false), ask('second', false), ask('hasty', true), ask('hastier', true)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    giveBack();
    await Promise.all(asked);
    const turns = ['hasty', 'hastier', 'first', 'second'];
    expect(order).toEqual(turns.flatMap((name) => [`${name} begins`, `${name} ends`]));
    const again = await mutex.take();
    again();
  });
});
