import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits in real time, not by a clock.ts: for what other machines do, which no shifted clock makes faster.
 * Resolves after `spanMs`, or as soon as `signal` aborts; does not keep the process alive.
 */
export async function pause(spanMs: number, signal?: AbortSignal): Promise<void> {
  // It rejects by its signal alone, which is what ends it.
  await sleep(spanMs, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined);
}

/** Resolves when `ending` has ended, well or badly (whoever cares listens to it), and after `spanMs` of real time at the latest. */
export async function settleWithin(spanMs: number, ending: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  await Promise.race([ending.catch(() => undefined), pause(spanMs, ended.signal)]);
  ended.abort();
}
