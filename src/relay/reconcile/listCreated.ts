import { LONGEST_WINDOW_MS } from '../../feishu/api/instanceList.ts';
import type { LookAt, RunParts } from './runParts.ts';
import type { RunOrder, RunReport } from './runReport.ts';

/** Feishu's lists may lag behind, and two machines' clocks differ. */
const OVERLAP_MS = 5 * 60_000;
/** What was created within the last minute is on its way by itself. */
const SHORTEST_MS = 60_000;
/** Each list is billed: a bot that starts again and again, or is often cut off, lists no more often than this. */
const LISTS_APART_MS = 10 * 60_000;

/**
 * Lists the instances of every mapped approval that were created since the last completed window, or since the approval
 * was first mapped, whichever is later: a first start floods nobody. Those that nobody has told us of are looked at.
 * `"*"` stands for approvals that cannot be named, so it has no list.
 *
 * A window with something that Feishu refuses to show is listed again by the next run, as far back as ended instances
 * are looked at. What was listed a moment ago is left for later, and `report.listsFrom` says for when; not where a person
 * asks.
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
    // It is noted at the start of the bot.
    if (!listing && since === undefined) continue;
    const { firstConfiguredAt = begunAt, listedThrough = null } = listing ?? {};
    const done = doneBy(firstConfiguredAt, listedThrough, begunAt, lookbackMs);
    const from = since ?? Math.max(done.first, done.through - OVERLAP_MS);
    if (since === undefined && begunAt - from < SHORTEST_MS) {
      // So that it goes on from here, though the clock that mapped it ran ahead.
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
      // Neither past what was refused, nor over the gap that a person's wish may leave.
      if (!isShown || window.from > through) continue;
      through = Math.max(through, window.until);
      await work.noteListed(approvalCode, through, begunAt);
    }
    if (!isShown) await work.noteRun(tried, { at: begunAt, state: '' });
  }
}

/** Where the lists of an approval go on. What lies ahead of now was written by a clock that ran ahead: it proves nothing. */
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

/** The schedule's name by which it is kept when an approval was last listed in part. */
function refusedBy(approvalCode: string): string {
  return `reconcile refused ${approvalCode}`;
}

/** [from, until] in pieces that Feishu lists, oldest first. */
function windowsOf(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const windows = [];
  for (let start = from; start < until; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, until: Math.min(until, start + LONGEST_WINDOW_MS) });
  }
  return windows;
}
