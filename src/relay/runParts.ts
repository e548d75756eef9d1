import type { Clock } from '../base/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { Changes } from '../store/changes.ts';
import type { Findings } from '../store/findings.ts';
import type { LookMarks, Looks } from '../store/looks.ts';
import type { Refreshes } from '../store/refreshes.ts';
import type { Schedules } from '../store/schedules.ts';
import type { Asking } from './asking.ts';
import type { Unproven } from './unproven.ts';

/** What a run reads and writes; a dry run writes nothing. */
export type RunWork = Pick<Changes, 'knownInstance'> &
  Pick<Findings, 'holdFinding' | 'dropFinding'> &
  Pick<Refreshes, 'recordLook'> &
  Pick<Schedules, 'lastRun' | 'noteRun'> &
  Looks &
  LookMarks;

export interface RunParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  /** Ended instances younger than this are looked at once a day. */
  readonly lookbackMs: number;
  readonly work: RunWork;
  readonly asking: Asking;
  /** To be looked at again before it is told; what was, goes. */
  readonly unproven: Unproven;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** These chats have a card to be brought up to date. */
  readonly onComposed: (chats: readonly string[]) => void;
}

/** Looks at one instance and keeps what that brings. */
export type LookAt = (instanceCode: string, approvalCode: string) => Promise<Looked>;

/**
 * - `concluded`: what it showed is kept, or recorded;
 * - `missing`: Feishu does not know it, which counts when it does not a minute later, either;
 * - `refused`: Feishu refuses to show it.
 */
export type Looked = 'concluded' | 'missing' | 'refused';
