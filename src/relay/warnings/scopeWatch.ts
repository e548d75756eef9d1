import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import { SCOPE_NEEDS } from '../../feishu/appScopes.ts';
import type { ConditionNeeds } from '../../settings/conditionNeeds.ts';

/** The scopes of each API that cards need: any one of a list is enough. */
export const NEEDED_SCOPES: Readonly<Record<string, readonly string[]>> = {
  'approval.subscribe': SCOPE_NEEDS.subscribe.anyOf,
  // This one reads instances, but gets no events about them.
  'instance.get': [...SCOPE_NEEDS.hear.anyOf, 'approval:instance'],
  'message.create': SCOPE_NEEDS.send.anyOf,
};

/** The scopes that conditions need, by the name in the warning. */
const CONDITION_SCOPES = {
  'department.parent': SCOPE_NEEDS.departmentTree.anyOf,
  user_id: SCOPE_NEEDS.userIds.anyOf,
};

export interface ScopeWatchParts {
  /** What the conditions of the current configuration need. */
  readonly conditionNeeds: () => ConditionNeeds;
  /** The scopes that the app was granted. Rejects if Feishu does not answer. */
  readonly ask: () => Promise<ReadonlySet<string>>;
  readonly warnings: Warnings;
  /** Only one of several replicas asks. */
  readonly isWorking: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

const MINUTE_MS = 60_000;
/** How long until it asks again: without an answer or a worker, and (doubled each time) if a scope is missing. */
const AGAIN_MS = { unanswered: MINUTE_MS, missing: 10 * MINUTE_MS, most: 6 * 60 * MINUTE_MS } as const;

/** Asks after the start whether the app has the scopes that it needs, before the first card fails. */
export class ScopeWatch {
  readonly #parts: ScopeWatchParts;
  readonly #loop: Loop;
  #spanMs: number = AGAIN_MS.missing;
  /** By the monotonic clock. */
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(parts: ScopeWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    const onError = logsError(log, 'debug', 'the scopes of the app could not be read');
    this.#loop = startLoop({ clock, everyMs: AGAIN_MS.unanswered, onError }, () => this.#check());
  }

  /** The configuration has changed: its needs are checked again. */
  again(): void {
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.#spanMs = AGAIN_MS.missing;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #check(): Promise<void> {
    const { ask, warnings, isWorking, clock } = this.#parts;
    if (!isWorking() || clock.monotonic() < this.#notBefore) return;
    const granted = await ask();
    let isMissing = false;
    const { tree, userIds } = this.#parts.conditionNeeds();
    const unused = [...(tree ? [] : ['department.parent']), ...(userIds ? [] : ['user_id'])];
    for (const [api, scopes] of Object.entries({ ...NEEDED_SCOPES, ...CONDITION_SCOPES })) {
      if (unused.includes(api) || scopes.some((scope) => granted.has(scope))) {
        warnings.over('scope-missing', api);
        continue;
      }
      isMissing = true;
      warnings.raise({ code: 'scope-missing', ids: { api, scopes: [...scopes] } });
    }
    this.#notBefore = isMissing ? clock.monotonic() + this.#spanMs : Number.POSITIVE_INFINITY;
    this.#spanMs = Math.min(2 * this.#spanMs, AGAIN_MS.most);
  }
}
