import { wait } from '../../base/clock.ts';
import { RECONCILE_DEFAULTS } from '../../settings/defaults.ts';
import type { Settings } from '../../settings/settings.ts';
import type { DueSince } from '../../store/reconcile/lookups.ts';
import { LONGEST_REST_MS, REST_MS } from '../../store/reconcile/rests.ts';
import { MISSING_MS } from '../lookup/impliedChanges.ts';
import { type AskingParts, createAsking } from './asking.ts';
import { listCreated } from './listCreated.ts';
import { createLookAt, type Missing } from './lookAt.ts';
import type { LookAt, RunParts } from './runParts.ts';
import { newReport, type RunOrder, type RunReport, RunStopped } from './runReport.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** In its first week an open instance is looked up more often. */
const YOUNG = { forMs: 7 * DAY_MS, everyMs: 6 * HOUR_MS } as const;
const BATCH = 50;
/** Two machines' clocks differ: only a look-up further ahead than this was recorded with a wrong one. */
const AHEAD_MS = 10 * 60_000;

export interface RunOnceParts
  extends Omit<RunParts, 'asking' | 'lookbackMs' | 'signal'>,
    Omit<AskingParts, 'clock' | 'signal'> {
  readonly settings: RunParts['settings'] & Pick<Settings, 'reconcile'>;
}

/** One run, to any end. A run can take hours, since its requests are limited by the hour. */
export async function runOnce(
  parts: RunOnceParts,
  order: RunOrder,
  signal: AbortSignal,
  report = newReport(),
): Promise<RunReport> {
  // A run on command is possible even if reconcile is off.
  const { lookbackMs } = parts.settings.reconcile ?? RECONCILE_DEFAULTS;
  const asking = createAsking({ ...parts, signal });
  try {
    await reconcileOnce({ ...parts, lookbackMs, asking, signal }, order, report);
  } catch (thrown) {
    if (!(thrown instanceof RunStopped)) throw thrown;
    report.stopped = { why: thrown.why, message: thrown.message };
    // Without calls for weeks, findings are sent unchanged.
    if (thrown.why !== 'month') await keepStale(parts);
  }
  return report;
}

/** Old findings are not sent before the next run has looked them up again. */
async function keepStale({ work, clock }: Pick<RunParts, 'work' | 'clock'>): Promise<void> {
  const now = clock.now();
  await work.restAgain(now - REST_MS, now + LONGEST_REST_MS);
}

/**
 * One comparison with Feishu: old findings not yet sent, new instances, open ones, recently ended ones. A finding is
 * queued like an event (store/reconcile/findings.ts); an unchanged instance is recorded silently.
 *
 * Progress is on disk, so an interrupted run continues.
 *
 * @throws RunStopped if it ends early
 */
export async function reconcileOnce(parts: RunParts, order: RunOrder, report: RunReport): Promise<void> {
  const { work, clock } = parts;
  const missing: Missing = new Map();
  const lookAt = createLookAt(parts, order, report, missing);

  const handled = new Set<string>();
  for (const { instanceCode, approvalCode } of await work.staleRests(clock.now() - REST_MS)) {
    handled.add(instanceCode);
    await lookAt(instanceCode, approvalCode);
  }
  if (!order.restsOnly) await compare(parts, order, report, lookAt, handled);

  for (const [instanceCode, { approvalCode, since }] of [...missing]) {
    await untilAgain(parts, since);
    await lookAt(instanceCode, approvalCode);
  }
}

/** Waits until a missing instance is to be looked up again. */
function untilAgain({ clock, signal }: RunParts, since: number): Promise<void> {
  // A clock that was set back must not make it wait longer.
  return wait(clock, Math.min(since + MISSING_MS - clock.now(), MISSING_MS), signal);
}

async function compare(
  parts: RunParts,
  order: RunOrder,
  report: RunReport,
  lookAt: LookAt,
  handled: Set<string>,
): Promise<void> {
  // Creation times are by Feishu's clock: ours may be wrong.
  const begunAt = (await parts.feishuTime?.()) ?? parts.clock.now();
  // Look-ups were recorded by our clock, changes by Feishu's.
  const since = dueSince(parts, order, begunAt);
  if (!order.openOnly) await listCreated(parts, { ...order, begunAt }, report, lookAt);

  for (;;) {
    const believedUntil = parts.clock.now() + AHEAD_MS;
    const looks = await parts.work.dueLooks({ ...since, believedUntil }, BATCH + handled.size);
    const fresh = looks.filter(({ instanceCode }) => !handled.has(instanceCode));
    if (fresh.length === 0) break;
    for (const { instanceCode, approvalCode } of fresh.slice(0, BATCH)) {
      handled.add(instanceCode);
      await lookAt(instanceCode, approvalCode);
    }
  }
}

function dueSince(
  { settings, lookbackMs, clock }: RunParts,
  order: RunOrder,
  feishuNow: number,
): Omit<DueSince, 'believedUntil'> {
  const now = clock.now();
  const mapped = settings.fallback ? {} : { approvals: [...settings.approvals.keys()] };
  const ended = {
    lookedBefore: order.everything ? now : now - DAY_MS,
    changedSince: Math.min(feishuNow - lookbackMs, order.since ?? feishuNow),
  };
  return {
    young: order.everything ? now : now - YOUNG.everyMs,
    youngSince: now - YOUNG.forMs,
    old: order.everything ? now : now - DAY_MS,
    ...(order.openOnly ? {} : { ended }),
    ...mapped,
  };
}
