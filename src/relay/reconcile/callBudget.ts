import { type Clock, wait } from '../../base/clock.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Ledger } from '../../store/ledger.ts';
import { monthOf } from '../calls/callCount.ts';
import { RunStopped } from './runReport.ts';

export interface CallBudgetParts {
  readonly clock: Clock;
  readonly perHour: () => number;
  /** 0: without end. */
  readonly perMonth: () => number;
  /** How many requests of this month are on record already. */
  readonly spentThisMonth: () => Promise<number>;
  /** How many of this hour of the clock are. */
  readonly spentThisHour: () => Promise<number>;
  /** One more is made. */
  readonly spend: () => Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Between two requests: so a run leaves live work most of each second's and minute's limit. */
const APART_MS = 200;

/**
 * How many requests reconcile may make: one after the other, and so many in an hour and in a month. Feishu bills each of
 * them, and a tenant's apps share one quota. This process's memory knows any hour; the store, which a restart does not
 * reset, the month and the hour of the clock.
 */
export class CallBudget {
  readonly #parts: CallBudgetParts;
  /** Readings of the monotonic clock, ascending. */
  readonly #takenAt: number[] = [];

  constructor(parts: CallBudgetParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when one more request may be made, and counts it.
   *
   * @throws RunStopped where the month's are used up, or `signal` aborts
   */
  async take(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    for (;;) {
      if (signal.aborted) throw new RunStopped('called-off', 'called off');
      const restMs = this.#restMs();
      if (restMs > 0) await wait(clock, restMs, signal);
      else if ((await this.#parts.spentThisHour()) < this.#parts.perHour()) break;
      else await wait(clock, HOUR_MS - (clock.now() % HOUR_MS), signal);
    }
    const perMonth = this.#parts.perMonth();
    if (perMonth > 0 && (await this.#parts.spentThisMonth()) >= perMonth) {
      throw new RunStopped('month', `reconcile.requestsPerMonth (${perMonth}) is used up until the 1st`);
    }
    this.#takenAt.push(clock.monotonic());
    await this.#parts.spend();
  }

  /** How long the last hour's requests, and the last one, make the next one wait, ms. */
  #restMs(): number {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    while (this.#takenAt[0] !== undefined && now - this.#takenAt[0] >= HOUR_MS) this.#takenAt.shift();
    const last = this.#takenAt.at(-1) ?? Number.NEGATIVE_INFINITY;
    const oldest = this.#takenAt.at(-this.#parts.perHour()) ?? Number.NEGATIVE_INFINITY;
    return Math.max(last + APART_MS, oldest + HOUR_MS) - now;
  }
}

/** What reconcile may ask of Feishu this hour and this month, beside the calls of all kinds that the store counts. */
export function createCallBudget({
  settings,
  limits,
  ledger,
  clock,
}: {
  readonly settings: Pick<Settings, 'timezone'>;
  /** Read each time they are needed: they may change. */
  readonly limits: () => { readonly requestsPerHour: number; readonly requestsPerMonth: number };
  readonly ledger: Pick<Ledger, 'addCalls' | 'callsOf'>;
  readonly clock: Clock;
}): CallBudget {
  const month = (): string => `${monthOf(clock.now(), settings.timezone)} reconcile`;
  // UTC, so that no hour comes twice.
  const hour = (): string => `${new Date(clock.now()).toISOString().slice(0, 13)} reconcile`;
  return new CallBudget({
    clock,
    perHour: () => limits().requestsPerHour,
    perMonth: () => limits().requestsPerMonth,
    spentThisMonth: () => ledger.callsOf(month()),
    spentThisHour: () => ledger.callsOf(hour()),
    spend: async () => {
      for (const span of [hour(), month()]) await ledger.addCalls(span, 1);
    },
  });
}
