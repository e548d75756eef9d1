import { wait } from '../base/clock.ts';
import type { HeldFinding } from '../store/findings.ts';
import type { DueSince } from '../store/looks.ts';
import { MISSING_MS } from './found.ts';
import { listCreated } from './listCreated.ts';
import { createLookAt, type Missing } from './lookAt.ts';
import type { RunOrder, RunReport } from './report.ts';
import type { LookAt, RunParts } from './runParts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** In its first week an open instance is looked at more often. */
const YOUNG = { forMs: 7 * DAY_MS, everyMs: 6 * HOUR_MS } as const;
const BATCH = 50;
/** Two machines' clocks differ: only a look further ahead than this was noted by one that was wrong. */
const AHEAD_MS = 10 * 60_000;

/**
 * One comparison with Feishu: what an earlier run had found and not told, the instances created since then, the open
 * ones, the lately ended ones. What it finds is kept (store/findings.ts) until it is told (runOnce.ts); what is as it was
 * is recorded without a word.
 *
 * Everything it has come to is on disk, so that one that is cut off goes on where it stopped.
 *
 * @throws RunStopped where it ends before it is through
 */
export async function reconcileOnce(parts: RunParts, order: RunOrder, report: RunReport): Promise<void> {
  const begunAt = parts.clock.now();
  const missing: Missing = new Map();
  const lookAt = createLookAt(parts, order, report, missing);

  await proveHeld(parts, missing, createLookAt(parts, { ...order, adopt: false }, report, missing));
  if (!order.heldOnly) await compare(parts, { ...order, begunAt }, report, lookAt);

  for (const [instanceCode, { approvalCode, since }] of [...missing]) {
    await untilAgain(parts, since);
    await lookAt(instanceCode, approvalCode);
  }
}

/** Waits until an instance that was missing is to be looked at once more. */
function untilAgain({ clock, signal }: RunParts, since: number): Promise<void> {
  return wait(clock, since + MISSING_MS - clock.now(), signal);
}

/**
 * Looks again at what was found too long ago to be told. What Feishu refuses to show now is told as it was. What it does
 * not know is kept until a second look: a run that ends in between leaves it to the next.
 */
async function proveHeld(parts: RunParts, missing: Missing, lookAt: LookAt): Promise<void> {
  const { unproven, work } = parts;
  const prove = async (held: HeldFinding): Promise<void> => {
    const looked = await lookAt(held.instanceCode, held.approvalCode);
    if (looked === 'missing') return;
    // Found again, a newer one has taken its place.
    if (looked === 'concluded') await work.dropFinding(held);
    unproven.delete(held.instanceCode);
  };
  for (const held of [...unproven.values()]) await prove(held);
  for (const held of [...unproven.values()]) {
    await untilAgain(parts, missing.get(held.instanceCode)?.since ?? 0);
    await prove(held);
  }
}

async function compare(
  parts: RunParts,
  order: RunOrder & { readonly begunAt: number },
  report: RunReport,
  lookAt: LookAt,
): Promise<void> {
  const { begunAt } = order;
  if (!order.openOnly) await listCreated(parts, order, report, lookAt);

  const handled = new Set<string>();
  for (const due = dueSince(parts, order, begunAt); ; ) {
    const believedUntil = parts.clock.now() + AHEAD_MS;
    const looks = await parts.work.dueLooks({ ...due, believedUntil }, BATCH + handled.size);
    const fresh = looks.filter(({ instanceCode }) => !handled.has(instanceCode));
    if (fresh.length === 0) break;
    for (const { instanceCode, approvalCode } of fresh.slice(0, BATCH)) {
      handled.add(instanceCode);
      await lookAt(instanceCode, approvalCode);
    }
  }
}

function dueSince(
  { settings, lookbackMs }: RunParts,
  order: RunOrder,
  now: number,
): Omit<DueSince, 'believedUntil'> {
  const mapped = settings.fallback ? {} : { approvals: [...settings.approvals.keys()] };
  const ended = {
    lookedBefore: order.everything ? now : now - DAY_MS,
    changedSince: Math.min(now - lookbackMs, order.since ?? now),
  };
  return {
    young: order.everything ? now : now - YOUNG.everyMs,
    youngSince: now - YOUNG.forMs,
    old: order.everything ? now : now - DAY_MS,
    ...(order.openOnly ? {} : { ended }),
    ...mapped,
  };
}
