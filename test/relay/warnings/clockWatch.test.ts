import { afterEach, describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import { ClockWatch, type ClockWatchParts } from '../../../src/relay/warnings/clockWatch.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const watches: ClockWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

function stage(more: Partial<ClockWatchParts> = {}) {
  const clock = new StillClock();
  const standing = new Map<string, Warning>();
  const jumps: number[] = [];
  const moved: [number, number][] = [];
  let skewMs: number | undefined;
  let seenAt = 0;
  const configuredAt = clock.now();
  const watch = new ClockWatch({
    clock,
    log: silentLog,
    warnings: {
      raise: (warning) => void standing.set(warning.code, warning),
      over: (code) => void standing.delete(code),
    },
    feishuSkew: () => (skewMs === undefined ? undefined : { ms: skewMs, seenAt }),
    ledger: { moveConfigured: async (from, to) => void moved.push([from, to]) },
    configuredAt,
    databaseTime: undefined,
    onJump: (byMs) => jumps.push(Math.round(byMs / 1_000) * 1_000),
    ...more,
  });
  watches.push(watch);
  return {
    clock,
    watch,
    jumps,
    moved,
    configuredAt,
    warnings: () => [...standing.values()].map(({ code, ids }) => ({ code, ...ids })),
    /** Feishu answers, and shows that our clock is ahead by so much. */
    feishuShows(ms: number) {
      skewMs = ms;
      seenAt = clock.monotonic();
    },
    pass: (spanMs: number) => step(clock, spanMs),
  };
}

describe('a clock that is set', () => {
  it('is reported for ten minutes, and the worker gets the difference', async () => {
    const { clock, jumps, warnings, pass } = stage();
    await pass(5_000);
    expect(warnings()).toEqual([]);
    clock.set(DAY);
    await pass(5_000);
    expect(jumps).toEqual([DAY]);
    expect(warnings()).toEqual([{ code: 'clock-jumped', aheadMs: DAY }]);
    clock.set(-DAY);
    await pass(5_000);
    expect(jumps).toEqual([DAY, -DAY]);
    expect(warnings()).toEqual([{ code: 'clock-jumped', aheadMs: -DAY }]);
    await pass(9 * MINUTE);
    expect(warnings()).toHaveLength(1);
    await pass(MINUTE);
    await pass(5_000);
    expect(warnings()).toEqual([]);
  });

  it('is not one that a time service moves on slowly', async () => {
    const { clock, jumps, warnings, pass } = stage();
    for (let i = 0; i < 20; i += 1) {
      clock.set(500);
      await pass(5_000);
    }
    expect(jumps).toEqual([]);
    expect(warnings()).toEqual([]);
  });
});

describe("a clock compared with Feishu's", () => {
  it('is trusted once Feishu has shown the same time, and not after it was set', async () => {
    const { clock, watch, feishuShows, pass } = stage();
    expect(watch.isTrusted()).toBe(false);
    feishuShows(800);
    expect(watch.isTrusted()).toBe(true);
    clock.set(-10 * MINUTE);
    await pass(5_000);
    expect(watch.isTrusted()).toBe(false);
    feishuShows(-10 * MINUTE);
    expect(watch.isTrusted()).toBe(false);
    clock.set(10 * MINUTE);
    await pass(5_000);
    feishuShows(0);
    expect(watch.isTrusted()).toBe(true);
  });

  it('is named as long as it differs by over a minute, and lists go by the clock of Feishu', async () => {
    const { clock, watch, warnings, feishuShows, pass } = stage();
    feishuShows(3 * DAY + 4_000);
    await pass(5_000);
    expect(warnings()).toEqual([{ code: 'clock-differs', aheadMs: 3 * DAY }]);
    expect(await watch.feishuTime()).toBe(clock.now() - 3 * DAY - 4_000);
    feishuShows(30_000);
    await pass(5_000);
    expect(warnings()).toEqual([]);
    expect(await watch.feishuTime()).toBe(clock.now());
  });

  it('that was behind at the first start does not make lists begin earlier', async () => {
    const { watch, moved, configuredAt, feishuShows } = stage();
    await watch.feishuTime();
    expect(moved).toEqual([]);
    feishuShows(-7 * DAY);
    await watch.feishuTime();
    await watch.feishuTime();
    expect(moved).toEqual([[configuredAt, configuredAt + 7 * DAY]]);
  });
});

describe("a clock compared with the database's", () => {
  it('is named as long as it differs by over a minute', async () => {
    let aheadMs = 2 * MINUTE;
    const clock = new StillClock();
    const { warnings, pass } = stage({ clock, databaseTime: async () => clock.now() - aheadMs });
    const next = async (): Promise<void> => {
      await step(clock, MINUTE);
      await step(clock, 5_000);
    };
    await next();
    expect(warnings()).toEqual([{ code: 'store-clock-differs', aheadMs: 2 * MINUTE }]);
    aheadMs = 0;
    await next();
    expect(warnings()).toEqual([]);
    await pass(0);
  });
});
