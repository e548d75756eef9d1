import { LONGEST_WINDOW_MS } from '../../feishu/api/instanceList.ts';
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
  { settings, work, asking, lookbackMs }: Pick<RunParts, 'settings' | 'work' | 'asking' | 'lookbackMs'>,
  { since, everything, begunAt }: Pick<RunOrder, 'since' | 'everything'> & { readonly begunAt: number },
  report: RunReport,
  lookAt: LookAt,
): Promise<void> {
  const listings = new Map((await work.listings()).map((listing) => [listing.approvalCode, listing]));
  for (const approvalCode of settings.approvals.keys()) {
    const listing = listings.get(approvalCode);
    // It is recorded at the start of the bot.
    if (!listing && since === undefined) continue;
    const { firstConfiguredAt = begunAt, listedThrough = null } = listing ?? {};
    const done = doneBy(firstConfiguredAt, listedThrough, begunAt, lookbackMs);
    const from = since ?? Math.max(done.first, done.through - OVERLAP_MS);
    if (since === undefined && begunAt - from < SHORTEST_MS) {
      // It continues from here, even if it was mapped with a fast clock.
      if (firstConfiguredAt > begunAt) await work.noteListed(approvalCode, begunAt, begunAt);
      continue;
    }
    const tried = refusedBy(approvalCode);
    if (!everything) {
      const triedAt = (await work.lastRun(tried))?.at ?? 0;
      const listedAt = Math.max(listedThrough === null ? 0 : done.through, triedAt > begunAt ? 0 : triedAt);
      if (begunAt - listedAt < LISTS_APART_MS) {
        report.listsFrom = Math.min(report.listsFrom ?? Number.MAX_SAFE_INTEGER, listedAt + LISTS_APART_MS);
        continue;
      }
    }
    let through = done.through;
    let isShown = true;
    for (const window of windowsOf(from, begunAt)) {
      const codes = await asking.list({ approvalCode, ...window });
      if (codes === undefined) {
        report.refused += 1;
        isShown = false;
        break;
      }
      report.windows += 1;
      report.listed += codes.length;
      const refusedBefore = report.refused;
      for (const code of await work.strangers(codes)) await lookAt(code, approvalCode);
      const isRefused = report.refused > refusedBefore && window.until > begunAt - lookbackMs;
      if (isRefused) isShown = false;
      // Not past a refused window, nor over a gap left by a person's `--since`.
      if (!isShown || window.from > through) continue;
      through = Math.max(through, window.until);
      await work.noteListed(approvalCode, through, begunAt);
    }
    if (!isShown) await work.noteRun(tried, { at: begunAt, state: '' });
  }
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
