import { LONGEST_WINDOW_MS } from '../../feishu/api/instanceList.ts';
import type { Listing } from '../../store/reconcile/lookups.ts';
import type { LookAt, RunParts } from './runParts.ts';
import type { RunOrder, RunReport } from './runReport.ts';

/** Feishu's lists may be late, and two machines' clocks differ. */
const OVERLAP_MS = 5 * 60_000;
/** Events of instances created within the last minute are still expected. */
const SHORTEST_MS = 60_000;
/** Each list is billed: a bot that restarts often, or is often interrupted, lists at most this often. */
const LISTS_APART_MS = 10 * 60_000;

/**
 * Lists what was created since the last complete window, or since the approval was first mapped; so a first start posts
 * nothing old. Unknown instances are looked up. `"*"` has no list, since its approvals are unknown.
 *
 * A window with something that Feishu refuses to show is listed again by the next run, as far back as ended instances
 * are looked up. An approval that was listed a moment ago is left for later, and `report.listsFrom` says when; unless a
 * person asks.
 */
export async function listCreated(
  parts: ListParts,
  order: ListOrder,
  report: RunReport,
  lookAt: LookAt,
): Promise<void> {
  const { settings, work } = parts;
  const listings = new Map((await work.listings()).map((listing) => [listing.approvalCode, listing]));
  for (const approvalCode of settings.approvals.keys()) {
    const start = await startOf(parts, order, approvalCode, listings.get(approvalCode));
    if (!start) continue;
    if ('againAt' in start) {
      report.listsFrom = Math.min(report.listsFrom ?? Number.MAX_SAFE_INTEGER, start.againAt);
      continue;
    }
    const isShown = await listWindows(
      parts,
      { approvalCode, ...start, until: order.begunAt },
      report,
      lookAt,
    );
    if (!isShown) await work.noteRun(refusedBy(approvalCode), { at: order.begunAt, state: '' });
  }
}

type ListParts = Pick<RunParts, 'settings' | 'work' | 'asking' | 'lookbackMs'>;
type ListOrder = Pick<RunOrder, 'since' | 'everything'> & { readonly begunAt: number };

/** From when an approval is listed, and through when it was before. ms. */
interface Start {
  readonly from: number;
  readonly through: number;
}

/** Where the lists of an approval begin, or when they may; undefined: there is nothing to list. */
async function startOf(
  { work, lookbackMs }: ListParts,
  { since, everything, begunAt }: ListOrder,
  approvalCode: string,
  listing: Listing | undefined,
): Promise<Start | { readonly againAt: number } | undefined> {
  // It is recorded at the start of the bot.
  if (!listing && since === undefined) return undefined;
  const { firstConfiguredAt = begunAt, listedThrough = null } = listing ?? {};
  const { first, through } = doneBy(firstConfiguredAt, listedThrough, begunAt, lookbackMs);
  const from = since ?? Math.max(first, through - OVERLAP_MS);
  if (since === undefined && begunAt - from < SHORTEST_MS) {
    // It continues from here, even if it was mapped with a fast clock.
    if (firstConfiguredAt > begunAt) await work.noteListed(approvalCode, begunAt, begunAt);
    return undefined;
  }
  if (everything) return { from, through };
  const triedAt = (await work.lastRun(refusedBy(approvalCode)))?.at ?? 0;
  const listedAt = Math.max(listedThrough === null ? 0 : through, triedAt > begunAt ? 0 : triedAt);
  return begunAt - listedAt < LISTS_APART_MS ? { againAt: listedAt + LISTS_APART_MS } : { from, through };
}

/** Lists window by window. Returns whether Feishu showed everything that was asked for. */
async function listWindows(
  { work, asking, lookbackMs }: ListParts,
  { approvalCode, from, through, until }: Start & { readonly approvalCode: string; readonly until: number },
  report: RunReport,
  lookAt: LookAt,
): Promise<boolean> {
  let reached = through;
  let isShown = true;
  for (const window of windowsOf(from, until)) {
    const codes = await asking.list({ approvalCode, ...window });
    if (codes === undefined) {
      report.refused += 1;
      return false;
    }
    report.windows += 1;
    report.listed += codes.length;
    const refusedBefore = report.refused;
    for (const code of await work.strangers(codes)) await lookAt(code, approvalCode);
    if (report.refused > refusedBefore && window.until > until - lookbackMs) isShown = false;
    // Not past a refused window, nor over a gap left by a person's `--since`.
    if (!isShown || window.from > reached) continue;
    reached = Math.max(reached, window.until);
    await work.noteListed(approvalCode, reached, until);
  }
  return isShown;
}

/** Where the lists of an approval continue. A future time was written with a fast clock, and does not count. */
function doneBy(
  firstConfiguredAt: number,
  listedThrough: number | null,
  now: number,
  lookbackMs: number,
): { readonly first: number; readonly through: number } {
  if (listedThrough !== null && listedThrough <= now) {
    return { first: firstConfiguredAt <= now ? firstConfiguredAt : listedThrough, through: listedThrough };
  }
  const first = Math.min(firstConfiguredAt, now);
  return { first, through: listedThrough === null ? first : Math.max(first, now - lookbackMs) };
}

/** The name of the schedule row that records when an approval was last listed in part. */
function refusedBy(approvalCode: string): string {
  return `reconcile refused ${approvalCode}`;
}

/** [from, until] in windows that Feishu accepts, oldest first. */
function windowsOf(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const windows = [];
  for (let start = from; start < until; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, until: Math.min(until, start + LONGEST_WINDOW_MS) });
  }
  return windows;
}
