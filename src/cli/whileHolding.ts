import { systemClock } from '../base/clock.ts';
import { asError, OperatorError } from '../base/errors.ts';
import { startLoop } from '../base/loop.ts';
import { LeaseLost } from '../store/engine/storeError.ts';
import type { Store } from '../store/open.ts';
import { ANOTHER_WORKS } from '../words/askText.ts';
import { untilSignal } from './signals.ts';

const RENEW_MS = 5_000;

/** Runs work in place of a bot: renews the lease meanwhile, and releases it at the end. */
export async function whileHolding<T>({ lease }: Pick<Store, 'lease'>, work: () => Promise<T>): Promise<T> {
  const onError = (thrown: unknown): void =>
    console.error(`approval-relay: the store could not be kept for this run (${asError(thrown).message}).`);
  const renewing = startLoop(
    { clock: systemClock(), everyMs: RENEW_MS, onError },
    async () => void (await lease.hold()),
  );
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof LeaseLost)) throw thrown;
    throw new OperatorError(ANOTHER_WORKS);
  } finally {
    await renewing.stop();
    await lease.release();
  }
}

/** Aborts at the first SIGTERM or SIGINT: what was done by then is on disk, the rest is not done. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  return stop.signal;
}
