import type { WhyStopped } from './runReport.ts';

const MINUTE_MS = 60_000;
/** After a run that ended early, or met a bug of ours: when the next one continues. */
const AGAIN_MS = {
  unreachable: 5 * MINUTE_MS,
  fault: 5 * MINUTE_MS,
  refused: 60 * MINUTE_MS,
  month: 60 * MINUTE_MS,
} as const;
/** The shortest time between two woken runs: Feishu bills each request. */
const WAKES_APART_MS = 10 * MINUTE_MS;

/** When the next run comes. Times by the monotonic clock, ms. */
export interface RunSchedule {
  /** Why a run is due; undefined: none is. */
  readonly due: string | undefined;
  readonly notBefore: number;
  /** The last run ended for a reason that only time or a person fixes: a wake does not start a run. */
  readonly isBarred: boolean;
  /** A wake asked for the run that is due. */
  readonly isWoken: boolean;
  /** When the last woken run began. */
  readonly wokenRunAt: number;
}

/** The first run comes at once. */
export const AT_START: RunSchedule = {
  due: 'the start',
  notBefore: Number.NEGATIVE_INFINITY,
  isBarred: false,
  isWoken: false,
  wokenRunAt: Number.NEGATIVE_INFINITY,
};

/** Something may have been missed. Pure. */
export function afterWake(schedule: RunSchedule, reason: string): RunSchedule {
  const due = schedule.due ?? reason;
  if (schedule.isBarred) return { ...schedule, due };
  return { ...schedule, due, isWoken: true, notBefore: schedule.wokenRunAt + WAKES_APART_MS };
}

/** A run begins. Pure. */
export function atRun(schedule: RunSchedule, now: number): RunSchedule {
  const wokenRunAt = schedule.isWoken ? now : schedule.wokenRunAt;
  return { ...schedule, due: undefined, isBarred: false, isWoken: false, wokenRunAt };
}

/** How a run ended. */
export interface RunEnd {
  /** Why it was due. */
  readonly reason: string;
  /** Why it ended before it was through; undefined: it is through. */
  readonly stopped: WhyStopped | 'fault' | undefined;
  /** After how long approvals that were left out may be listed, ms; undefined: none was. */
  readonly listsInMs?: number | undefined;
}

/** A run has ended; one that was asked for meanwhile stays due. Pure. */
export function afterRun(
  schedule: RunSchedule,
  { reason, stopped, listsInMs }: RunEnd,
  now: number,
): RunSchedule {
  if (stopped === undefined) {
    if (listsInMs === undefined) return schedule;
    const due = schedule.due ?? 'what was listed a moment ago';
    return { ...schedule, due, notBefore: Math.max(schedule.notBefore, now + listsInMs) };
  }
  const due = schedule.due ?? reason;
  if (stopped === 'called-off') return { ...schedule, due };
  const isBarred = stopped === 'refused' || stopped === 'month';
  return { ...schedule, due, isBarred, notBefore: now + AGAIN_MS[stopped] };
}
