import type { PersonId } from '../approval/instance.ts';
import type { Status } from '../approval/status.ts';

/** A step that has waited for too long. */
export interface OverdueStep {
  /** Empty: nobody knows. */
  readonly person: PersonId;
  readonly node: string;
  /** ms since the epoch. */
  readonly since: number;
  /** How long that is in working time, in the words of the card's language. */
  readonly waited: string;
  /** Which reminder of it this is: 1 for the first; 0: it is not one of a row. */
  readonly count: number;
}

/** One instance among several. */
export interface OverdueInstance {
  readonly instanceCode: string;
  /** Empty: unknown. */
  readonly approvalName: string;
  readonly applicant: PersonId;
  readonly steps: readonly OverdueStep[];
  /** Of a summary that tells changes: what it became. */
  readonly status?: Status;
}

/** Of a summary, so many instances are looked up in the store: no card shows more. */
export const MOST_SHOWN = 30;

/** What a reminder tells of its instance, or a summary of several. */
export interface ReminderNote {
  /** A summary that tells changes which nobody pushed, and not what waits; absent: it reminds. */
  readonly tellsChanges?: true;
  /** Whether it goes further up. */
  readonly isEscalated: boolean;
  readonly steps: readonly OverdueStep[];
  /** Those that may be shown, the longest waiting first. */
  readonly instances: readonly OverdueInstance[];
  /** How many there are in all. */
  readonly count: number;
}
