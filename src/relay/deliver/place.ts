import type { ApprovalSettings, ChatEntry } from '../../settings/settings.ts';
import type { ReminderTarget } from '../routing/reminderTargets.ts';

/** By which approval and entry of the configuration a delivery goes. */
export interface Place {
  readonly approval: ApprovalSettings;
  readonly entry: ChatEntry;
  /** The chat is not configured any more: its living card is brought up to date once, and then forgotten. */
  readonly isLast?: boolean;
  /** Where it reminds. */
  readonly reminded?: ReminderTarget;
}
