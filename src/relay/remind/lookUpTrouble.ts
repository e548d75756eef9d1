import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import type { Counts } from '../lookup/runCounts.ts';

const MINUTE_MS = 60_000;
/** One that Feishu does not know is looked for once more after this. */
const MISSING_MS = MINUTE_MS;
/** So close together two answers that it is not known prove that it was deleted. */
const MISSING_TWICE_MS = 10 * MINUTE_MS;
const MOST_MISSING = 10_000;
/** After a look-up that failed, or an ending that was handed on. */
export const LATER_MS = 5 * MINUTE_MS;
/** After an answer that only a person can mend, or that nobody understands. */
export const MUCH_LATER_MS = 60 * MINUTE_MS;

/** What becomes of a reminder whose look-up brought nothing. */
export class LookUpTrouble {
  readonly #parts: { readonly clock: Clock; readonly log: Log };
  readonly #missingSince = new LRUCache<string, number>({ max: MOST_MISSING });

  constructor(parts: { readonly clock: Clock; readonly log: Log }) {
    this.#parts = parts;
  }

  /** The look-up failed. Says when the reminder is judged again, ms. */
  failed(error: FeishuError, now: number, counts: Counts): number {
    const verdict = verdictOf(error);
    const isPassing = verdict.action === 'retry' || verdict.action === 'renew-token';
    const line = { code: error.code, why: error.message, remedy: verdict.remedy };
    if (verdict.needsPerson || !isPassing)
      this.#parts.log.warn(line, 'a reminder waits: the look-up was refused');
    counts.add('failed');
    return now + (isPassing ? LATER_MS : MUCH_LATER_MS);
  }

  /** Feishu does not know the instance. Says when the reminder is judged again, ms, and whether that proves it deleted. */
  missing(instanceCode: string, counts: Counts): { readonly until: number; readonly isDeleted: boolean } {
    const now = this.#parts.clock.now();
    const before = this.#missingSince.get(instanceCode);
    // One of long ago says nothing of now.
    const since = before !== undefined && now - before < MISSING_TWICE_MS ? before : now;
    counts.add('missing');
    if (now - since < MISSING_MS) {
      this.#missingSince.set(instanceCode, since);
      return { until: since + MISSING_MS, isDeleted: false };
    }
    this.#missingSince.delete(instanceCode);
    return { until: now + LATER_MS, isDeleted: true };
  }

  /** Feishu knows the instance. */
  found(instanceCode: string): void {
    this.#missingSince.delete(instanceCode);
  }
}
