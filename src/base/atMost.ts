import { type Clock, wait } from './clock.ts';

/** Waits for `done`, but no longer than `spanMs`. Rejects where `done` does in that time; later it goes unheard. */
export async function atMost(clock: Clock, spanMs: number, done: Promise<unknown>): Promise<'done' | 'late'> {
  const enough = new AbortController();
  try {
    return await Promise.race([
      done.then(() => 'done' as const),
      wait(clock, spanMs, enough.signal).then(() => 'late' as const),
    ]);
  } finally {
    // With a reason of ours: a DOMException for each is costly, and nobody reads it.
    enough.abort('enough');
  }
}
