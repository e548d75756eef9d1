import { LONGEST_WINDOW_MS } from '../feishu/instanceList.ts';
import type { RunOrder, RunReport } from './report.ts';
import type { LookAt, RunParts } from './runParts.ts';

/** Feishu's lists may lag behind, and two machines' clocks differ. */
const OVERLAP_MS = 5 * 60_000;
/** What was created within the last minute is on its way by itself. */
const SHORTEST_MS = 60_000;

/**
 * Lists the instances of every mapped approval that were created since the last completed window, or since the approval
 * was first mapped, whichever is later: a first start floods nobody. Those that nobody has told us of are looked at.
 * `"*"` stands for approvals that cannot be named, so it has no list.
 */
export async function listCreated(
  { settings, work, asking }: Pick<RunParts, 'settings' | 'work' | 'asking'>,
  { since, begunAt }: Pick<RunOrder, 'since'> & { readonly begunAt: number },
  report: RunReport,
  lookAt: LookAt,
): Promise<void> {
  const listings = new Map((await work.listings()).map((listing) => [listing.approvalCode, listing]));
  for (const approvalCode of settings.approvals.keys()) {
    const listing = listings.get(approvalCode);
    // It is noted at the start of the bot.
    if (!listing && since === undefined) continue;
    const { firstConfiguredAt = begunAt, listedThrough = null } = listing ?? {};
    const listedFrom = Math.max(firstConfiguredAt, (listedThrough ?? firstConfiguredAt) - OVERLAP_MS);
    const from = since ?? listedFrom;
    if (since === undefined && begunAt - from < SHORTEST_MS) continue;
    let through = listedThrough ?? firstConfiguredAt;
    for (const window of windowsOf(from, begunAt)) {
      const codes = await asking.list({ approvalCode, ...window });
      if (codes === undefined) {
        report.refused += 1;
        break;
      }
      report.listed += codes.length;
      for (const code of await work.strangers(codes)) await lookAt(code, approvalCode);
      // What a person asked for may leave a gap before it.
      if (window.from > through) continue;
      through = Math.max(through, window.until);
      await work.noteListed(approvalCode, through);
    }
  }
}

/** [from, until] in pieces that Feishu lists, oldest first. */
export function windowsOf(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const windows = [];
  for (let start = from; start < until; start += LONGEST_WINDOW_MS) {
    windows.push({ from: start, until: Math.min(until, start + LONGEST_WINDOW_MS) });
  }
  return windows;
}
