import type { Delivery, OutboxDelivery } from '../../approval/delivery.ts';
import type { Text } from '../../base/language.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import type { Verdict } from '../../feishu/verdict.ts';
import { chatTargets } from '../../settings/approvalsTo.ts';
import type { ClosedChat, Probe } from '../../store/outbox/closedChats.ts';
import { storedText } from '../../words/storedText.ts';
import type { Needs } from '../context/context.ts';
import { supersededEnd } from '../context/observe.ts';

type BreakerContext = Needs<
  'clock' | 'log' | 'observer' | 'settings' | 'warnings' | 'worker',
  'closedChats' | 'closeChat' | 'noteProbe' | 'probeChat' | 'openChat' | 'reviveChat'
>;

/** A chat that refuses messages of the bot. */
type Closed = Pick<ClosedChat, 'code' | 'reason' | 'remedy'> & Probe;

/** Why nothing is sent to a chat, and what a person can do about it. */
export interface ChatRefusal {
  readonly reason: string;
  readonly remedy: Text;
}

/** The first probe comes after this, ms … */
const FIRST_PROBE_MS = 60_000;
/** … and each next one after twice the time, at most this. */
export const LONGEST_PROBE_MS = 3_600_000;

/**
 * The circuit breaker of each chat. A chat that refuses the bot is closed: its deliveries are parked without a call. It
 * opens when the bot is added, at a restart, or when a probe succeeds: the newest of its parked deliveries, sent after
 * a minute, and then ever later. Its parked rows are then sent with their current state (store/outbox/parkedRows.ts).
 *
 * The closed chats are in the store, and in memory for the check of each card.
 */
export class ChatBreaker {
  readonly #context: BreakerContext;
  #closed = new Map<string, Closed>();
  /** Whether the configuration was changed since the last look. */
  #isReconfigured = false;

  constructor(context: BreakerContext) {
    this.#context = context;
  }

  /** Why this must not be sent now; undefined: it may be tried. */
  async refusal({ chat, seq }: Pick<Delivery, 'chat' | 'seq'>): Promise<ChatRefusal | undefined> {
    const closed = this.#closed.get(chat);
    if (!closed || closed.probeSeq === seq) return undefined;
    const { reason, remedy } = closed;
    if (this.#context.clock.now() < closed.probeAt)
      return { reason: `chat-closed: ${reason}`, remedy: storedText(remedy) };
    const probe = { ...this.#nextProbe(closed), probeSeq: seq };
    this.#closed.set(chat, { ...closed, ...probe });
    await this.#context.store.work.noteProbe(chat, probe);
    return undefined;
  }

  /** Whether only probes may be sent to it. */
  isClosed(chat: string): boolean {
    return this.#closed.has(chat);
  }

  /** A chat refused a delivery: from now on only probes are sent there. */
  async close(chat: string, error: FeishuError, { remedy }: Verdict): Promise<void> {
    const { clock, store, warnings } = this.#context;
    const now = clock.now();
    const { code = 0, message: reason } = error;
    const { probes = 0 } = this.#closed.get(chat) ?? {};
    const probeAt = now + spanBefore(probes);
    const closed = { code, reason, remedy: remedy.en, probes, probeAt };
    this.#closed.set(chat, { ...closed, probeSeq: null });
    await store.work.closeChat({ chat, ...closed }, now);
    warnings.raise({ code: 'chat-closed', ids: { chat, feishuCode: code }, details: { said: reason } });
  }

  /** A delivery succeeded. */
  async opened(chat: string): Promise<void> {
    const { clock, store, worker } = this.#context;
    if (!this.#closed.delete(chat)) return;
    await store.work.openChat(chat, clock.now());
    worker.wakeDeliver(clock.now());
  }

  /** The configuration was changed: perhaps a closed chat is not in it any more. */
  reconfigured(): void {
    this.#isReconfigured = true;
  }

  /**
   * Queues the parked rows of chats that are open again, and the probes that are due. Returns the chats with due rows.
   *
   * What is parked for a closed chat that the configuration does not name any more is tried once, and mostly ends as
   * unmapped; the last update of a card is probed for a day. The chat is forgotten once nothing is parked for it.
   */
  async tend(): Promise<readonly string[]> {
    const isReconfigured = this.#isReconfigured;
    this.#isReconfigured = false;
    try {
      return await this.#tend(isReconfigured);
    } catch (thrown) {
      this.#isReconfigured ||= isReconfigured;
      throw thrown;
    }
  }

  async #tend(isReconfigured: boolean): Promise<readonly string[]> {
    const { clock, store, settings } = this.#context;
    const due: string[] = [];
    const closed = await store.work.closedChats();
    this.#closed = new Map(closed.filter((one) => !one.isOpened).map((one) => [one.chat, one]));
    const named = new Set(closed.length > 0 ? chatTargets(settings).map(({ id }) => id) : []);
    for (const one of closed) {
      const isGone = !named.has(one.chat);
      if (one.isOpened || (isGone && isReconfigured)) await this.#revive(one.chat, isGone);
      else if (one.probeAt > clock.now()) continue;
      else if (!(await this.#probe(one, isGone))) {
        if (isGone) await this.#revive(one.chat, isGone);
        continue;
      }
      due.push(one.chat);
    }
    return due;
  }

  async #revive(chat: string, isGone: boolean): Promise<void> {
    const { clock, store, log, warnings } = this.#context;
    const { revived, superseded } = await store.work.reviveChat(chat, { now: clock.now(), isGone });
    this.#closed.delete(chat);
    this.#report(superseded);
    warnings.over('chat-closed', chat);
    warnings.over('bot-not-in-chat', chat);
    log.info(
      { chat, revived, superseded: superseded.length },
      'a chat is tried again: what was parked for it is sent as it stands now',
    );
  }

  /** False: no parked row can be sent. */
  async #probe(closed: ClosedChat, isGone: boolean): Promise<boolean> {
    const { clock, store } = this.#context;
    const next = this.#nextProbe(closed);
    const probe = await store.work.probeChat(closed.chat, next, { now: clock.now(), isGone });
    if (!probe) return false;
    this.#closed.set(closed.chat, { ...closed, ...next, probeSeq: probe.probeSeq });
    this.#report(probe.superseded);
    return true;
  }

  #nextProbe({ probes }: Closed): Omit<Probe, 'probeSeq'> {
    return { probes: probes + 1, probeAt: this.#context.clock.now() + spanBefore(probes + 1) };
  }

  #report(superseded: readonly OutboxDelivery[]): void {
    const { observer, clock } = this.#context;
    for (const delivery of superseded) observer.deliveryEnded(supersededEnd(delivery, clock.now()));
  }
}

/** How long until the next probe, after this many. */
function spanBefore(probes: number): number {
  return Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** Math.min(probes, 20));
}
