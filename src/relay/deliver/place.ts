import type { ApprovalSettings, ChatEntry } from '../../settings/settings.ts';
import type { ReminderTarget } from '../routing/reminderTargets.ts';

/** The approval and chat entry that apply to a delivery. */
export interface Place {
  readonly approval: ApprovalSettings;
  readonly entry: ChatEntry;
  /** The chat is no longer configured: its living card is updated once, and then forgotten. */
  readonly isLast?: boolean;
  /** The target of a reminder. */
  readonly reminded?: ReminderTarget;
}
