import type { Clock } from '../base/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { Findings, HeldFinding } from '../store/findings.ts';

/** What a run that was cut off has found and not told, by instance. */
export type Unproven = Map<string, HeldFinding>;

/** What was seen no longer ago than this is told without another look. */
export const FRESH_MS = 10 * 60_000;

/**
 * What is kept from a run that was cut off longer ago: it may have become something else, so that it is to be looked at
 * again before anybody is told. What is not mapped any more is not asked for: nobody is told of it anyway.
 */
export async function unprovenOf(
  settings: Pick<Settings, 'approvals' | 'fallback'>,
  work: Pick<Findings, 'heldFindings'>,
  clock: Clock,
): Promise<Unproven> {
  const now = clock.now();
  const held = (await work.heldFindings()).filter(
    ({ approvalCode, lookedAt }) =>
      // One ahead of now was noted by a clock that was wrong.
      Math.abs(now - lookedAt) > FRESH_MS && (settings.fallback || settings.approvals.has(approvalCode)),
  );
  return new Map(held.map((one) => [one.instanceCode, one]));
}
