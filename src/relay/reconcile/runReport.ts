import type { Status } from '../../approval/status.ts';

/** What a run of reconcile is to do. */
export interface RunOrder {
  /** Lists instances created since then, ms; absent: since the last run. */
  readonly since?: number;
  /** Lists none, and looks at open instances alone. */
  readonly openOnly: boolean;
  /** Takes on instances that wait and are not known yet without a word, and leaves out those that ended. */
  readonly adopt: boolean;
  /** Looks at everything, however lately that was done: a person asks for it. */
  readonly everything: boolean;
  /** Only looks again at what an earlier run has found, and what still rests. */
  readonly restsOnly?: boolean;
}

/** One change that nobody pushed. */
export interface FoundItem {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  /** ms. */
  readonly changedAt: number;
}

/** What came of a run; also how far it has come. */
export interface RunReport {
  /** Windows of time of which Feishu listed the instances, be they none. */
  windows: number;
  /** Instances that were listed. */
  listed: number;
  /** Look-ups that were answered. */
  looked: number;
  /** Changes that are relayed, or in a dry run would be. */
  found: FoundItem[];
  adopted: number;
  /** Instances that Feishu does not know any more. */
  missing: number;
  /** Look-ups and lists that Feishu refuses. */
  refused: number;
  /** Changes that were older than some minutes, so that their pushes must have been lost. */
  missed: number;
  /** Some approvals were listed a moment ago: they may be again from then on, ms; absent: none was left out. */
  listsFrom?: number;
  /** Why it ended before it was through; absent: it is through. */
  stopped?: { readonly why: WhyStopped; readonly message: string };
}

export function newReport(): RunReport {
  return { windows: 0, listed: 0, looked: 0, found: [], adopted: 0, missing: 0, refused: 0, missed: 0 };
}

/** A run of reconcile ends before it is through; what it has not come to is left for the next. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  readonly why: WhyStopped;

  constructor(why: WhyStopped, message: string) {
    super(message);
    this.why = why;
  }
}

/**
 * - `called-off`: this process is to work no more, or somebody asks for another run;
 * - `month`: the call budget of the month is used up;
 * - `unreachable`: Feishu does not answer;
 * - `refused`: it answers what only a person can mend.
 */
export type WhyStopped = 'called-off' | 'month' | 'unreachable' | 'refused';
