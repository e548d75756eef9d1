import type { Throttle } from '../../base/throttle.ts';
import type { HookSender } from '../../hooks/hookSender.ts';
import type { Context } from '../context/context.ts';
import type { ChatBreaker } from './chatBreaker.ts';
import type { HookOutages } from './hookOutages.ts';

/** What the stages of `deliver` need in addition to the pipeline's context: the state between rows. */
export interface DeliverContext extends Context {
  readonly breaker: ChatBreaker;
  /** Requests to other systems, and which of them are down. */
  readonly hooks: { readonly sender: HookSender; readonly outages: HookOutages };
  /** Work that must not be interrupted: a stop waits for it. */
  readonly inFlight: Set<Promise<unknown>>;
  /** Throttles repeated log lines. */
  readonly throttle: Throttle;
  /** The same for what is logged once an hour. */
  readonly hourly: Throttle;
}
