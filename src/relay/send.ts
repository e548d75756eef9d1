import type { Delivery } from '../approval/delivery.ts';
import { entryFor } from '../approval/telling.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Zone, zoneOf } from '../base/zone.ts';
import { type CardDetail, nextDetail } from '../cards/cardInput.ts';
import type { FeishuClient } from '../feishu/client.ts';
import { type FeishuError, toFeishuError } from '../feishu/error.ts';
import type { Turn } from '../feishu/gate.ts';
import { REQUEST_TIMEOUT_MS } from '../feishu/http.ts';
import { type CardMessage, postCard, replyWithCard, updateCard } from '../feishu/messages.ts';
import type { ChatEntry, Settings } from '../settings/settings.ts';
import type { Changes } from '../store/changes.ts';
import type { Deliveries, Settled } from '../store/deliveries.ts';
import type { TakeBack } from '../store/takeBack.ts';
import { createBuzzer } from './buzz.ts';
import { buzzAfter } from './buzzPlan.ts';
import type { CardMaker, CardPlace, Draft } from './cardMaker.ts';
import type { ChatDoors } from './chatDoors.ts';
import { type DeliveryEnd, deliveryFacts, type Observer } from './observe.ts';
import { isPastRepeating, OUTCOME_UNKNOWN, outcomeOf, toldOf } from './outcome.ts';
import { isLivingCard, isRequest, kindOf, type Plan, planDelivery, type Request, targetOf } from './plan.ts';
import { LeaseEnding, type Progress } from './progress.ts';
import { isReminder, type ReminderDesk } from './reminderDesk.ts';
import { Turns } from './turns.ts';

export interface SenderParts {
  readonly settings: Settings;
  readonly work: Pick<Deliveries, 'standingCard' | 'beginDelivery' | 'settleDelivery' | 'endDelivery'> &
    Pick<Changes, 'knownInstance'> &
    TakeBack;
  readonly client: FeishuClient;
  readonly cards: CardMaker;
  readonly doors: ChatDoors;
  readonly desk: Pick<ReminderDesk, 'placeOf' | 'plan' | 'noteOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Whether this process will still be the one that works `spanMs` from now. */
  readonly mayWorkFor: (spanMs: number) => boolean;
  /** Something falls due then. */
  readonly onPostponed: (until: number) => void;
}

/** Sees one row of the outbox through. */
export interface Sender {
  /**
   * From its turn to its end. False: not now, this process may not work.
   *
   * @param progress is told how far it came, for whoever meets a failure
   */
  send(delivery: Delivery, progress: Progress): Promise<boolean>;
  /** Ends a row without a request. */
  end(delivery: Delivery, state: 'parked' | 'suppressed', reason: string): Promise<void>;
  /** Counts a request of an earlier process into the window of its chat or message. */
  remember(api: string, target: string, at: number): void;
  /** Starts nothing more; resolves when what is in flight is settled. */
  stop(): Promise<void>;
}

type Told = Pick<DeliveryEnd, 'result' | 'reason'> & Partial<DeliveryEnd>;

/** Updates of one message a second (open.feishu.cn/document/server-docs/im-v1/message-card/patch). */
const UPDATES_PER_SECOND = 5;
/** A chat that is muted, or otherwise closed to us for now, is looked at again after this long. */
const CHAT_HELD_MS = 60_000;

/**
 * One row: what is to be done (plan.ts), the turn of its chat or message, the turn of its API, the mark "being sent", and
 * only then the card, from the newest snapshot: whatever changed while it waited is on it, and whatever changes after
 * the mark gets a row of its own (store/refreshes.ts).
 *
 * If nobody ever records how the request ended, the mark says that the outcome is unknown, and since when.
 */
export function createSender(parts: SenderParts): Sender {
  const { settings, work, clock, client, doors, cards } = parts;
  const zone: Zone = zoneOf(settings.timezone);
  const chatTurns = new Turns(clock, settings.limits.chatPerSecond);
  const messageTurns = new Turns(clock, UPDATES_PER_SECOND);
  const inFlight = new Set<Promise<void>>();
  let stopped = false;

  // A buzz takes up none of a chat's messages; the gate of its API is enough.
  const turnsOf = (api: string): Turns =>
    api === 'message.patch' || api === 'message.urgentApp' ? messageTurns : chatTurns;

  const report = (delivery: Delivery, end: Told): void => {
    const now = clock.now();
    parts.observer.deliveryEnded({ ...deliveryFacts(delivery, now), ...end });
  };

  const end: Sender['end'] = async (delivery, state, reason) => {
    if (await work.endDelivery(delivery, state, reason, clock.now()))
      report(delivery, { result: state, reason: reason.split(':')[0] ?? reason });
  };

  /** Ringing twice is worse than once too little: it counts as sent. */
  const assume = async (delivery: Delivery): Promise<void> => {
    const settled = { state: 'sent' as const, messageId: '', isCard: false, reason: 'outcome-unknown' };
    if (!(await work.settleDelivery(delivery, settled, clock.now()))) return;
    report(delivery, { result: 'sent', reason: 'outcome-unknown', isHeld: true });
    parts.log.warn(
      { chat: delivery.chat, instance: delivery.instanceCode, kind: delivery.kind },
      'nobody knows whether a reminder arrived, and it counts as sent: look into the chat',
    );
  };

  /** Nobody knows whether it arrived, and its key does not hold any more. */
  const giveUp = (delivery: Delivery): Promise<void> =>
    isReminder(delivery) ? assume(delivery) : end(delivery, 'parked', OUTCOME_UNKNOWN);

  /** Lets a stop wait for it. */
  const track = async (sending: Promise<void>): Promise<void> => {
    inFlight.add(sending);
    try {
      await sending;
    } finally {
      inFlight.delete(sending);
    }
  };

  const buzzer = createBuzzer({ ...parts, end, assume, report, track, isStopped: () => stopped });

  const hold = async (delivery: Delivery, until: number): Promise<void> => {
    const { detail } = delivery;
    const reason = 'held: the hours of the chat have not begun.';
    const held = { state: 'waiting' as const, nextAt: until, detail, reason, isHeld: true };
    await work.settleDelivery(delivery, held, clock.now());
    parts.onPostponed(until);
  };

  const failed = async (
    delivery: Delivery,
    { does, target }: { readonly does: Request['do']; readonly target: string },
    error: FeishuError,
    startedAt: number,
  ): Promise<{ settled: Settled; outcome: string; told: Told }> => {
    const now = clock.now();
    const simpler = nextDetail(delivery.detail as CardDetail, does !== 'update');
    const outcome = outcomeOf(delivery, error, { does, startedAt, now, simpler });
    const { settled, verdict, word } = outcome;
    if (verdict.action === 'retry' && verdict.scope === 'chat') {
      const spanMs = verdict.needsPerson ? CHAT_HELD_MS : (error.resetSeconds ?? 1) * 1_000;
      // A message that may not be updated now holds up nothing else in its chat.
      if (does !== 'update') chatTurns.pause(target, now + spanMs);
    }
    if (word === 'degrade' && simpler) parts.observer.cardSimplified(simpler);
    if (word === 'chat-closed') await doors.close(delivery.chat, error, verdict);
    else if (verdict.needsPerson) doors.warn(delivery.chat, error, verdict);
    return { settled, outcome: word, told: toldOf(outcome, error) };
  };

  /** Whom the configuration wants buzzed about this card. */
  const buzzedBy = async (delivery: Delivery, { entry, reminded }: CardPlace): Promise<readonly string[]> =>
    reminded?.isUrgent ? (await parts.desk.noteOf(delivery, reminded, entry.locale)).mentions : [];

  /** From the mark "being sent" to the record of how it ended. */
  const request = async (draft: Draft, asked: Request, turn: Turn, progress: Progress): Promise<void> => {
    const { delivery, place } = draft;
    const { entry } = place;
    const { api, target } = targetOf(asked, delivery.chat);
    const startedAt = clock.now();
    progress.isMarked = true;
    const begun = await work.beginDelivery(delivery, startedAt, { api, target });
    if (!begun) {
      // A newer one took its place while it waited for its turn.
      progress.isMarked = false;
      return;
    }
    const content = await cards.finish(draft, asked);
    const buzzed = await buzzedBy(delivery, place);
    await doors.trying(delivery.chat);
    // The commit may have taken long, or the process was paused: then another may be sending this row by now.
    if (!parts.mayWorkFor(REQUEST_TIMEOUT_MS)) throw new LeaseEnding();
    progress.hasLeft = true;
    turnsOf(api).start(target);
    let done: { settled: Settled; outcome: string; told: Told };
    try {
      const messageId = await perform(client, turn, asked, entry, { content, key: delivery.key });
      const isCard = isLivingCard(asked, delivery, entry.mode);
      const buzz = buzzAfter(delivery, messageId, buzzed);
      const settled = { state: 'sent' as const, messageId, isCard, ...(buzz === undefined ? {} : { buzz }) };
      done = { settled, outcome: 'ok', told: { result: 'sent', reason: '', messageId, code: 0 } };
      turnsOf(api).answered(target);
    } catch (thrown) {
      turnsOf(api).answered(target);
      done = await failed(delivery, { does: asked.do, target }, toFeishuError(thrown), startedAt);
    }
    const now = clock.now();
    const isMoved = await work.settleDelivery(delivery, done.settled, now, {
      attempt: begun.attempt,
      api,
      at: startedAt,
      answeredAt: now,
      outcome: done.outcome,
      ...(done.told.code === undefined ? {} : { code: done.told.code }),
      logId: done.told.logId ?? '',
    });
    // How long what waits on purpose has waited says nothing, nor when it was that a look-up found something.
    const isHeld = delivery.priority > 0 || delivery.heldAt !== undefined || delivery.kind === 'refresh';
    const kind = kindOf(asked, delivery);
    const attempts = delivery.attempts + 1;
    if (isMoved) report(delivery, { ...done.told, kind, attempts, ...(isHeld ? { isHeld } : {}) });
    if (done.settled.state === 'sent') await doors.opened(delivery.chat);
    if (done.settled.state === 'waiting') parts.onPostponed(done.settled.nextAt);
  };

  /** Does what needs no request. */
  const settlePlan = async (delivery: Delivery, plan: Exclude<Plan, Request>): Promise<void> => {
    if (plan.do === 'suppress') await end(delivery, 'suppressed', plan.reason);
    else if (plan.do === 'assume') await giveUp(delivery);
    else if (plan.do === 'hold') await hold(delivery, plan.until);
    else if (await work.takeBackReminder(delivery, plan.rule, plan.takenBack, clock.now()))
      report(delivery, { result: 'suppressed', reason: 'superseded' });
  };

  /** Waits for the turns, and makes the request if it may still be made then. */
  const inItsTurn = async (draft: Draft, asked: Request, progress: Progress): Promise<boolean> => {
    const { delivery, place } = draft;
    const { api, target } = targetOf(asked, delivery.chat);
    const isPast = (): boolean => asked.do !== 'update' && isPastRepeating(delivery, clock.now());
    await turnsOf(api).ready(target);
    if (isPast()) {
      await giveUp(delivery);
      return true;
    }
    const closed = await doors.refusal(delivery.chat);
    if (closed !== undefined) {
      await end(delivery, 'parked', closed);
      return true;
    }
    await client.prepare();
    const turn = await client.turn(api, { priority: 0, lane: target });
    if (stopped || !parts.mayWorkFor(REQUEST_TIMEOUT_MS) || isPast()) {
      turn.done('unused');
      return !stopped && parts.mayWorkFor(REQUEST_TIMEOUT_MS);
    }
    // The gate may have been shut for hours: whoever has acted meanwhile is not reminded, and at night nobody is.
    const again = place.reminded ? await planOf(delivery, place) : asked;
    if (!isRequest(again)) {
      turn.done('unused');
      await settlePlan(delivery, again);
      return true;
    }
    try {
      await track(request(draft, asked, turn, progress));
    } finally {
      // A turn that was not used (rendering or the store failed) is given back; a used one already was.
      turn.done('unused');
    }
    return true;
  };

  /** By which entry it goes; undefined: it is not mapped any more. */
  const placeOf = (delivery: Delivery): CardPlace | undefined => {
    const { approvalCode, chat, status } = delivery;
    if (isReminder(delivery)) {
      const reminded = parts.desk.placeOf(delivery);
      return reminded && { approval: reminded.approval, entry: reminded.entry, reminded };
    }
    const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
    const entry = approval && entryFor(approval.chats, chat, status);
    return entry && { approval, entry };
  };

  const planOf = async (delivery: Delivery, { entry, reminded }: CardPlace): Promise<Plan> => {
    if (reminded) return parts.desk.plan(delivery, reminded);
    const card = await work.standingCard(delivery.instanceCode, delivery.chat);
    return planDelivery(delivery, entry, card, { zone, now: clock.now() });
  };

  const send: Sender['send'] = async (delivery, progress) => {
    if (delivery.kind === 'buzz') return buzzer(delivery, progress);
    const place = placeOf(delivery);
    if (!place) {
      await end(delivery, 'suppressed', 'unmapped');
      return true;
    }
    const plan = await planOf(delivery, place);
    if (!isRequest(plan)) {
      await settlePlan(delivery, plan);
      return true;
    }
    return inItsTurn(await cards.begin(delivery, place), plan, progress);
  };

  return {
    send,
    end,
    remember: (api, target, at) => turnsOf(api).remember(target, at),
    async stop() {
      stopped = true;
      await Promise.allSettled(inFlight);
    },
  };
}

/** The request itself; returns the id of the message that now stands there. */
async function perform(
  client: FeishuClient,
  turn: Turn,
  asked: Request,
  { chat }: ChatEntry,
  message: CardMessage,
): Promise<string> {
  switch (asked.do) {
    case 'post':
      return postCard(client, turn, chat, message);
    case 'reply':
      return replyWithCard(client, turn, asked.messageId, message);
    case 'update':
      await updateCard(client, turn, asked.messageId, message.content);
      return asked.messageId;
  }
}
