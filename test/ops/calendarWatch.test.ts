import { describe, expect, it } from 'vitest';
import { calendarEnds } from '../../src/approval/calendar.ts';
import { ShiftableClock } from '../../src/base/clock.ts';
import { dayNumber } from '../../src/base/zone.ts';
import { watchCalendar } from '../../src/ops/calendarWatch.ts';
import { APPROVALS, FEISHU, settingsOf } from '../settings/read.ts';

const DAY_MS = 86_400_000;

describe('a bot that runs when the calendar ends', () => {
  it('logs it at the start and once a day', async () => {
    const settings = settingsOf(`${FEISHU}${APPROVALS}reminders: {}\n`);
    const clock = new ShiftableClock();
    // After the end of the data, whatever day this runs on.
    clock.advance(Math.max(0, (dayNumber(calendarEnds()) + 2) * DAY_MS - clock.now()));
    const told: object[] = [];
    let heard: () => void = () => undefined;
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        heard = resolve;
      });
    const first = next();
    const watch = watchCalendar(settings, {
      clock,
      log: {
        warn: (facts) => {
          told.push(facts);
          heard();
        },
      },
    });
    await first;
    const second = next();
    // The loop sets its timer after its run.
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(DAY_MS);
    await second;
    await watch.stop();
    expect(told).toEqual(
      Array(2).fill({ warning: expect.stringMatching(/^The calendar of China's holidays/) }),
    );
  });
});
