import type { InstanceRef } from '../../approval/change.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { RecordedLookups } from '../../store/instances/recordLookup.ts';
import type { Findings } from '../../store/reconcile/findings.ts';
import type { LookMarks, Lookups } from '../../store/reconcile/lookups.ts';
import type { Rests } from '../../store/reconcile/rests.ts';
import type { Schedules } from '../../store/schedules.ts';
import type { Observer } from '../context/observe.ts';
import type { Routing } from '../routing/routing.ts';
import type { Asking, AskingParts } from './asking.ts';
import type { RunOrder, RunReport } from './runReport.ts';

/** What every run needs. */
export interface RunParts extends AskingParts {
  readonly settings: Pick<
    Settings,
    'approvals' | 'fallback' | 'timezone' | 'calendar' | 'reconcile' | 'retentionMs'
  >;
  readonly routing: Pick<Routing, 'holding' | 'judge'>;
  readonly observer: Pick<Observer, 'deliveryEnded' | 'stepsFound'>;
  /** What a run reads and writes; a dry run writes nothing. */
  readonly work: Pick<Changes, 'knownInstance'> &
    Pick<Findings, 'addFinding'> &
    Pick<Rests, 'staleRests' | 'restAgain'> &
    RecordedLookups &
    Pick<Schedules, 'lastRun' | 'noteRun'> &
    Lookups &
    LookMarks;
  /** What Feishu's clock shows, ms since the epoch; ours if that is unknown. */
  readonly feishuTime: () => Promise<number>;
  /** There are findings to compose. */
  readonly onAccepted: () => void;
  /** These chats have a card to update. */
  readonly onComposed: (chats: readonly string[]) => void;
}

/** One run: what it needs, what it is to do, and what it has found so far. */
export interface ReconcileRun extends RunParts {
  readonly order: RunOrder;
  readonly report: RunReport;
  readonly signal: AbortSignal;
  readonly asking: Asking;
  /** Instances that ended within this time are looked up once a day. */
  readonly lookbackMs: number;
  /** Instances that Feishu did not know, and when, by the monotonic clock: they are looked up again. */
  readonly missing: (InstanceRef & { readonly since: number })[];
}
