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
/** In its first week an open instance is looked at more often. */
const YOUNG = { forMs: 7 * DAY_MS, everyMs: 6 * HOUR_MS } as const;
const BATCH = 50;
/** Two machines' clocks differ: only a look further ahead than this was noted by one that was wrong. */
const AHEAD_MS = 10 * 60_000;

export interface RunOnceParts
  extends Omit<RunParts, 'asking' | 'lookbackMs' | 'signal'>,
    Omit<AskingParts, 'clock' | 'signal'> {
  readonly settings: RunParts['settings'] & Pick<Settings, 'reconcile'>;
}

/** One run, however it ends. A run can take hours, since its requests are counted by the hour. */
export async function runOnce(
  parts: RunOnceParts,
  order: RunOrder,
  signal: AbortSignal,
  report = newReport(),
): Promise<RunReport> {
  // A run may be asked for where the settings switch the others off.
  const { lookbackMs } = parts.settings.reconcile ?? RECONCILE_DEFAULTS;
  const asking = createAsking({ ...parts, signal });
  try {
    await reconcileOnce({ ...parts, lookbackMs, asking, signal }, order, report);
  } catch (thrown) {
    if (!(thrown instanceof RunStopped)) throw thrown;
    report.stopped = { why: thrown.why, message: thrown.message };
    // Nothing may be asked for weeks: then it is sent as it was.
    if (thrown.why !== 'month') await keepStale(parts);
  }
  return report;
}

/** What was looked at long ago is not sent before the next run has looked at it again. */
async function keepStale({ work, clock }: Pick<RunParts, 'work' | 'clock'>): Promise<void> {
  const now = clock.now();
  await work.restAgain(now - REST_MS, now + LONGEST_REST_MS);
}

/**
 * One comparison with Feishu: what an earlier run found long ago and what was not sent since, the instances created since
 * then, the open ones, the lately ended ones. What it finds goes the way of an event (store/reconcile/findings.ts); what is
 * as it was is recorded silently.
 *
 * Everything it has come to is on disk, so that one that is cut off goes on where it stopped.
 *
 * @throws RunStopped where it ends before it is through
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

/** Waits until an instance that was missing is to be looked at once more. */
function untilAgain({ clock, signal }: RunParts, since: number): Promise<void> {
  // A clock that was set back must not make it wait for longer.
  return wait(clock, Math.min(since + MISSING_MS - clock.now(), MISSING_MS), signal);
}

async function compare(
  parts: RunParts,
  order: RunOrder,
  report: RunReport,
  lookAt: LookAt,
  handled: Set<string>,
): Promise<void> {
  // What was created since then is told by Feishu's clock: ours may be wrong.
  const begunAt = (await parts.feishuTime?.()) ?? parts.clock.now();
  // Looks were noted by our clock, what happened by Feishu's.
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
