import type { WorkingTime } from '../../approval/workingTime.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ChatEntry, Settings } from '../../settings/settings.ts';
import { workingTimeOf } from './reminderTargets.ts';

type ApprovalTimeSettings = Pick<Settings, 'approvals' | 'fallback' | 'reminders' | 'timezone' | 'calendar'>;

/** The working time of the approval's reminders; without reminders all time counts. */
export function approvalTimeOf(settings: ApprovalTimeSettings, approvalCode: string): WorkingTime {
  const rules = remindedEntry(settings, approvalCode)?.reminders || settings.reminders;
  const always = { calendar: 'always', hours: { startMinute: 0, endMinute: 1_440 } } as const;
  return workingTimeOf(settings, rules ?? always);
}

/** The approval's first chat with reminders. */
export function remindedEntry(
  settings: Pick<Settings, 'approvals' | 'fallback'>,
  approvalCode: string,
): ChatEntry | undefined {
  const approval = approvalFor(settings, approvalCode);
  return approval?.chats.find((chat) => chat.reminders);
}
