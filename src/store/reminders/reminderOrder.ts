import type { WantedReminder } from '../../approval/reminder.ts';
import type { ReminderRow } from './reminderRow.ts';

/** An instance that still waited when it was looked up just now. */
export interface FreshInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly wanted: readonly WantedReminder[];
  /** What the look-up brought; absent: nothing newer than the store has. */
  readonly look?: {
    readonly snapshot: string;
    readonly lookedAt: number;
    readonly startedAt: number | null;
  };
  /** When a row that is due is judged again, ms; undefined: it may be said now. */
  readonly heldUntil?: (row: ReminderRow) => number | undefined;
}

/** What may be said to one chat by one rule. */
export interface Speaking {
  readonly chat: string;
  readonly rule: string;
  /** `always`: everything goes into one card; else what exceeds the number of the day does. */
  readonly folds: 'always' | DayLimit;
}

/** So many cards since then; what exceeds that goes into one card. Times ms. */
export interface DayLimit {
  readonly since: number;
  readonly most: number;
  /**
   * What was held overnight falls due one by one: what exceeds the number among it is gathered at this moment, at which
   * it is no longer apart.
   */
  readonly gatheredAt: number;
  /** When what exceeds even the day's one card is judged again. */
  readonly tomorrow: () => number;
}

/** What became of the reminders of one instance. */
export interface Reminded {
  /** It ended meanwhile: nobody is reminded. */
  readonly isOver: boolean;
  /** These got a card. */
  readonly told: readonly Speaking[];
  /** These are due and are to be folded into one card. */
  readonly folded: readonly Speaking[];
  /** So many are put off, to be gathered or since today's one card for what exceeds the limit is written already. */
  readonly deferred: number;
  /** So many are due again, but the card of the last time could not be sent yet: it says the same when it can. */
  readonly unsent: number;
}

/** What is folded into one card for one chat. */
export interface Fold {
  readonly chat: string;
  readonly rule: string;
  readonly items: readonly FreshInstance[];
  /** Whether it is the day's one card for what exceeds the limit. */
  readonly isExcess: boolean;
}

/** One instance, what may be said of it, and when. */
export interface RemindOrder {
  readonly fresh: FreshInstance;
  readonly speaking: readonly Speaking[];
  readonly now: number;
}
