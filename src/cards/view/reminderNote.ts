import type { Distinction } from '../../approval/fieldRole.ts';
import type { Instance, PersonId } from '../../approval/instance.ts';
import type { Status } from '../../approval/status.ts';

/** A step that has waited for too long. */
export interface OverdueStep {
  /** Empty: nobody knows. */
  readonly person: PersonId;
  /** Who is reminded in that person's place; absent: nobody is. */
  readonly standIn?: PersonId;
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
  /** As last looked up, for whoever reads its form by the rules of a chat. */
  readonly instance?: Instance | undefined;
  /** What tells it from others, by those rules; absent: its number does. */
  readonly distinction?: Distinction;
  /** Of a summary that tells changes: what it became. */
  readonly status?: Status;
}

/** Of a summary, so many instances are looked up in the store: no card shows more. */
export const MOST_SHOWN = 30;

/** Into one card so many changes are folded: each has room for its link (test/cards/render/summary.test.ts). */
export const MOST_LINES = 40;

/** What the buttons of a reminder offer, or have done. */
export interface Deferral {
  /** Who pressed one; empty: nobody has, and they are offered. */
  readonly by: PersonId;
  /** Until when, ms; null: until the step ends. */
  readonly until?: number | null;
}

/** The figures of a week; how long things took in the words of the card's language, empty where nothing was decided. */
export interface WeekNote {
  /** Its first and last day, as `11-16`. */
  readonly from: string;
  readonly to: string;
  readonly created: number;
  readonly decided: number;
  readonly median: string;
  readonly p90: string;
  /** The same of the week before. */
  readonly before: { readonly created: number; readonly decided: number; readonly median: string };
  /** Where it took longest; absent: no step was decided. */
  readonly slowest?: { readonly approvalName: string; readonly stepName: string; readonly median: string };
}

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
  /** Of an overview; absent: it does not hold the figures of the week. */
  readonly week?: WeekNote;
  /** Absent: it has no buttons. */
  readonly deferral?: Deferral;
}
