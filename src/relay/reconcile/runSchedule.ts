import type { WhyStopped } from './runReport.ts';

const MINUTE_MS = 60_000;
/** After a run that ended early, or met a bug of ours: when the next one continues. */
const AGAIN_MS = {
  'called-off': 0,
  unreachable: 5 * MINUTE_MS,
  fault: 5 * MINUTE_MS,
  refused: 60 * MINUTE_MS,
  month: 60 * MINUTE_MS,
} as const;

/** When the next run comes. */
export interface RunSchedule {
  /** Why a run is due; undefined: none is. */
  readonly due: string | undefined;
  /** By the monotonic clock, ms. */
  readonly notBefore: number;
}

/** The first run comes at once. */
export const AT_START: RunSchedule = { due: 'the start', notBefore: Number.NEGATIVE_INFINITY };

/**
 * Something may have been missed: a run is due at once. What was done a moment ago is not done again, so it costs
 * little. Pure.
 */
export function afterWake({ due }: RunSchedule, reason: string): RunSchedule {
  return { ...AT_START, due: due ?? reason };
}

/** How a run ended. */
export interface RunEnd {
  /** Why it was due. */
  readonly reason: string;
  /** Why it ended before it was through; undefined: it is through. */
  readonly stopped: WhyStopped | 'fault' | undefined;
  /** When approvals that were left out may be listed, by the monotonic clock; undefined: none was. */
  readonly listsFrom?: number | undefined;
}

/** A run has ended; one that was asked for meanwhile stays due. Pure. */
export function afterRun(
  { due, notBefore }: RunSchedule,
  { reason, stopped, listsFrom }: RunEnd,
  now: number,
): RunSchedule {
  if (stopped !== undefined) return { due: due ?? reason, notBefore: now + AGAIN_MS[stopped] };
  if (listsFrom === undefined) return { due, notBefore };
  return { due: due ?? 'what was listed a moment ago', notBefore: Math.max(notBefore, listsFrom) };
}
