import { describe, expect, it } from 'vitest';
import { pruneOld } from '../../../src/relay/worker/pruneOld.ts';
import { StillClock } from '../../support/stillClock.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

describe('old rows', () => {
  it('go by batches until none is left', async () => {
    const clock = new StillClock();
    const left = [500, 500, 12];
    const before: number[] = [];
    const parts = {
      prune: async (moment: number) => {
        before.push(moment);
        return left.shift() ?? 0;
      },
      clock,
      retentionMs: () => 90 * DAY,
      isClockTrusted: () => true,
    };
    expect(await pruneOld(parts)).toBe(clock.now() + 100);
    expect(await pruneOld(parts)).toBe(clock.now() + 100);
    expect(await pruneOld(parts)).toBe(Number.POSITIVE_INFINITY);
    expect(before).toEqual(Array(3).fill(clock.now() - 90 * DAY));
  });

  it('go after a short time, but events are known for as long as Feishu may repeat them', async () => {
    const clock = new StillClock();
    const asked: number[] = [];
    const prune = async (before: number, _batch: number, eventsBefore = before) => {
      asked.push(before, eventsBefore);
      return 0;
    };
    await pruneOld({ prune, clock, retentionMs: () => HOUR, isClockTrusted: () => true });
    expect(asked).toEqual([clock.now() - HOUR, clock.now() - 8 * HOUR]);
  });

  it("stay while the clock disagrees with Feishu's", async () => {
    const clock = new StillClock();
    let isTrusted = false;
    let pruned = 0;
    const parts = {
      prune: async () => {
        pruned += 1;
        return 0;
      },
      clock,
      retentionMs: () => 90 * DAY,
      isClockTrusted: () => isTrusted,
    };
    expect(await pruneOld(parts)).toBe(clock.now() + 10_000);
    expect(pruned).toBe(0);
    isTrusted = true;
    await pruneOld(parts);
    expect(pruned).toBe(1);
  });
});
