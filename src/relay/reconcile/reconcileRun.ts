import { wait } from '../../base/clock.ts';
import { RECONCILE_DEFAULTS } from '../../settings/defaults.ts';
import type { DueSince } from '../../store/reconcile/lookups.ts';
import { LONGEST_REST_MS, REST_MS } from '../../store/reconcile/rests.ts';
import { MISSING_MS } from '../lookup/impliedChanges.ts';
import { createAsking } from './asking.ts';
import { listCreated } from './listCreated.ts';
import { lookAt } from './lookAt.ts';
import type { ReconcileRun, RunParts } from './runParts.ts';
import { newReport, type RunOrder, type RunReport, RunStopped } from './runReport.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** In its first week an open instance is looked up more often. */
const YOUNG = { forMs: 7 * DAY_MS, everyMs: 6 * HOUR_MS } as const;
const BATCH = 50;

/**
 * One comparison with Feishu, to any end: old findings not yet sent, new instances, open ones, recently ended ones. A
 * finding is queued like an event (store/reconcile/findings.ts); an unchanged instance is recorded silently.
 *
 * A run can take hours, since its requests are limited by the hour. Progress is on disk, so an interrupted run
 * continues.
 */
export async function runOnce(
  parts: RunParts,
  order: RunOrder,
  signal: AbortSignal,
  report = newReport(),
): Promise<RunReport> {
  const { work, clock } = parts;
  // A run on command is possible even if reconcile is off.
  const { lookbackMs } = parts.settings.reconcile ?? RECONCILE_DEFAULTS;
  const asking = createAsking(parts, signal);
  try {
    await compare({ ...parts, order, report, signal, asking, lookbackMs, missing: [] });
  } catch (thrown) {
    if (!(thrown instanceof RunStopped)) throw thrown;
    report.stopped = { why: thrown.why, message: thrown.message };
    // Old findings are not sent before the next run has looked them up again; but if there are no calls for weeks,
    // they are sent unchanged.
    const now = clock.now();
    if (thrown.why !== 'month') await work.restAgain(now - REST_MS, now + LONGEST_REST_MS);
  }
  return report;
}

/** @throws RunStopped if it ends early */
async function compare(run: ReconcileRun): Promise<void> {
  const { work, clock, order, missing, signal } = run;
  const stale = await work.staleRests(clock.now() - REST_MS);
  for (const subject of stale) await lookAt(run, subject);
  if (!order.restsOnly) await compareRest(run, new Set(stale.map(({ instanceCode }) => instanceCode)));
  for (const { since, ...subject } of missing) {
    await wait(clock, since + MISSING_MS - clock.monotonic(), signal);
    await lookAt(run, subject, true);
  }
}

/** @param handled instances that this run has looked up already */
async function compareRest(run: ReconcileRun, handled: Set<string>): Promise<void> {
  const { work, order } = run;
  // Creation times are by Feishu's clock: ours may be wrong.
  const begunAt = await run.feishuTime();
  const since = dueSince(run, begunAt);
  if (!order.openOnly) await listCreated(run, begunAt);
  for (;;) {
    const due = await work.dueLooks(since, BATCH + handled.size);
    const fresh = due.filter(({ instanceCode }) => !handled.has(instanceCode)).slice(0, BATCH);
    if (fresh.length === 0) break;
    for (const subject of fresh) {
      handled.add(subject.instanceCode);
      await lookAt(run, subject);
    }
  }
}

/** @param feishuNow what Feishu's clock shows: look-ups were recorded by our clock, changes by Feishu's */
function dueSince({ settings, lookbackMs, clock, order }: ReconcileRun, feishuNow: number): DueSince {
  const now = clock.now();
  const ended = {
    lookedBefore: order.everything ? now : now - DAY_MS,
    changedSince: Math.min(feishuNow - lookbackMs, order.since ?? feishuNow),
  };
  return {
    young: order.everything ? now : now - YOUNG.everyMs,
    youngSince: now - YOUNG.forMs,
    old: order.everything ? now : now - DAY_MS,
    ...(order.openOnly ? {} : { ended }),
    ...(settings.fallback ? {} : { approvals: [...settings.approvals.keys()] }),
  };
}
