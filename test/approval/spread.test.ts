import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_LISTED_DAYS } from '../../src/approval/calendar.ts';
import { SPREAD_MS, spreadInMorning } from '../../src/approval/spread.ts';
import { createWorkingTime } from '../../src/approval/workingTime.ts';

const MINUTE_MS = 60_000;
const morning = Date.UTC(2026, 10, 24, 1);

function workingTime(endMinute: number): ReturnType<typeof createWorkingTime> {
  const hours = { startMinute: 9 * 60, endMinute };
  return createWorkingTime({ calendar: 'china', listed: NO_LISTED_DAYS, hours, timezone: 'Asia/Shanghai' });
}

describe('reminders that were held overnight', () => {
  it('leave over the first minutes, and not all at once', () => {
    const perMinute = [0, 0, 0, 0, 0];
    for (let i = 0; i < 1_000; i += 1) {
      const at = spreadInMorning(
        `81D31358-93AF-92D6-7425-01A5D67C${i}`,
        morning,
        workingTime(18 * 60).periodEnd(morning),
      );
      const minute = Math.floor((at - morning) / MINUTE_MS);
      perMinute[minute] = (perMinute[minute] ?? 0) + 1;
    }
    expect(perMinute).toHaveLength(5);
    for (const count of perMinute) expect(count).toBeGreaterThan(150);
  });

  it('leave at the same moment whenever they are asked, within the hours', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 540 }), (key, length) => {
        const office = workingTime(540 + length);
        const at = spreadInMorning(key, morning, office.periodEnd(morning));
        expect(at).toBe(spreadInMorning(key, morning, office.periodEnd(morning)));
        expect(at).toBeGreaterThanOrEqual(morning);
        expect(at).toBeLessThan(morning + Math.min(SPREAD_MS, length * MINUTE_MS));
        expect(office.isWorking(at)).toBe(true);
      }),
    );
  });
});
