import { describe, expect, it } from 'vitest';
import { calendarEnds } from '../../../src/approval/calendar.ts';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import { dayNumber } from '../../../src/base/zone.ts';
import { watchCalendar } from '../../../src/relay/warnings/calendarWatch.ts';
import { APPROVALS, FEISHU, settingsOf } from '../../settings/read.ts';
import { StillClock } from '../../support/stillClock.ts';

const DAY_MS = 86_400_000;

describe('a bot that runs when the calendar ends', () => {
  it('warns 30 days before, and says when it is over', async () => {
    const settings = settingsOf(`${FEISHU}${APPROVALS}reminders: {}\n`);
    const clock = new StillClock();
    // Before the end of the data, whatever day this runs on.
    const lastDay = dayNumber(calendarEnds()) * DAY_MS;
    clock.set(lastDay - 40 * DAY_MS - clock.now());
    let heard: (what: Warning | string) => void = () => undefined;
    const next = (): Promise<Warning | string> =>
      new Promise((resolve) => {
        heard = resolve;
      });
    const later = async (): Promise<Warning | string> => {
      const said = next();
      // The loop sets its timer after its run.
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(20 * DAY_MS);
      return said;
    };
    const first = next();
    const warnings = { raise: (warning: Warning) => heard(warning), over: (code: string) => heard(code) };
    const watch = watchCalendar(settings, { clock, log: silentLog, warnings });
    expect(await first).toBe('calendar-ends');
    const ends = calendarEnds();
    expect(await later()).toEqual({ code: 'calendar-ends', ids: { ends, isOver: false } });
    await later();
    expect(await later()).toEqual({ code: 'calendar-ends', ids: { ends, isOver: true } });
    await watch.stop();
  });
});
