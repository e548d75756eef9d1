import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import { type CalendarSettings, calendarWarning } from '../settings/calendarWarning.ts';

const DAY_MS = 86_400_000;

/** Logs once at the start and once a day that the calendar of working days ends soon, or has ended. */
export function watchCalendar(
  settings: CalendarSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, 'warn'> },
): Pick<Loop, 'stop'> {
  const onError = (error: unknown): void => log.warn({ error }, 'the calendar could not be looked at');
  return startLoop({ clock, everyMs: DAY_MS, onError }, async () => {
    const warning = calendarWarning(settings, clock.now());
    if (warning !== undefined) log.warn({ warning }, 'the calendar of working days is running out');
  });
}
