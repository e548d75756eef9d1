import type { Status } from '../../approval/status.ts';

/** Options of a run of reconcile. */
export interface RunOrder {
  /** Lists instances created since then, ms; absent: since the last run. */
  readonly since?: number;
  /** Lists none, and looks up only open instances. */
  readonly openOnly: boolean;
  /** Records unknown pending instances without posting; skips ended ones. */
  readonly adopt: boolean;
  /** Looks up everything, even if that was done recently: a person asks for it. */
  readonly everything: boolean;
  /** Only looks up old findings that still wait. */
  readonly restsOnly?: boolean;
}

/** One change that was not pushed. */
export interface FoundItem {
  readonly instance: string;
  readonly approval: string;
  readonly status: Status;
  /** ms. */
  readonly changedAt: number;
}

/** The result of a run, or its progress. */
export interface RunReport {
  /** Time windows that were listed, empty ones too. */
  windows: number;
  /** Instances that were listed. */
  listed: number;
  /** Look-ups that were answered. */
  looked: number;
  /** Changes that are relayed, or would be in a dry run. */
  found: FoundItem[];
  adopted: number;
  /** Instances that Feishu no longer knows. */
  missing: number;
  /** Look-ups and lists that Feishu refused. */
  refused: number;
  /** Changes that were older than some minutes, so their pushes must have been lost. */
  missed: number;
  /** When approvals that were left out may be listed, by the monotonic clock; absent: none was left out. */
  listsFrom?: number;
  /** Why it ended early; absent: it is complete. */
  stopped?: { readonly why: WhyStopped; readonly message: string };
}

export function newReport(): RunReport {
  return { windows: 0, listed: 0, looked: 0, found: [], adopted: 0, missing: 0, refused: 0, missed: 0 };
}

/** A run of reconcile ends early; the rest is left for the next one. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  readonly why: WhyStopped;

  constructor(why: WhyStopped, message: string) {
    super(message);
    this.why = why;
  }
}

/**
 * - `called-off`: this process must stop working, or a command asks for another run;
 * - `month`: the call budget of the month is used up;
 * - `unreachable`: Feishu does not answer;
 * - `refused`: Feishu refuses, which only a person can fix.
 */
export type WhyStopped = 'called-off' | 'month' | 'unreachable' | 'refused';
