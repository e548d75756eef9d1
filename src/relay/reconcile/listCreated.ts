import { LONGEST_WINDOW_MS } from '../../feishu/api/instanceList.ts';
import type { Listing } from '../../store/reconcile/lookups.ts';
import { lookAt } from './lookAt.ts';
import type { ReconcileRun } from './runParts.ts';

/** Feishu's lists may be late, and two machines' clocks differ. */
const OVERLAP_MS = 5 * 60_000;
/** Events of instances created within the last minute are still expected. */
const SHORTEST_MS = 60_000;
/** Each list is billed: a bot that restarts often, or is often interrupted, lists at most this often. */
const LISTS_APART_MS = 10 * 60_000;
/**
 * Feishu's clock may be ahead of what we believe by this much (relay/warnings/clockWatch.ts). Its documentation does
 * not say what it does with an end in the future, so only a person's run has one.
 */
const AHEAD_MS = 60_000;

/**
 * Lists what was created since the last complete window, or since the approval was first mapped; so a first start posts
 * nothing old. Unknown instances are looked up. `"*"` has no list, since its approvals are unknown.
 *
 * An approval that was listed a moment ago is left for later, and `report.listsFrom` says when; unless a person asks.
 *
 * @param begunAt when the run began, by Feishu's clock
 */
export async function listCreated(run: ReconcileRun, begunAt: number): Promise<void> {
  const { settings, work, clock, order, report } = run;
  const listings = new Map((await work.listings()).map((listing) => [listing.approvalCode, listing]));
  for (const approvalCode of settings.approvals.keys()) {
    const start = startOf(run, begunAt, listings.get(approvalCode));
    if (!start) continue;
    const name = `reconcile list ${approvalCode}`;
    const now = clock.now();
    const agoMs = now - ((await work.lastRun(name))?.at ?? 0);
    // A future time was noted with a fast clock.
    if (!order.everything && agoMs >= 0 && agoMs < LISTS_APART_MS) {
      const againAt = clock.monotonic() + LISTS_APART_MS - agoMs;
      report.listsFrom = Math.min(report.listsFrom ?? againAt, againAt);
      continue;
    }
    await listWindows(run, approvalCode, start, begunAt);
    await work.noteRun(name, { at: now, state: '' });
  }
}

/** Where the list of an approval begins, and through when it was listed before; by Feishu's clock, ms. */
interface Start {
  readonly from: number;
  readonly through: number;
}

/** undefined: there is nothing to list. */
function startOf(
  { order: { since }, lookbackMs }: ReconcileRun,
  begunAt: number,
  listing: Listing | undefined,
): Start | undefined {
  // It is recorded at the start of the bot.
  if (!listing && since === undefined) return undefined;
  const { firstConfiguredAt = begunAt, listedThrough = null } = listing ?? {};
  // A future time was written with a fast clock, and does not count (store/strayMends.ts).
  const first = Math.min(firstConfiguredAt, begunAt);
  const isAhead = listedThrough !== null && listedThrough > begunAt;
  const through = isAhead ? Math.max(first, begunAt - lookbackMs) : (listedThrough ?? first);
  const from = since ?? Math.max(Math.min(first, through), through - OVERLAP_MS);
  return since === undefined && begunAt - from < SHORTEST_MS ? undefined : { from, through };
}

/**
 * Lists window by window. One with something that Feishu refuses to show is listed again by the next run, as far back
 * as ended instances are looked up.
 */
async function listWindows(
  run: ReconcileRun,
  approvalCode: string,
  { from, through }: Start,
  begunAt: number,
): Promise<void> {
  const { work, asking, order, report, lookbackMs } = run;
  // The next run lists the last minutes once more, but a person expects them of this one.
  const until = order.everything ? begunAt + AHEAD_MS : begunAt;
  let reached = through;
  let isShown = true;
  for (const window of windowsOf(from, until)) {
    const codes = await asking.list({ approvalCode, ...window });
    if (!codes) {
      report.refused += 1;
      return;
    }
    report.windows += 1;
    report.listed += codes.length;
    const refusedBefore = report.refused;
    for (const instanceCode of await work.strangers(codes)) await lookAt(run, { instanceCode, approvalCode });
    if (report.refused > refusedBefore && window.until > begunAt - lookbackMs) isShown = false;
    // Not past a refused window, nor over a gap left by a person's `--since`.
    if (!isShown || window.from > reached) continue;
    reached = Math.max(reached, Math.min(window.until, begunAt));
    await work.noteListed(approvalCode, reached);
  }
}

/** [from, until] in windows that Feishu accepts, oldest first. */
function windowsOf(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const windows = [];
  for (let start = from; start < until; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, until: Math.min(until, start + LONGEST_WINDOW_MS) });
  }
  return windows;
}
