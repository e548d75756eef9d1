import type { Clock } from '../../base/clock.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { Refreshes } from '../../store/instances/refreshes.ts';
import type { Findings } from '../../store/reconcile/findings.ts';
import type { LookMarks, Lookups } from '../../store/reconcile/lookups.ts';
import type { Rests } from '../../store/reconcile/rests.ts';
import type { Schedules } from '../../store/schedules.ts';
import type { Observer } from '../context/observe.ts';
import type { Routing } from '../routing/routing.ts';
import type { Asking } from './asking.ts';

/** What a run reads and writes; a dry run writes nothing. */
export type RunWork = Pick<Changes, 'knownInstance'> &
  Pick<Findings, 'addFinding'> &
  Pick<Rests, 'staleRests' | 'restAgain'> &
  Pick<Refreshes, 'recordLookup'> &
  Pick<Schedules, 'lastRun' | 'noteRun'> &
  Lookups &
  LookMarks;

export interface RunParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar' | 'retentionMs'>;
  readonly routing: Pick<Routing, 'holding' | 'judge'>;
  readonly observer: Pick<Observer, 'deliveryEnded' | 'stepsFound'>;
  /** Instances that ended within this time are looked up once a day. */
  readonly lookbackMs: number;
  readonly work: RunWork;
  readonly asking: Asking;
  readonly clock: Clock;
  /** What Feishu's clock shows, ms since the epoch; absent: ours is believed. */
  readonly feishuTime?: () => Promise<number>;
  readonly signal: AbortSignal;
  /** There are findings to compose. */
  readonly onAccepted: () => void;
  /** These chats have a card to update. */
  readonly onComposed: (chats: readonly string[]) => void;
}

/** Looks up one instance and records the result. */
export type LookAt = (instanceCode: string, approvalCode: string) => Promise<Looked>;

/**
 * - `concluded`: the result is passed on, or recorded;
 * - `missing`: Feishu does not know it, which counts if it is the same a minute later;
 * - `refused`: Feishu refuses to show it.
 */
export type Looked = 'concluded' | 'missing' | 'refused';
