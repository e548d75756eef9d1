import { hoursBegin, isWithin } from '../approval/hours.ts';
import type { Instance } from '../approval/instance.ts';
import {
  DIGEST,
  escalationRule,
  REMIND,
  type ReminderPlace,
  remindersOf,
  type WantedReminder,
  waitsOf,
} from '../approval/reminder.ts';
import { spreadInMorning } from '../approval/spread.ts';
import type { Status } from '../approval/status.ts';
import { createWorkingTime, type WorkingTime } from '../approval/workingTime.ts';
import { zoneOf } from '../base/zone.ts';
import type { ApprovalSettings, ChatEntry, ReminderSettings, Settings } from '../settings/settings.ts';

/** What of the settings tells in which working time somebody is reminded. */
export type TimeSettings = Pick<Settings, 'timezone' | 'calendar'>;

/** Where a reminder goes, and how. */
export interface RemindedPlace {
  /** The entry of the chat; of a chat further up, that of the chat from which it came. */
  readonly entry: ChatEntry;
  readonly reminders: ReminderSettings;
  readonly mention: readonly string[];
  /** Whether those whom its card mentions are buzzed, too. */
  readonly isUrgent: boolean;
  readonly time: WorkingTime;
}

/**
 * Of which steps of an instance which chats are to be reminded. To be recorded with every state that is recorded
 * (store/reminderRows.ts).
 *
 * @param approval absent: it is not mapped any more, so nobody is
 */
export function wantedReminders(
  settings: TimeSettings,
  approval: ApprovalSettings | undefined,
  instance: Instance | undefined,
  state: { readonly status: Status; readonly changedAt: number },
): WantedReminder[] {
  const entries = approval ? remindedEntries(approval.chats, state.status) : [];
  if (entries.length === 0) return [];
  const places = entries.flatMap(({ chat, reminders }): ReminderPlace[] =>
    reminders ? [{ chat: chat.id, rules: reminders, time: workingTimeOf(settings, reminders) }] : [],
  );
  return remindersOf(waitsOf(instance, state), places);
}

/** The place of a reminder; undefined where the configuration has it no more. */
export function remindedPlace(
  settings: TimeSettings,
  approval: ApprovalSettings | undefined,
  { chat, rule }: { readonly chat: string; readonly rule: string },
  status: Status,
): RemindedPlace | undefined {
  for (const entry of remindedEntries(approval?.chats ?? [], status)) {
    const { reminders } = entry;
    if (!reminders) continue;
    const time = workingTimeOf(settings, reminders);
    if (rule === REMIND && entry.chat.id === chat) {
      return { entry, reminders, mention: reminders.mention, isUrgent: false, time };
    }
    const { hours: _, ...rest } = entry;
    if (rule === DIGEST && reminders.digest?.chat.id === chat) {
      const { chat } = reminders.digest;
      return { entry: { ...rest, chat }, reminders, mention: [], isUrgent: false, time };
    }
    const step = reminders.escalate.find((one) => one.chat.id === chat && escalationRule(one) === rule);
    if (step) {
      const { mention, urgent: isUrgent } = step;
      return { entry: { ...rest, chat: step.chat }, reminders, mention, isUrgent, time };
    }
  }
  return undefined;
}

/** The first moment from `now` on at which it may be said: in working time, and in the chat's hours. */
export function mayBeSaidAt(
  { timezone }: TimeSettings,
  { entry, time }: Pick<RemindedPlace, 'entry' | 'time'>,
  now: number,
): number | undefined {
  const zone = zoneOf(timezone);
  let at = time.nextWorking(now);
  for (let day = 0; day < DAYS_AHEAD && at !== undefined; day += 1) {
    if (!entry.hours || isWithin(entry.hours, zone, at)) return at;
    at = time.nextWorking(hoursBegin(entry.hours, zone, at));
  }
  // The chat's hours and working time never meet: better at work than never.
  return time.nextWorking(now);
}

/** A weekend, a long holiday. */
const DAYS_AHEAD = 20;
const DAY_MS = 86_400_000;

/**
 * When a reminder may be judged, ms: `now` where it may be said, else as the hours begin, spread over their first
 * minutes; what goes into one card with others, all at once. Tomorrow where no working day is in sight.
 */
export function judgedAt(
  settings: TimeSettings,
  place: Pick<RemindedPlace, 'entry' | 'time' | 'reminders'>,
  {
    instanceCode,
    chat,
    rule,
  }: { readonly instanceCode: string; readonly chat: string; readonly rule: string },
  now: number,
): number {
  const at = mayBeSaidAt(settings, place, now);
  if (at === undefined) return now + DAY_MS;
  return at === now || isGathered(place, rule)
    ? at
    : spreadInMorning(`${instanceCode} ${chat}`, at, place.time);
}

/** Whether what a rule reminds of goes into one card with everything else that is due. */
export function isGathered({ reminders }: Pick<RemindedPlace, 'reminders'>, rule: string): boolean {
  return reminders.as === 'digest' && rule === REMIND;
}

/**
 * When something may be said in a place, and whom it rings: what differs in this goes into no card together, since a card
 * has one time and rings the same people for all that is on it.
 */
export function mannerOf({ entry, reminders, mention }: RemindedPlace): string {
  return JSON.stringify([reminders.calendar, reminders.hours, entry.hours, mention]);
}

/** Each chat once: by the entry that lists the status, else by its first. Some may have no reminders. */
function remindedEntries(chats: readonly ChatEntry[], status: Status): ChatEntry[] {
  const chosen = new Map<string, ChatEntry>();
  for (const entry of chats) {
    const before = chosen.get(entry.chat.id);
    const isBetter = before && !before.statuses.includes(status) && entry.statuses.includes(status);
    if (!before || isBetter) chosen.set(entry.chat.id, entry);
  }
  return [...chosen.values()].filter((entry) => entry.reminders);
}

const times = new Map<string, WorkingTime>();

/** Made once for each set of rules: it remembers the days it has gone through. */
export function workingTimeOf(
  { timezone, calendar: listed }: TimeSettings,
  { calendar, hours }: Pick<ReminderSettings, 'calendar' | 'hours'>,
): WorkingTime {
  const rules = { timezone, calendar, hours, listed };
  const key = JSON.stringify(rules);
  const known = times.get(key);
  if (known) return known;
  const made = createWorkingTime(rules);
  times.set(key, made);
  return made;
}
