import type { WantedReminder } from '../../approval/reminder.ts';
import type { ReminderRow } from './reminderRow.ts';

/** An instance that was still waiting at the look-up just made. */
export interface FreshInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly wanted: readonly WantedReminder[];
  /** The result of the look-up; absent: nothing newer than in the store. */
  readonly look?: {
    readonly snapshot: string;
    readonly lookedAt: number;
    readonly startedAt: number | null;
  };
  /** When a due row is checked again, ms; undefined: it may be sent now. */
  readonly heldUntil?: (row: ReminderRow) => number | undefined;
}

/** What one rule may send to one chat. */
export interface Speaking {
  readonly chat: string;
  readonly rule: string;
  /** `always`: everything goes into one card; otherwise only what exceeds the day's limit. */
  readonly folds: 'always' | DayLimit;
}

/** At most this many cards since that time; the rest goes into one card. Times are ms. */
export interface DayLimit {
  readonly since: number;
  readonly most: number;
  /**
   * Reminders held overnight fall due one by one: those above the limit are gathered at this time, when
   * all of them are due.
   */
  readonly foldAt: number;
  /** When reminders that come after the day's one card are checked again. */
  readonly tomorrow: () => number;
}

/** What happened to the reminders of one instance. */
export interface RemindResult {
  /** The instance ended meanwhile: nobody is reminded. */
  readonly isOver: boolean;
  /** These got a card each. */
  readonly single: readonly Speaking[];
  /** These are due and go into one card. */
  readonly folded: readonly Speaking[];
  /** How many are postponed: to be gathered, or because today's one card above the limit is already written. */
  readonly deferred: number;
  /** How many are due again although their last card was not sent yet: that card will say the same. */
  readonly unsent: number;
}

/** What goes into one card for one chat. */
export interface Fold {
  readonly chat: string;
  readonly rule: string;
  readonly items: readonly FreshInstance[];
  /** Whether it is the day's one card for everything above the limit. */
  readonly isExcess: boolean;
}

/** One instance, what may be sent about it, and when. */
export interface RemindOrder {
  readonly fresh: FreshInstance;
  readonly speaking: readonly Speaking[];
  readonly now: number;
}
