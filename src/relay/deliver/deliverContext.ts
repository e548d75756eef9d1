import type { Throttle } from '../../base/throttle.ts';
import type { HookSender } from '../../hooks/hookSender.ts';
import type { Context } from '../context/context.ts';
import type { ChatBreaker } from './chatBreaker.ts';
import type { HookOutages } from './hookOutages.ts';
import type { RateLimiters } from './rateLimiter.ts';

/** What the stages of `deliver` need beside the context of the whole pipeline: what remembers from row to row. */
export interface DeliverContext extends Context {
  readonly limiters: RateLimiters;
  readonly breaker: ChatBreaker;
  /** The way to other systems, and which of them are down. */
  readonly hooks: { readonly sender: HookSender; readonly outages: HookOutages };
  /** What must not be cut off: a stop waits for it. */
  readonly inFlight: Set<Promise<unknown>>;
  /** Keeps the same thing from being logged again and again. */
  readonly throttle: Throttle;
  /** The same for what is logged once an hour. */
  readonly hourly: Throttle;
}
