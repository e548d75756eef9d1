import type { WhyLeft } from '../../store/outbox/replays.ts';

/** A command about parked rows. `d7` is a delivery, `e7` an event. */
export type RowOrder = RowMove & {
  /** Absent: by the command line. */
  readonly by?: 'page';
};

type RowMove =
  | {
      readonly do: 'replay';
      readonly ids: readonly string[];
      /** Including those of unknown outcome: a person has checked the chat. */
      readonly evenUnknown: boolean;
    }
  | {
      readonly do: 'discard';
      readonly ids: readonly string[];
      /** They count as sent: a person has seen them in the chat. */
      readonly sent: boolean;
    };

/** The progress of a command, and in the end its result. */
export interface RowReport {
  /** Rows that are named. */
  readonly total: number;
  /** Rows that were handled. */
  done: number;
  /** To be sent, or composed, again. */
  replayed: number;
  /** Ended, since a newer row was sent or is waiting. */
  superseded: number;
  discarded: number;
  /** Rows that stay as they are. */
  readonly left: { readonly id: string; readonly why: WhyLeft }[];
}

/** The report of a command at its start. */
export function newRowReport({ ids }: RowOrder): RowReport {
  return { total: ids.length, done: 0, replayed: 0, superseded: 0, discarded: 0, left: [] };
}
