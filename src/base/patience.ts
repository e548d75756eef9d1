import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits in real time, not by a `Clock`: for other machines, which a shifted clock does not make faster.
 * Resolves after `spanMs`, or as soon as `signal` aborts; does not keep the process alive.
 */
export async function pause(spanMs: number, signal?: AbortSignal): Promise<void> {
  // It rejects only because of the signal, which ends the wait.
  await sleep(spanMs, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined);
}

/** Resolves when `ending` settles, or after `spanMs` of real time; never rejects. */
export async function settleWithin(spanMs: number, ending: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  await Promise.race([ending.catch(() => undefined), pause(spanMs, ended.signal)]);
  ended.abort();
}
