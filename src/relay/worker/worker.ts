import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Api } from '../../feishu/client/api.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import type { Lease } from '../../store/engine/lease.ts';
import type { Inbox } from '../../store/inbox/inbox.ts';
import type { Ledger } from '../../store/ledger.ts';
import type { Store } from '../../store/open.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';
import { REST_MS } from '../../store/reconcile/rests.ts';
import type { Work } from '../../store/work.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';
import type { Pipeline } from '../pipeline.ts';
import type { ClockGuard } from './clockGuard.ts';
import { WorkLoops } from './workLoops.ts';

export interface WorkerParts {
  readonly lease: Lease;
  readonly inbox: Pick<Inbox, 'dueChanges'>;
  readonly outbox: Pick<Outbox, 'dueChats'>;
  readonly work: Pick<Work, 'recoverDeliveries' | 'attemptsSince' | 'restAgain'>;
  readonly ledger: Pick<Ledger, 'reopenAllChats'>;
  /** Another replica has accepted an event, or released the lease. */
  readonly onWake: Store['onWake'];
  readonly client: Pick<FeishuClient, 'remember'>;
  /** Gets the functions that wake this process while it works. */
  readonly signals: Pick<WorkerSignals, 'connect'>;
  /** Built each time the lease is taken: rate limiters and lanes belong to one holding of it. */
  readonly createPipeline: () => Pipeline;
  /** Whether events wait for their commit: answers go before composing. */
  readonly isIntakeBusy: () => boolean;
  /** Deletes a batch of old rows; returns when to continue, ms since the epoch. */
  readonly prune: () => Promise<number>;
  readonly clockGuard: Pick<ClockGuard, 'begin' | 'check' | 'jumped'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Works the pipeline while this process holds the lease, and stands by while it does not.
 *
 * standing by --(lease taken)--> working --(lease lost, or the program stops)--> standing by
 *
 * On taking the lease: rows that the last holder left "being sent" become waiting ones of unknown outcome; the rate
 * limiters start with the requests of the last minute; closed chats are tried again.
 */
export interface Worker {
  /** Takes the lease if it is free. False: another has it. */
  start(): Promise<boolean>;
  /** Starts nothing more, lets what is in flight end, releases the lease. */
  stop(): Promise<void>;
}

export function createWorker(parts: WorkerParts): Worker {
  return new LeaseWorker(parts);
}

const RENEW_MS = 5_000;
const MINUTE_MS = 60_000;

class LeaseWorker implements Worker {
  readonly #parts: WorkerParts;
  #working: WorkLoops | undefined;
  #renew: Loop | undefined;
  #hasWorked = false;
  #isStopping = false;
  /** Why the lease could not be taken the last time; empty: the store answered. */
  #fault = '';

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    parts.onWake((wake) => {
      if (wake === 'accepted') this.#working?.wakeCompose();
      else if (!this.#working) this.#renew?.wake();
    });
  }

  async start(): Promise<boolean> {
    const { clock, log } = this.#parts;
    await this.#hold();
    if (this.#isStopping) return false;
    const onError = (thrown: unknown): void =>
      log.error({ loop: 'lease', error: asError(thrown).message }, 'a loop met an error and continues');
    this.#renew = startLoop({ clock, everyMs: RENEW_MS, onError }, () => this.#hold());
    return this.#working !== undefined;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#renew?.stop();
    await this.#end();
    await this.#parts.lease.release();
  }

  /** Takes or renews the lease, and works or stands by accordingly. */
  async #hold(): Promise<void> {
    const { lease, clock, log } = this.#parts;
    try {
      const result = await lease.hold();
      this.#fault = '';
      if (result.held) {
        // Another process held the lease in between: our rate limiters and rows are stale.
        if (!result.renewed) await this.#end();
        if (!this.#working) await this.#begin();
        return;
      }
      // As soon as it expires, unless it is renewed before.
      this.#renew?.wakeAt(clock.now() + result.lapsesInMs);
      if (this.#working)
        log.warn({ host: result.by.host, pid: result.by.pid }, 'standing by: another process took over');
    } catch (thrown) {
      // The store does not answer: the lease may outlast that.
      if (lease.outlasts(0)) throw thrown;
      const { message } = asError(thrown);
      if (this.#working) log.warn({ error: message }, 'standing by: the lease could not be renewed');
      else if (message !== this.#fault)
        log.error({ error: message }, 'standing by: the lease could not be taken');
      this.#fault = message;
    }
    await this.#end();
  }

  async #begin(): Promise<void> {
    const { work, ledger, signals, clock, log } = this.#parts;
    if (!(await this.#parts.clockGuard.begin(() => this.#keepsLease()))) return;
    const now = clock.now();
    const recovered = await work.recoverDeliveries(now);
    // Old findings of an interrupted run: the next run looks them up again before they are sent.
    await work.restAgain(now - REST_MS, now + REST_MS);
    const reopened = await ledger.reopenAllChats(now);
    const pipeline = this.#parts.createPipeline();
    await this.#rememberRequests(pipeline, now);
    log.info({ recovered, reopened }, 'working: this process holds the lease');
    this.#working = new WorkLoops({ ...this.#parts, pipeline });
    signals.connect(this.#working);
  }

  /** The preparation may take longer than a lease: it is renewed meanwhile. */
  async #keepsLease(): Promise<boolean> {
    const { lease } = this.#parts;
    if (this.#isStopping) return false;
    if (lease.outlasts(2 * RENEW_MS)) return true;
    const hold = await lease.hold();
    return hold.held && hold.renewed;
  }

  /** Counts the requests of another process, or an earlier holding, within the last minute against the limits. */
  async #rememberRequests(pipeline: Pipeline, now: number): Promise<void> {
    const { work, client } = this.#parts;
    for (const { api, target, answeredAt } of await work.attemptsSince(now - MINUTE_MS)) {
      // Without a recorded answer, Feishu may have counted it at any time up to now.
      // If this process has worked before, the client's rate limiters have its requests already.
      if (!this.#hasWorked) client.remember(api as Api, answeredAt ?? now);
      if (target !== '') pipeline.deliver.remember(api, target, answeredAt ?? now);
    }
    this.#hasWorked = true;
  }

  async #end(): Promise<void> {
    const ending = this.#working;
    this.#working = undefined;
    this.#parts.signals.connect(undefined);
    await ending?.stop();
  }
}
