import { isStatus, type Status } from './status.ts';

/** One instance in a summary of what a look-up found. */
export interface FoundInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly status: Status;
}

/** What a row of kind `summary` is about, where it gathers what a run of reconcile found; stored as JSON. */
export interface FoundAbout {
  readonly run: string;
  readonly found: readonly FoundInstance[];
  /** How many there are in all: no card shows more than the first of them. */
  readonly count: number;
}

/** Of so many a summary keeps which they are: no card shows more. */
export const MOST_KEPT = 100;

/** The same with one more. */
export function withFound({ run, found, count }: FoundAbout, one: FoundInstance): FoundAbout {
  return { run, found: count < MOST_KEPT ? [...found, one] : found, count: count + 1 };
}

/** Reads what was stored; undefined: it is about something else. */
export function readFoundAbout(text: string): FoundAbout | undefined {
  try {
    const { run, found, count } = JSON.parse(text) as Partial<FoundAbout>;
    if (typeof run !== 'string' || !Array.isArray(found)) return undefined;
    const known = found.filter((one) => isStatus(one.status));
    return { run, found: known, count: typeof count === 'number' ? count : known.length };
  } catch {
    return undefined;
  }
}
