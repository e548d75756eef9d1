import { chatSection, fieldsSection } from './chatSection.ts';
import { operatorSection } from './conditions.ts';
import { feishuSection } from './feishuSection.ts';
import { reconcileSection } from './reconcile.ts';
import { digestSection, escalationSection, reminderSection } from './reminders.ts';
import { approvalSection, calendarSection, rootSection } from './rootSection.ts';
import { limitsSection, serverSection } from './serverSection.ts';
import { keysOf } from './shape.ts';

/** Every mapping of the configuration and its keys: for hints, and to check that the documents name them all. */
export const HOMES: readonly (readonly [home: string, keys: readonly string[]])[] = [
  ['the top level', keysOf(rootSection)],
  ['"feishu"', keysOf(feishuSection)],
  ['"server"', keysOf(serverSection)],
  ['"limits"', keysOf(limitsSection)],
  ['an approval', keysOf(approvalSection)],
  ['a chat entry', ['chat']],
  ['a chat entry or "defaults"', keysOf(chatSection)],
  ['"fields"', keysOf(fieldsSection)],
  ['a condition', keysOf(operatorSection)],
  ['"calendar"', keysOf(calendarSection)],
  ['"reminders"', keysOf(reminderSection)],
  ['"reminders.escalate"', keysOf(escalationSection)],
  ['"reminders.digest"', keysOf(digestSection)],
  ['"reconcile"', keysOf(reconcileSection)],
];

/** Where a key that stands in the wrong place belongs; undefined where it belongs nowhere. */
export function homeOf(key: string): string | undefined {
  return HOMES.find(([, keys]) => keys.includes(key))?.[0];
}
