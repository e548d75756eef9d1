import { type Clock, wait } from './clock.ts';

/**
 * Waits for `done`, but no longer than `spanMs`. Rejects if `done` rejects in that time; a later rejection is ignored.
 */
export async function atMost(clock: Clock, spanMs: number, done: Promise<unknown>): Promise<'done' | 'late'> {
  const enough = new AbortController();
  try {
    return await Promise.race([
      done.then(() => 'done' as const),
      wait(clock, spanMs, enough.signal).then(() => 'late' as const),
    ]);
  } finally {
    // With our own reason: creating a DOMException each time is costly.
    enough.abort('enough');
  }
}
