import type { WhyLeft } from '../../store/outbox/replays.ts';

/** What a person wants done with parked rows. `d7` is a delivery, `e7` an event. */
export type RowOrder = RowMove & {
  /** Absent: by the command line. */
  readonly by?: 'page';
};

type RowMove =
  | {
      readonly do: 'replay';
      readonly ids: readonly string[];
      /** Of these of unknown outcome, too: somebody has looked into the chat. */
      readonly evenUnknown: boolean;
    }
  | {
      readonly do: 'discard';
      readonly ids: readonly string[];
      /** They count as sent: somebody has seen them in the chat. */
      readonly sent: boolean;
    };

/** How far an order has come, and in the end what came of it. */
export interface RowReport {
  /** Rows that are named. */
  readonly total: number;
  /** Rows that were looked at. */
  done: number;
  /** To be sent, or composed, again. */
  replayed: number;
  /** Ended, since something newer was sent or is on its way. */
  superseded: number;
  discarded: number;
  /** Those that stay as they are. */
  readonly left: { readonly id: string; readonly why: WhyLeft }[];
}

/** The report of an order of which nothing is done yet. */
export function newRowReport({ ids }: RowOrder): RowReport {
  return { total: ids.length, done: 0, replayed: 0, superseded: 0, discarded: 0, left: [] };
}
