import type { Locale } from '../../approval/locale.ts';
import type { WeekFigures } from '../../approval/weekFigures.ts';
import { workingSpanText } from '../../approval/words.ts';
import type { WorkingTime } from '../../approval/workingTime.ts';
import { dayName } from '../../base/zone.ts';
import type { WeekNote } from '../../cards/view/reminderNote.ts';

/** The figures of a week in the words of a card. */
export function weekNote(
  { from, created, count, median, p90, before, slowest }: WeekFigures,
  time: WorkingTime,
  locale: Locale,
): WeekNote {
  const span = (ms: number | null): string => (ms === null ? '' : workingSpanText(ms, time, locale));
  return {
    from: dayName(from).slice(5),
    to: dayName(from + 6).slice(5),
    created,
    decided: count,
    median: span(median),
    p90: span(p90),
    before: { created: before.created, decided: before.count, median: span(before.median) },
    ...(slowest ? { slowest: { ...slowest, median: span(slowest.median) } } : {}),
  };
}
