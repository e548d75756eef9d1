import type { ReceivedChange } from '../approval/change.ts';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Api, FeishuClient } from '../feishu/client.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Lease } from '../store/lease.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Work } from '../store/work.ts';
import type { Deliver } from './deliver.ts';
import type { Reconcile } from './reconcile.ts';
import type { Refresh } from './refresh.ts';
import type { Remind } from './remind.ts';

export interface WorkerParts {
  readonly lease: Lease;
  readonly inbox: Pick<Inbox, 'dueChanges'>;
  readonly outbox: Pick<Outbox, 'dueChats'>;
  readonly work: Pick<Work, 'recoverDeliveries' | 'attemptsSince' | 'prune'>;
  readonly ledger: Pick<Ledger, 'reopenAllChats'>;
  /** Another replica has accepted an event, or gives the lease back. */
  readonly onWake: Store['onWake'];
  readonly client: Pick<FeishuClient, 'remember'>;
  /** Made anew each time the lease is taken: windows and lanes belong to one holding. */
  readonly createRoad: (worker: Pick<Worker, 'wakeDeliver' | 'wakeCompose'>) => Road;
  /** Whether events wait for their commit: their answers go before what is done with them. */
  readonly isIntakeBusy: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly retentionMs: number;
}

export interface Road {
  /** Rejects where the row could not be moved on. */
  readonly compose: (change: ReceivedChange) => Promise<void>;
  readonly deliver: Deliver;
  /** Looks up again what task events marked. */
  readonly refresh: Refresh;
  readonly remind: Remind;
  readonly reconcile: Reconcile;
  /** Look-ups that still wait for their turn give up. */
  readonly stop: () => void;
}

/**
 * Works the road while this process holds the lease, and stands by while it does not.
 *
 * standing by --(lease taken)--> working --(lease lost, or the program stops)--> standing by
 *
 * On taking the lease: rows that the last holder left "being sent" become waiting ones of unknown outcome; the
 * windows start from the requests of the last minute; chats that had refused us are tried again.
 */
export interface Worker {
  /** Takes the lease if it is free. False: another has it. */
  start(): Promise<boolean>;
  isWorking(): boolean;
  wakeCompose(at?: number): void;
  wakeDeliver(chats: readonly string[] | number): void;
  wakeRefresh(at?: number): void;
  /** Something may have been missed. */
  wakeReconcile(reason: string): void;
  /** Starts nothing more, lets what is in flight end, gives the lease back. */
  stop(): Promise<void>;
}

const RENEW_MS = 5_000;
const POLL_MS = 1_000;
/** Look-ups under way at once: one that hangs must not hold up the rest. */
const COMPOSING = 64;
/** While the intake is busy, this many changes are begun, and then none for this long. */
const BUSY_COMPOSING = 8;
const BUSY_PAUSE_MS = 25;
/** Marks of another replica come without a word. */
const REFRESH_POLL_MS = 5_000;
/** It says itself when it wants to look; this is for one that failed. */
const REMIND_POLL_MS = 30_000;
/** It says itself when it wants to look; this is for one that failed. */
const RECONCILE_POLL_MS = 5_000;
const PRUNE_EVERY_MS = 10 * 60_000;
const PRUNE_BATCH = 500;
const MINUTE_MS = 60_000;

interface Holding {
  readonly road: Road;
  readonly compose: Loop;
  readonly deliver: Loop;
  readonly refresh: Loop;
  readonly remind: Loop;
  readonly reconcile: Loop;
  readonly prune: Loop;
  readonly composing: Map<number, Promise<void>>;
}

export function createWorker(parts: WorkerParts): Worker {
  const { clock, lease, log } = parts;
  let holding: Holding | undefined;
  let renew: Loop | undefined;
  let restUntil = 0;
  let hasWorked = false;

  /** Starts what is due and not under way; each that ends looks for the next. */
  const composeDue = async (
    road: Road,
    composing: Map<number, Promise<void>>,
    loop: Pick<Loop, 'wake' | 'wakeAt'>,
  ): Promise<void> => {
    const isBusy = parts.isIntakeBusy();
    if (isBusy && clock.now() < restUntil) return loop.wakeAt(restUntil);
    const free = Math.min(COMPOSING - composing.size, isBusy ? BUSY_COMPOSING : COMPOSING);
    if (free <= 0) return;
    restUntil = clock.now() + BUSY_PAUSE_MS;
    // What is under way still stands at the head of its lane: read past it.
    const due = await parts.inbox.dueChanges(clock.now(), COMPOSING);
    for (const change of due.filter((c) => !composing.has(c.seq)).slice(0, free)) {
      const moved = (): void => {
        composing.delete(change.seq);
        loop.wake();
      };
      // A row that could not be written (a full disk, a lost lease) would be due again at once, and for ever.
      const stuck = (thrown: unknown): void => {
        if (asError(thrown).name !== 'LeaseLost') logFailure('compose')(thrown);
        clock.at(clock.now() + POLL_MS, moved, { background: true });
      };
      composing.set(change.seq, road.compose(change).then(moved, stuck));
    }
  };

  const logFailure =
    (what: string) =>
    (thrown: unknown): void =>
      log.error({ loop: what, error: asError(thrown).message }, 'a loop met an error and goes on');

  const begin = async (): Promise<Holding> => {
    const now = clock.now();
    const recovered = await parts.work.recoverDeliveries(now);
    const reopened = await parts.ledger.reopenAllChats();
    const road = parts.createRoad(worker);
    const attempts = await parts.work.attemptsSince(now - MINUTE_MS);
    for (const { api, target, answeredAt } of attempts) {
      // Without an answer on record it may have been counted at any time up to now.
      // Our own are in the client's windows already, where this process has worked before.
      if (!hasWorked) parts.client.remember(api as Api, answeredAt ?? now);
      if (target !== '') road.deliver.remember(api, target, answeredAt ?? now);
    }
    hasWorked = true;
    log.info({ recovered, reopened }, 'working: this process holds the lease');
    const composing = new Map<number, Promise<void>>();
    const loop = (what: string, everyMs: number, run: () => Promise<void>): Loop =>
      startLoop({ clock, everyMs, onError: logFailure(what) }, run);
    const compose = loop('compose', POLL_MS, () => composeDue(road, composing, compose));
    const deliver = loop('deliver', POLL_MS, async () => {
      await road.deliver.recover();
      road.deliver.wake(await parts.outbox.dueChats(clock.now()));
    });
    const refresh = loop('refresh', REFRESH_POLL_MS, () => road.refresh.run());
    const remind = loop('remind', REMIND_POLL_MS, async () => remind.wakeAt(await road.remind()));
    const reconcile = loop('reconcile', RECONCILE_POLL_MS, async () =>
      reconcile.wakeAt(await road.reconcile.tick()),
    );
    const prune = loop('prune', PRUNE_EVERY_MS, async () => {
      const gone = await parts.work.prune(clock.now() - parts.retentionMs, PRUNE_BATCH);
      // More is left: soon again, but not at once, so that live work is not held up.
      if (gone >= PRUNE_BATCH) prune.wakeAt(clock.now() + 100);
    });
    return { road, composing, compose, deliver, refresh, remind, reconcile, prune };
  };

  const end = async (): Promise<void> => {
    const ending = holding;
    holding = undefined;
    if (!ending) return;
    ending.road.stop();
    await Promise.all([
      ending.compose.stop(),
      ending.deliver.stop(),
      ending.refresh.stop(),
      ending.remind.stop(),
      ending.reconcile.stop(),
      ending.prune.stop(),
      ending.road.deliver.stop(),
    ]);
    await Promise.allSettled([...ending.composing.values(), ending.road.refresh.settled()]);
  };

  const hold = async (): Promise<void> => {
    try {
      const result = await lease.hold();
      if (result.held) {
        // Somebody else worked in between: what we remember of windows and rows is no longer true.
        if (!result.renewed) await end();
        holding ??= await begin();
        return;
      }
      // As soon as it lapses, unless it is renewed until then.
      renew?.wakeAt(clock.now() + result.lapsesInMs);
      if (holding)
        log.warn({ host: result.by.host, pid: result.by.pid }, 'standing by: another process took over');
    } catch (thrown) {
      // The store does not answer: the lease may last until it does.
      if (lease.outlasts(0)) throw thrown;
      if (holding)
        log.warn({ error: asError(thrown).message }, 'standing by: the lease could not be renewed');
    }
    await end();
  };

  parts.onWake((wake) => {
    if (wake === 'accepted') holding?.compose.wake();
    else if (!holding) renew?.wake();
  });

  const worker: Worker = {
    async start() {
      await hold();
      renew = startLoop({ clock, everyMs: RENEW_MS, onError: logFailure('lease') }, hold);
      return holding !== undefined;
    },
    isWorking: () => holding !== undefined,
    wakeCompose(at) {
      if (at === undefined) holding?.compose.wake();
      else holding?.compose.wakeAt(at);
    },
    wakeDeliver(chats) {
      if (typeof chats === 'number') holding?.deliver.wakeAt(chats);
      else holding?.road.deliver.wake(chats);
    },
    wakeRefresh(at) {
      if (at === undefined) holding?.refresh.wake();
      else holding?.refresh.wakeAt(at);
    },
    wakeReconcile(reason) {
      holding?.road.reconcile.wake(reason);
      holding?.reconcile.wake();
    },
    async stop() {
      await renew?.stop();
      await end();
      await lease.release();
    },
  };
  return worker;
}
