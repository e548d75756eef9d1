import type { Distinction } from '../../approval/fieldRole.ts';
import type { Instance, PersonId } from '../../approval/instance.ts';
import type { Status } from '../../approval/status.ts';

/** A step that has waited for too long. */
export interface OverdueStep {
  /** Empty: unknown. */
  readonly person: PersonId;
  /** The stand-in who is reminded instead; absent: none. */
  readonly standIn?: PersonId;
  readonly node: string;
  /** ms since the epoch. */
  readonly since: number;
  /** How long it has waited in working time, in the card's language. */
  readonly waited: string;
  /** The number of this reminder of the step: 1 for the first; 0: it is not counted. */
  readonly count: number;
}

/** One instance among several. */
export interface OverdueInstance {
  readonly instanceCode: string;
  /** Empty: unknown. */
  readonly approvalName: string;
  readonly applicant: PersonId;
  readonly steps: readonly OverdueStep[];
  /** As last looked up, for reading its form by the rules of a chat. */
  readonly instance?: Instance | undefined;
  /** What distinguishes it, by those rules; absent: its number. */
  readonly distinction?: Distinction;
  /** Of a summary that lists changes: the new status. */
  readonly status?: Status;
}

/** The most instances of a summary that are read from the store: no card shows more. */
export const MOST_SHOWN = 30;

/** The most changes that are folded into one card: each has room for its link (test/cards/render/summary.test.ts). */
export const MOST_FOLDED_LINES = 40;

/** The state of a reminder's buttons: what they offer, or did. */
export interface Deferral {
  /** Who pressed one; empty: nobody did, and they are offered. */
  readonly by: PersonId;
  /** Until when, ms; null: until the step ends. */
  readonly until?: number | null;
}

/** The figures of a week; durations are in the card's language, empty if nothing was decided. */
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
  /** The slowest step; absent: no step was decided. */
  readonly slowest?: { readonly approvalName: string; readonly stepName: string; readonly median: string };
}

/** The content of a reminder of one instance, or of a summary of several. */
export interface ReminderNote {
  /** The summary lists changes that were not pushed, and not what waits; absent: it reminds. */
  readonly tellsChanges?: true;
  /** Whether it is an escalation. */
  readonly isEscalated: boolean;
  readonly steps: readonly OverdueStep[];
  /** The instances that may be shown, the longest waiting first. */
  readonly instances: readonly OverdueInstance[];
  /** How many there are in all. */
  readonly count: number;
  /** Of an overview; absent: it is without the figures of the week. */
  readonly week?: WeekNote;
  /** Absent: it has no buttons. */
  readonly deferral?: Deferral;
}
