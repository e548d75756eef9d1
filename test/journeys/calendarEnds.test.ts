import { describe, expect, it } from 'vitest';
import { calendarEnds } from '../../src/approval/calendar.ts';
import { dayNumber } from '../../src/base/zone.ts';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';

const DAY_MS = 86_400_000;

describe('a bot that outlives its calendar of working days', () => {
  it('is ready, reports it, and goes on relaying', async () => {
    const journey = await startJourney({ config: { reminders: {} } });
    const ready = async (): Promise<{ status: string; warnings?: object[] }> =>
      (await fetch(`${journey.app().url}/readyz`)).json() as never;
    // Two weeks after the end, whatever day this runs on.
    const later = (dayNumber(calendarEnds()) + 14) * DAY_MS;
    journey.clock.advance(Math.max(0, later - journey.clock.now()));
    const warned = async (): Promise<boolean> => (await ready()).warnings !== undefined;
    await journey.passUntil(warned);
    expect(await ready()).toEqual({
      status: 'ready',
      role: 'worker',
      warnings: [
        expect.objectContaining({
          code: 'calendar-ends',
          message: expect.stringMatching(/ended on \d{4}-12-31/),
          remedy: expect.stringMatching(/^Update approval-relay/),
        }),
      ],
    });
    expect(await journey.metrics()).toMatch(/^relay_calendar_days_left -\d+$/m);
    journey.submit(APPROVAL);
    expect(await journey.cards(CHAT, 1)).toHaveLength(1);
  });
});
