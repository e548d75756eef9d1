import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { TemplateSet } from '../../cards/templates/templates.ts';
import type { Definitions } from '../../feishu/api/definitions.ts';
import type { People } from '../../feishu/api/people.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import type { Work } from '../../store/work.ts';
import type { Routing } from '../routing/routing.ts';
import type { Observer } from './observe.ts';
import type { RateLimiters } from './rateLimiter.ts';
import type { WakeUps } from './workerSignals.ts';

/** What the stages of the pipeline need: one object, created each time this process takes the lease. */
export interface Context {
  readonly settings: Settings;
  readonly store: Store;
  readonly client: FeishuClient;
  /** How often a chat and a message may be written to, whatever is sent. */
  readonly limiters: RateLimiters;
  readonly people: People;
  readonly definitions: Pick<Definitions, 'of' | 'failure'>;
  /** Which entries of an approval are for an instance. */
  readonly routing: Routing;
  readonly templates: () => TemplateSet;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly log: Log;
  /** Wakes another stage, now or at a time. */
  readonly worker: Pick<WakeUps, 'wakeCompose' | 'wakeDeliver' | 'wakeRefresh'>;
  /** For problems that keep cards from arriving. */
  readonly warnings: Warnings;
  /** Feishu's time, ms since the epoch; ours if it is unknown. */
  readonly feishuTime: () => Promise<number>;
  /** Whether this process will still hold the lease `spanMs` from now. */
  readonly mayWorkFor: (spanMs: number) => boolean;
  /** Aborts when this process must start nothing more. */
  readonly signal: AbortSignal;
}

/** The part of the context that a stage needs: `K` of it, and `W` of the store's statements for the lease holder. */
export type Needs<K extends Exclude<keyof Context, 'store'>, W extends keyof Work = never> = Pick<
  Context,
  K
> & { readonly store: { readonly work: Pick<Work, W> } };
