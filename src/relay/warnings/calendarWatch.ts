import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { type CalendarSettings, calendarEnding } from '../../settings/calendarWarning.ts';

const HOUR_MS = 3_600_000;

/** Warns while the calendar of working days ends soon, or has ended. */
export function watchCalendar(
  settings: CalendarSettings,
  { clock, log, warnings }: { readonly clock: Clock; readonly log: Log; readonly warnings: Warnings },
): Pick<Loop, 'stop' | 'wake'> {
  const onError = logsError(log, 'warn', 'the calendar could not be checked');
  return startLoop({ clock, everyMs: HOUR_MS, onError }, async () => {
    const ending = calendarEnding(settings, clock.now());
    if (ending) warnings.raise({ code: 'calendar-ends', ids: { ...ending } });
    else warnings.over('calendar-ends');
  });
}
