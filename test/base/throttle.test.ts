import { describe, expect, it } from 'vitest';
import { Throttle } from '../../src/base/throttle.ts';
import { step } from '../support/step.ts';
import { StillClock } from '../support/stillClock.ts';

const MINUTE_MS = 60_000;

function setUp(keys?: number) {
  const clock = new StillClock();
  const throttle = new Throttle({ clock, ...(keys === undefined ? {} : { keys }) });
  const reports: [string, number][] = [];
  const run = (key: string, what = key): void =>
    throttle.run(key, (times) => void reports.push([what, times]));
  return { clock, throttle, reports, run };
}

describe('a throttle', () => {
  it('reports the first one at once, and the others with their number after a minute', async () => {
    const { clock, reports, run } = setUp();
    for (const what of ['first', 'second', 'newest']) run('key', what);
    expect(reports).toEqual([['first', 1]]);
    await step(clock, MINUTE_MS);
    expect(reports).toEqual([
      ['first', 1],
      ['newest', 2],
    ]);
  });

  it('reports each key by itself', () => {
    const { reports, run } = setUp();
    for (const key of ['a', 'b', 'a']) run(key);
    expect(reports).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('waits a minute after a late report too, and none after a minute of silence', async () => {
    const { clock, reports, run } = setUp();
    run('key');
    run('key');
    await step(clock, MINUTE_MS);
    run('key');
    expect(reports).toHaveLength(2);
    await step(clock, MINUTE_MS);
    expect(reports).toHaveLength(3);
    await step(clock, MINUTE_MS);
    run('key');
    expect(reports).toEqual([1, 1, 1, 1].map((times) => ['key', times]));
  });

  it('counts those beyond its limit as one', async () => {
    const { clock, reports, run } = setUp(2);
    for (let i = 0; i < 1_000; i += 1) run(`key ${i}`);
    await step(clock, MINUTE_MS);
    expect(reports).toEqual([
      ['key 0', 1],
      ['key 1', 1],
      ['key 2', 1],
      ['key 999', 997],
    ]);
  });

  it('reports what is left when it is stopped', async () => {
    const { clock, throttle, reports, run } = setUp();
    for (const key of ['a', 'a', 'a', 'b']) run(key);
    throttle.stop();
    await step(clock, MINUTE_MS);
    expect(reports).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ]);
  });
});
