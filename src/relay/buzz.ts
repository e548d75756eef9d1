import type { Delivery } from '../approval/delivery.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { FeishuClient } from '../feishu/client.ts';
import { toFeishuError } from '../feishu/error.ts';
import { type Turn, TurnGivenUp } from '../feishu/gate.ts';
import { REQUEST_TIMEOUT_MS } from '../feishu/http.ts';
import { buzzPeople } from '../feishu/messages.ts';
import type { Deliveries } from '../store/deliveries.ts';
import { buzzOutcomeOf } from './buzzOutcome.ts';
import { type BuzzPlan, createBuzzPlan } from './buzzPlan.ts';
import type { DeliveryEnd } from './observe.ts';
import { toldOf } from './outcome.ts';
import { LeaseEnding, type Progress } from './progress.ts';

export interface BuzzerParts extends Omit<Parameters<typeof createBuzzPlan>[0], 'work'> {
  readonly work: Parameters<typeof createBuzzPlan>[0]['work'] &
    Pick<Deliveries, 'beginDelivery' | 'settleDelivery'>;
  readonly client: FeishuClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this process will still be the one that works `spanMs` from now. */
  readonly mayWorkFor: (spanMs: number) => boolean;
  readonly onPostponed: (until: number) => void;
  readonly isStopped: () => boolean;
  /** Has a stop wait for a request that is under way. */
  readonly track: (sending: Promise<void>) => Promise<void>;
  /** Ends a row without a request. */
  readonly end: (delivery: Delivery, state: 'suppressed', reason: string) => Promise<void>;
  /** Ends a row that counts as done although nobody knows. */
  readonly assume: (delivery: Delivery) => Promise<void>;
  readonly report: (
    delivery: Delivery,
    end: Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>,
  ) => void;
}

const API = 'message.urgentApp';
/** So long a buzz waits for its turn before it lets the cards of its chat go first. */
const PATIENCE_MS = 2_000;
const AGAIN_MS = 15_000;

type Buzz = Extract<BuzzPlan, { do: 'buzz' }>;

/**
 * Sees a buzz through: from its turn to its end. It rings people's telephones, so that it is asked for at most once:
 * from the mark "being sent" on it counts as done unless Feishu says that it is not. And it never holds up a card: it
 * waits for its turn for a moment only, and closes no chat.
 *
 * @returns false: not now, this process may not work
 */
export function createBuzzer(
  parts: BuzzerParts,
): (delivery: Delivery, progress: Progress) => Promise<boolean> {
  const { work, client, clock, log } = parts;
  const planOf = createBuzzPlan(parts);

  const settlePlan = async (delivery: Delivery, plan: Exclude<BuzzPlan, Buzz>): Promise<void> => {
    if (plan.do === 'assume') await parts.assume(delivery);
    else await parts.end(delivery, 'suppressed', plan.reason);
  };

  /** undefined: its turn does not come soon. */
  const turnSoon = async (messageId: string): Promise<Turn | undefined> => {
    if (client.isPaused(API)) return undefined;
    const patience = new AbortController();
    const cancel = clock.at(clock.now() + PATIENCE_MS, () => patience.abort(), { background: true });
    try {
      return await client.turn(API, { priority: 0, lane: messageId, signal: patience.signal });
    } catch (thrown) {
      if (thrown instanceof TurnGivenUp) return undefined;
      throw thrown;
    } finally {
      cancel();
    }
  };

  const putOff = async (delivery: Delivery): Promise<void> => {
    const nextAt = clock.now() + AGAIN_MS;
    const reason = 'Feishu lets no buzz through for now.';
    await work.settleDelivery(
      delivery,
      { state: 'waiting', nextAt, detail: delivery.detail, reason },
      clock.now(),
    );
    parts.onPostponed(nextAt);
  };

  const ask = async (delivery: Delivery, { messageId, people }: Buzz, turn: Turn) => {
    try {
      const invalid = await buzzPeople(client, turn, messageId, people);
      if (invalid.length > 0) {
        const remedy =
          'Add them to the group, and to those who may use the app; or take them out of "mention".';
        log.warn(
          { chat: delivery.chat, messageId, people: invalid, remedy },
          'not everybody could be buzzed',
        );
      }
      const told = { result: 'sent' as const, reason: '', messageId, code: 0 };
      return { settled: { state: 'sent' as const, messageId, isCard: false }, outcome: 'ok', told };
    } catch (thrown) {
      const error = toFeishuError(thrown);
      const outcome = buzzOutcomeOf(delivery, error, clock.now());
      return { settled: outcome.settled, outcome: outcome.word, told: toldOf(outcome, error) };
    }
  };

  /** From the mark "being sent" to the record of how it ended. */
  const request = async (delivery: Delivery, buzz: Buzz, turn: Turn, progress: Progress): Promise<void> => {
    const startedAt = clock.now();
    progress.isMarked = true;
    const begun = await work.beginDelivery(delivery, startedAt, { api: API, target: buzz.messageId });
    if (!begun) {
      progress.isMarked = false;
      return;
    }
    // The commit may have taken long, or the process was paused: then another may be working by now.
    if (!parts.mayWorkFor(REQUEST_TIMEOUT_MS)) throw new LeaseEnding();
    progress.hasLeft = true;
    const { settled, outcome, told } = await ask(delivery, buzz, turn);
    const now = clock.now();
    const code = told.code === undefined ? {} : { code: told.code };
    const logId = 'logId' in told ? told.logId : '';
    const attempt = { attempt: begun.attempt, api: API, at: startedAt, answeredAt: now, outcome, logId };
    const isMoved = await work.settleDelivery(delivery, settled, now, { ...attempt, ...code });
    if (isMoved) parts.report(delivery, { ...told, attempts: delivery.attempts + 1, isHeld: true });
    if (settled.state === 'waiting') parts.onPostponed(settled.nextAt);
  };

  return async (delivery, progress) => {
    const plan = await planOf(delivery);
    if (plan.do !== 'buzz') {
      await settlePlan(delivery, plan);
      return true;
    }
    await client.prepare();
    const turn = await turnSoon(plan.messageId);
    if (!turn) {
      await putOff(delivery);
      return true;
    }
    try {
      if (parts.isStopped() || !parts.mayWorkFor(REQUEST_TIMEOUT_MS)) return false;
      // A token may have been long in coming.
      const again = await planOf(delivery);
      if (again.do === 'buzz') await parts.track(request(delivery, again, turn, progress));
      else await settlePlan(delivery, again);
      return true;
    } finally {
      // A turn that was not used is given back; a used one already was.
      turn.done('unused');
    }
  };
}
