/** How long a morning's reminders take to leave. */
export const SPREAD_MS = 5 * 60_000;

/**
 * When a reminder that was deferred until `at` (the start of a working period) is sent: within the same few minutes for
 * all, each at its own time, always the same for the same key. Before `endAt`.
 */
export function spreadInMorning(key: string, at: number, endAt = Number.POSITIVE_INFINITY): number {
  const room = Math.floor(Math.min(SPREAD_MS, endAt - at));
  if (room < 2) return at;
  const moment = at + Math.floor((hash(key) / 2 ** 32) * (room - 1));
  return isSpread(moment) ? moment : moment + 1;
}

/** Whether it is a moment of {@link spreadInMorning}: what a schedule or the hours say is a whole second. */
export function isSpread(moment: number): boolean {
  return moment % 1_000 !== 0;
}

/** FNV-1a with a finishing mix, since keys often differ in their last letter only: 0 to 2^32 - 1. */
function hash(key: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) sum = Math.imul(sum ^ key.charCodeAt(i), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
