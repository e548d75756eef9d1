import type { InstanceRef } from '../../approval/change.ts';
import type { WantedReminder } from '../../approval/reminder.ts';
import type { Status } from '../../approval/status.ts';
import type { ReminderRow } from './reminderRow.ts';

/** A due reminder that may be sent now. */
export interface DueReminder {
  readonly row: ReminderRow;
  /** When it is due again. */
  readonly dueAt: WantedReminder['dueAt'];
}

/** What one rule may send to one chat about an instance that was still waiting at the look-up just made. */
export interface RemindOrder extends InstanceRef {
  readonly status: Status;
  readonly changedAt: number;
  readonly chat: string;
  readonly rule: string;
  /** Its reminders; those that changed since they were read are left out. */
  readonly due: readonly DueReminder[];
  /** `always`: everything goes into one card; otherwise only what exceeds the day's limit. */
  readonly folds: 'always' | DayLimit;
  /** Orders that share a card have the same hours and mentions: a key of these. */
  readonly manner: string;
}

/** At most this many cards since that time; the rest goes into one card. Times are ms. */
export interface DayLimit {
  readonly since: number;
  readonly most: number;
  /**
   * Reminders held overnight fall due one by one: those above the limit are gathered at this time, when
   * all of them are due; undefined: the hours are over by then.
   */
  readonly foldAt: number | undefined;
  /** When reminders that come after the day's one card are checked again. */
  readonly tomorrow: () => number;
}

/** What happened to an order. */
export interface RemindResult {
  /**
   * `single`: it got a card. `folded`: it is due, and goes into one card with others. `deferred`: it is postponed, to be
   * gathered, or because today's one card above the limit is already written. `nothing`: nothing of it is due.
   */
  readonly end: 'single' | 'folded' | 'deferred' | 'nothing';
  /** How many are due again although their last card was not sent yet: that card will say the same. */
  readonly unsent: number;
}
