import { wait } from '../../base/clock.ts';
import type { AdminParts } from './adminParts.ts';

/** The state of a command for the worker. */
export type OrderState<R> =
  /** It is gone, or was dropped. */
  | { readonly is: 'lost' }
  /** `soFar`: undefined if no worker has started it. */
  | { readonly is: 'open'; readonly soFar: R | undefined; readonly askedMsAgo: number }
  | { readonly is: 'done'; readonly result: R };

const POLL_MS = 150;
/** Most commands are done by then; of longer ones the progress is shown. */
const PATIENCE_MS = 4_000;

/**
 * Queues a command for the worker (perhaps this process), like the command line, waits up to {@link PATIENCE_MS} for
 * its end, and returns its number.
 */
export async function askWorker(
  { store, clock }: Pick<AdminParts, 'store' | 'clock'>,
  what: string,
  order: unknown,
): Promise<number> {
  const seq = await store.commands.ask(what, JSON.stringify(order), clock.now());
  const until = clock.monotonic() + PATIENCE_MS;
  while (clock.monotonic() < until) {
    await wait(clock, POLL_MS);
    const state = await store.commands.stateOf(seq);
    if (!state || state.finishedAt !== null) break;
  }
  return seq;
}

/** The progress of a command. */
export async function orderState<R>(
  { store, clock }: Pick<AdminParts, 'store' | 'clock'>,
  seq: number,
  askedAt: number,
): Promise<OrderState<R>> {
  const state = await store.commands.stateOf(seq);
  if (!state) return { is: 'lost' };
  const result = state.result === '' ? undefined : (JSON.parse(state.result) as R);
  if (state.finishedAt !== null) return result === undefined ? { is: 'lost' } : { is: 'done', result };
  return { is: 'open', soFar: result, askedMsAgo: clock.now() - askedAt };
}
