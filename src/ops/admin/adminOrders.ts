import { wait } from '../../base/clock.ts';
import type { AdminParts } from './adminParts.ts';

/** What became of something that the worker was asked to do. */
export type OrderState<R> =
  /** Nobody has it any more, or it was dropped. */
  | { readonly is: 'lost' }
  /** `so far`: undefined where nobody has begun. */
  | { readonly is: 'open'; readonly soFar: R | undefined; readonly askedMsAgo: number }
  | { readonly is: 'done'; readonly result: R };

const POLL_MS = 150;
/** Most is done by then; what takes longer is shown as it goes on. */
const PATIENCE_MS = 4_000;

/**
 * Leaves a command for the process that works, which may be this one, as the command line does, and waits a little for its
 * end. Says by which number it can be asked for.
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

/** How far it has come. */
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
