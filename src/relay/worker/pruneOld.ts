import type { Clock } from '../../base/clock.ts';
import type { Prune } from '../../store/prune.ts';

export interface PruneOldParts {
  readonly prune: Prune;
  readonly clock: Clock;
  /** Rows that finished longer ago than this are deleted, ms. */
  readonly retentionMs: () => number;
  /** Whether the clock may be wrong: then nothing is deleted. */
  readonly isClockTrusted: () => boolean;
}

/** Feishu repeats an event for 7.1 hours: so long at least it must be known, whatever the retention. */
const EVENTS_KEPT_MS = 8 * 3_600_000;
const BATCH = 500;
/** If more is left: soon again, but not at once, so live work is not delayed. */
const PAUSE_MS = 100;
/** Feishu's next answer may show that the clock is right. */
const ASK_MS = 10_000;

/** Deletes a batch of old finished rows. Returns when to continue; Infinity: that was all. */
export async function pruneOld(parts: PruneOldParts): Promise<number> {
  const { prune, clock, retentionMs } = parts;
  if (!parts.isClockTrusted()) return clock.now() + ASK_MS;
  const now = clock.now();
  const kept = retentionMs();
  const gone = await prune(now - kept, BATCH, now - Math.max(kept, EVENTS_KEPT_MS));
  return gone >= BATCH ? clock.now() + PAUSE_MS : Number.POSITIVE_INFINITY;
}
