import { describe, expect, it } from 'vitest';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { verdictOf } from '../../../src/feishu/errorCodes.ts';
import { isGivenUp, LONGEST_RETRY_MS, retryInMs } from '../../../src/relay/context/retry.ts';

const DAY = 86_400_000;
const failed = (code: number, resetSeconds?: number): FeishuError =>
  new FeishuError('refused', { code, ...(resetSeconds === undefined ? {} : { resetSeconds }) });
/** The span is drawn within bounds: these are all that `draws` tries gave. */
const spans = (error: FeishuError, failures: number, draws = 50): number[] =>
  Array.from({ length: draws }, () => retryInMs(error, verdictOf(error), failures));

const BUSY = 230020;
const OLD_TOKEN = 99991663;
const QUOTA = 99991403;

describe('a request that failed', () => {
  it('is tried again after ever longer spans, and after five minutes at most', () => {
    expect(Math.max(...spans(failed(BUSY), 1))).toBeLessThanOrEqual(1_000);
    expect(Math.min(...spans(failed(BUSY), 40))).toBeGreaterThanOrEqual((LONGEST_RETRY_MS * 3) / 4);
    expect(Math.max(...spans(failed(BUSY), 40))).toBeLessThanOrEqual(LONGEST_RETRY_MS);
  });

  it('waits as long as Feishu asks, up to the same five minutes', () => {
    expect(Math.min(...spans(failed(BUSY, 30), 1))).toBe(30_000);
    expect(Math.max(...spans(failed(BUSY, 86_400), 1))).toBe(LONGEST_RETRY_MS);
  });

  it('is repeated at once with a new token, and later if that is refused too', () => {
    expect(verdictOf(failed(OLD_TOKEN)).action).toBe('renew-token');
    expect(spans(failed(OLD_TOKEN), 1, 1)).toEqual([0]);
    expect(Math.min(...spans(failed(OLD_TOKEN), 2))).toBeGreaterThan(0);
  });

  it('waits for at least a minute if only a person can help', () => {
    expect(verdictOf(failed(QUOTA)).needsPerson).toBe(true);
    expect(Math.min(...spans(failed(QUOTA), 1))).toBe(60_000);
  });

  it('is given up after a week, but not while the quota of the month is used up', () => {
    expect([7 * DAY, 7 * DAY + 1].map((ms) => isGivenUp(failed(BUSY), ms))).toEqual([false, true]);
    expect(isGivenUp(failed(QUOTA), 27 * DAY)).toBe(false);
  });
});
