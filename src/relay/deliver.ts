import type { Delivery } from '../approval/delivery.ts';
import { type Backoff, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Deliveries } from '../store/deliveries.ts';
import type { Outbox } from '../store/outbox.ts';
import { LeaseEnding, type Progress } from './progress.ts';
import type { Sender } from './send.ts';

export interface DeliverParts {
  readonly outbox: Pick<Outbox, 'nextDelivery'>;
  readonly work: Pick<Deliveries, 'settleDelivery' | 'recoverDeliveries'>;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether an error means that the store is away, and not that this row is odd. */
  readonly isAway: (error: unknown) => boolean;
  /** Something falls due then. */
  readonly onPostponed: (until: number) => void;
}

export interface Deliver {
  /** These chats may have something due. */
  wake(chats: readonly string[]): void;
  /** Takes up again the rows whose mark or end could not be written while the store was away. */
  recover(): Promise<void>;
  /** Counts requests of an earlier process into the windows. */
  remember: Sender['remember'];
  /** Starts nothing more; resolves when what is in flight is settled. */
  stop(): Promise<void>;
}

/** A row that fails for no known reason is parked after so many times. */
const ODD_FAILURES = 10;
const AFTER_ODD_FAILURE: Backoff = { baseMs: 1_000, maxMs: 300_000 };

/**
 * Third of the five verbs: wait for the chat's turn, render, send, record, in one transaction with "outbox sent".
 *
 * Each chat with something due has one pump of its own, so that a chat that hangs, is closed or is over its limit
 * holds up no other. A pump takes the next row of its chat and sees it through (send.ts), one after the other.
 */
export function createDeliver(parts: DeliverParts): Deliver {
  const { work, sender, clock } = parts;
  const pumps = new Map<string, { again: boolean }>();
  const unwritten = new Set<number>();
  const oddFailures = new Map<number, number>();
  let stopped = false;

  /**
   * A failure that is neither Feishu's nor the store's must not hold up the chat: the row is put aside, longer each
   * time, and parked in the end.
   */
  const putAside = async (delivery: Delivery, thrown: unknown): Promise<void> => {
    const error = asError(thrown);
    parts.log.error(
      { chat: delivery.chat, eventId: delivery.changeId, error: error.message },
      'a delivery failed',
    );
    const failures = (oddFailures.get(delivery.seq) ?? 0) + 1;
    oddFailures.set(delivery.seq, failures);
    if (failures >= ODD_FAILURES) {
      oddFailures.delete(delivery.seq);
      await sender.end(delivery, 'parked', `error: ${error.message}; report it, with the log.`);
      return;
    }
    const nextAt = clock.now() + backoffMs(failures, AFTER_ODD_FAILURE);
    const { detail, unknownSince } = delivery;
    const kept = unknownSince === undefined ? {} : { unknownSince };
    const reason = `error: ${error.message}`;
    await work.settleDelivery(delivery, { state: 'waiting', nextAt, detail, reason, ...kept }, clock.now());
    parts.onPostponed(nextAt);
  };

  /** One row, from its turn to its end. False: not now, this process may not work. */
  const deliver = async (delivery: Delivery): Promise<boolean> => {
    const progress: Progress = { isMarked: false, hasLeft: false };
    try {
      const isDone = await sender.send(delivery, progress);
      oddFailures.delete(delivery.seq);
      return isDone;
    } catch (thrown) {
      // It is marked, or may even be in the chat, and nobody could write how that ended: it is taken up again.
      if (progress.isMarked) unwritten.add(delivery.seq);
      const isOurs = progress.hasLeft || stopped || asError(thrown) instanceof LeaseEnding;
      if (isOurs || asError(thrown).name === 'LeaseLost' || parts.isAway(thrown)) throw thrown;
      await putAside(delivery, thrown);
      unwritten.delete(delivery.seq);
      return true;
    }
  };

  const pump = async (chat: string, state: { again: boolean }): Promise<void> => {
    try {
      while (state.again && !stopped) {
        state.again = false;
        for (;;) {
          const delivery = stopped ? undefined : await parts.outbox.nextDelivery(chat, clock.now());
          if (!delivery || !(await deliver(delivery))) break;
        }
      }
    } catch (thrown) {
      const error = asError(thrown);
      if (!stopped && error.name !== 'LeaseLost') {
        parts.log.error({ chat, error: error.message }, 'a delivery could not be made; tried again');
      }
    } finally {
      pumps.delete(chat);
    }
  };

  return {
    wake(chats) {
      if (stopped) return;
      for (const chat of chats) {
        const running = pumps.get(chat);
        if (running) {
          running.again = true;
          continue;
        }
        const state = { again: true };
        pumps.set(chat, state);
        void pump(chat, state);
      }
    },
    remember: (api, target, at) => sender.remember(api, target, at),
    async recover() {
      const rows = [...unwritten];
      if (rows.length === 0) return;
      await work.recoverDeliveries(clock.now(), rows);
      for (const seq of rows) unwritten.delete(seq);
    },
    async stop() {
      stopped = true;
      await sender.stop();
    },
  };
}
