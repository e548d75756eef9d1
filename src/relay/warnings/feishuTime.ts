/** Two clocks that differ by more than this do not agree, ms. */
export const CLOCKS_AGREE_MS = 60_000;

/**
 * What Feishu's clock shows, ms since the epoch: ours, where the two agree or nothing is known.
 *
 * @param now by our clock
 * @param skewMs how far our clock is ahead; undefined: Feishu has not answered yet
 */
export function feishuTimeAt(now: number, skewMs: number | undefined): number {
  return skewMs === undefined || Math.abs(skewMs) <= CLOCKS_AGREE_MS ? now : now - skewMs;
}
