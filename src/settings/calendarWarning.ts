import { calendarEnds as builtInEnds, calendarOf, daysLeft, type ListedDays } from '../approval/calendar.ts';
import type { Text } from '../base/language.ts';
import { dayName, zoneOf } from '../base/zone.ts';
import { calendarEndText } from '../words/configText.ts';
import { allApprovals } from './approvalsTo.ts';
import type { ReminderSettings, Settings } from './settings.ts';
import type { Path } from './yamlFile.ts';

/** The settings that decide until when the calendar of China's working days is known. */
export type CalendarSettings = Pick<Settings, 'timezone' | 'calendar' | 'approvals' | 'fallback'>;

/** The warning begins this many days before the end: the State Council's notice comes in November. */
export const WARN_DAYS = 30;

/** The end of the calendar: its last day, `YYYY-MM-DD`, and whether it is past. */
export interface CalendarEnding {
  readonly ends: string;
  readonly isOver: boolean;
}

/**
 * The end of the calendar of China's working days, from {@link WARN_DAYS} days before it on; undefined before that, and
 * if no reminder uses the calendar `china`.
 */
export function calendarEnding(settings: CalendarSettings, now: number): CalendarEnding | undefined {
  const left = calendarDaysLeft(settings, now);
  if (left === undefined || left > WARN_DAYS) return undefined;
  return { ends: knownUntil(settings.calendar), isOver: left < 0 };
}

/** {@link calendarEnding} as a text; undefined: there is nothing to report. */
export function calendarWarning(settings: CalendarSettings, now: number): Text | undefined {
  const ending = calendarEnding(settings, now);
  if (!ending) return undefined;
  const { message, remedy } = calendarEndText(ending.ends, ending.isOver);
  return { en: `${message.en} ${remedy.en}`, zh: message.zh + remedy.zh };
}

/**
 * Days until the end of the calendar of China's working days: 0 on its last day, negative after it; undefined if no
 * reminder uses the calendar `china`.
 */
export function calendarDaysLeft(settings: CalendarSettings, now: number): number | undefined {
  if (chinaReminders(settings).length === 0) return undefined;
  const today = dayName(zoneOf(settings.timezone).dayAt(now));
  return daysLeft(today, knownUntil(settings.calendar));
}

/** The paths of `reminders` that use the calendar `china`, the most general first. */
export function chinaReminders(settings: CalendarSettings): Path[] {
  const usesChina = (reminders: ReminderSettings | undefined): boolean => reminders?.calendar === 'china';
  return allApprovals(settings).flatMap(({ code, reminders, chats }): Path[] => [
    ...(usesChina(reminders) ? [['approvals', code, 'reminders']] : []),
    ...chats.flatMap((chat, i): Path[] =>
      usesChina(chat.reminders) ? [['approvals', code, 'chats', i, 'reminders']] : [],
    ),
  ]);
}

/**
 * The built-in data, and each later year with a listed day that differs from the statute: its notice has been copied. A
 * listed 1 January by itself does not count.
 */
function knownUntil(listed: ListedDays): string {
  const isWorkday = calendarOf('china');
  const news = [
    ...listed.holidays.filter((day) => isWorkday(day)),
    ...listed.workdays.filter((day) => !isWorkday(day)),
  ];
  const years = new Set(news.map((day) => Number(day.slice(0, 4))));
  let year = Number(builtInEnds().slice(0, 4));
  while (years.has(year + 1)) year += 1;
  return `${year}-12-31`;
}
