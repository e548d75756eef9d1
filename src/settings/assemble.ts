import type { ListedDays } from '../approval/calendar.ts';
import { STATUSES } from '../approval/status.ts';
import { CHAT_DEFAULTS, DEFAULTS, RECONCILE_DEFAULTS } from './defaults.ts';
import { mergeReminders, type ReminderLayer } from './reminderSchema.ts';
import type { ApprovalSettings, ChatEntry, ReminderSettings, Settings } from './settings.ts';
import type { WrittenChat, WrittenSettings } from './settingsSchema.ts';

type Layers = readonly (ReminderLayer | undefined)[];

/** Applies the defaults: the file's own for chats, the built-in ones for everything else. */
export function assemble(file: string, written: WrittenSettings, daysOfFile: ListedDays): Settings {
  const { approvals: entries, defaults, retention, calendar, reminders, reconcile, ...rest } = written;
  const approvals = new Map(
    Object.entries(entries).map(([code, approval]): [string, ApprovalSettings] => {
      const layers = [reminders, approval.reminders];
      const chats = approval.chats.map((chat) => assembleChat(chat, written, layers));
      return [code, { code, name: approval.name ?? '', chats, ...remindersOf(layers) }];
    }),
  );
  const fallback = approvals.get('*');
  approvals.delete('*');
  return {
    ...DEFAULTS,
    ...rest,
    file,
    defaultFields: defaults?.fields ?? CHAT_DEFAULTS.fields,
    retentionMs: retention ?? DEFAULTS.retentionMs,
    approvals,
    ...(fallback ? { fallback } : {}),
    calendar: assembleCalendar(calendar, daysOfFile),
    ...remindersOf([reminders]),
    ...(reconcile === false ? {} : { reconcile: reconcile ?? RECONCILE_DEFAULTS }),
  };
}

/** Each key of a chat comes completely from the entry, else from `defaults`; only reminders are merged. */
function assembleChat(entry: WrittenChat, written: WrittenSettings, layers: Layers): ChatEntry {
  const { reminders: shared, ...defaults } = written.defaults ?? {};
  const { reminders, ...own } = entry;
  return {
    ...CHAT_DEFAULTS,
    locale: written.locale ?? DEFAULTS.locale,
    ...defaults,
    ...own,
    // A step always has a living card from its opening to its end.
    ...(own.stage ? { mode: 'live', statuses: STATUSES } : {}),
    ...remindersOf([...layers, shared, reminders]),
  };
}

function remindersOf(layers: Layers): { readonly reminders?: ReminderSettings } {
  const reminders = mergeReminders(layers);
  return reminders ? { reminders } : {};
}

/** Days in the configuration override those of its calendar file. */
function assembleCalendar(listed: WrittenSettings['calendar'], ofFile: ListedDays): Settings['calendar'] {
  const { holidays = [], workdays = [], ...file } = listed ?? {};
  const isListed = new Set([...holidays, ...workdays]);
  const unlisted = (days: readonly string[]): string[] => days.filter((day) => !isListed.has(day));
  return {
    ...file,
    holidays: [...holidays, ...unlisted(ofFile.holidays)],
    workdays: [...workdays, ...unlisted(ofFile.workdays)],
  };
}
