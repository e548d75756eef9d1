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
  /** When a row is judged again that a silence holds back, ms; undefined: none does. */
  readonly heldUntil?: (row: ReminderRow) => number | undefined;
}

/** What may be said to one chat by one rule. */
export interface Speaking {
  readonly chat: string;
  readonly rule: string;
  /** `always`: everything goes into one card. `perDay`: what exceeds so many cards since then does. */
  readonly folds: 'always' | { readonly since: number; readonly most: number };
}

/** What became of the reminders of one instance. */
export interface Reminded {
  /** It ended meanwhile: nobody is reminded. */
  readonly isOver: boolean;
  /** These got a card. */
  readonly told: readonly Speaking[];
  /** These are due and are to be folded into one card. */
  readonly folded: readonly Speaking[];
  /** These are due, but today's one card for what exceeds the limit is written already. */
  readonly spilled: readonly Speaking[];
  /** These are due again, but the card of the last time could not be sent yet: it says the same when it can. */
  readonly unsent: readonly Speaking[];
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
