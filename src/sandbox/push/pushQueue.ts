import type { Clock } from '../../base/clock.ts';

/** An event as it leaves Feishu, before encryption: v1 or v2, distinguished by `schema`. */
export type EventEnvelope = { readonly [member: string]: unknown };

/** What carries an event to the app: the webhook, or a long connection. */
export interface Transport {
  /** Resolves `taken` only for a success that came in time; never rejects. */
  deliver(envelope: EventEnvelope): Promise<'taken' | 'refused'>;
}

/** One event and the attempts to deliver it. */
export interface PushRecord {
  readonly envelope: EventEnvelope;
  /** Events of one lane go out one after the other. */
  readonly lane: string;
  readonly attempts: { readonly at: number; readonly outcome: 'taken' | 'refused' }[];
  state: 'waiting' | 'taken' | 'gaveUp';
}

/** Feishu tries again after 15 s, 5 min, 1 h and 6 h, then the event is gone (…/event-subscription-guide/overview). */
export const RETRY_LADDER_MS: readonly number[] = [15_000, 300_000, 3_600_000, 21_600_000];

export interface PushQueueOptions {
  readonly clock: Clock;
  /** Called after every attempt, and when a push is accepted or given up. */
  readonly onChange: (record: PushRecord) => void;
  readonly ladderMs: readonly number[];
}

/**
 * Delivers events in order within a lane: the next one leaves only after the one before was accepted or given up. A refused
 * event is retried with growing delays, and its lane waits.
 */
export class PushQueue {
  readonly records: PushRecord[] = [];
  /** How often each accepted event is delivered again: at-least-once delivery sometimes means twice. */
  duplicates = 0;
  transport: Transport | undefined;
  readonly #options: PushQueueOptions;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(options: PushQueueOptions) {
    this.#options = options;
  }

  push(envelope: EventEnvelope, lane: string): PushRecord {
    const record: PushRecord = { envelope, lane, attempts: [], state: 'waiting' };
    this.records.push(record);
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const mine = before.then(() => this.#deliverWithRetries(record));
    this.#lanes.set(lane, mine);
    void mine.then(() => {
      if (this.#lanes.get(lane) === mine) this.#lanes.delete(lane);
    });
    return record;
  }

  /** Stops all attempts and drops what waits. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of [...this.#cancels]) cancel();
  }

  async #deliverWithRetries(record: PushRecord): Promise<void> {
    for (const waitMs of [...this.#options.ladderMs, undefined]) {
      if (this.#stopped) return;
      if ((await this.#attempt(record)) === 'taken') return this.#repeat(record);
      if (waitMs === undefined) return this.#change(record, 'gaveUp');
      // The timer first: the listener may move the clock at once.
      const waited = this.#wait(waitMs);
      this.#change(record, 'waiting');
      await waited;
    }
  }

  async #attempt(record: PushRecord): Promise<'taken' | 'refused'> {
    const at = this.#options.clock.now();
    const outcome = (await this.transport?.deliver(record.envelope)) ?? 'refused';
    record.attempts.push({ at, outcome });
    return outcome;
  }

  async #repeat(record: PushRecord): Promise<void> {
    for (let i = 0; i < this.duplicates && !this.#stopped; i += 1) await this.#attempt(record);
    this.#change(record, 'taken');
  }

  #change(record: PushRecord, state: PushRecord['state']): void {
    record.state = state;
    if (!this.#stopped) this.#options.onChange(record);
  }

  #wait(spanMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#cancels.delete(end);
        resolve();
      };
      const cancel = clock.at(clock.now() + spanMs, end, { background: true });
      this.#cancels.add(end);
    });
  }
}
