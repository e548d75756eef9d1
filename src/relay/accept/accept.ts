import type { Change } from '../../approval/change.ts';
import { batched } from '../../base/batch.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import {
  chatJoined,
  chatLeft,
  definitionChanged,
  eventLabel,
  isChangeEvent,
  readChange,
  taskChanged,
} from '../../feishu/events/changeEvent.ts';
import type { FeishuEvent } from '../../feishu/events/envelope.ts';
import { type AskedInGroup, readGroupCommand } from '../../feishu/events/groupMessage.ts';
import type { NewEvent } from '../../store/inbox/inbox.ts';
import type { Mark } from '../../store/instances/refreshes.ts';
import type { EventEnd, Observer } from '../context/observe.ts';

/** Takes one authentic event. Resolves when it is on disk or needs no place there; then it may be answered. */
export interface Accept {
  (event: FeishuEvent): Promise<void>;
  /** Whether events wait for their commit right now. */
  isBusy(): boolean;
}

export interface AcceptParts {
  readonly appId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Whether a chat is configured for an approval: the others' changes are over when they are on disk. */
  readonly isMapped: (approvalCode: string) => boolean;
  /** Commits events; says of each whether it is new. */
  readonly add: (events: readonly NewEvent[]) => Promise<boolean[]>;
  readonly isContentRefusal: (error: unknown) => boolean;
  /** The bot was added to a group. True: the group had refused us. */
  readonly joinChat: (chat: string, eventId: string) => Promise<boolean>;
  readonly leaveChat: (chat: string) => Promise<void>;
  /** Somebody asks the bot something in a group. */
  readonly noteCommand: (asked: AskedInGroup) => Promise<void>;
  readonly forgetDefinition: (approvalCode: string) => void;
  /** One of its tasks changed: what is known of it is out of date. */
  readonly markForLook: (mark: Mark) => Promise<void>;
  /** Something waits to be composed. */
  readonly onAccepted: () => void;
}

const REFUSED_BY_STORE =
  'refused-by-store: the event could not be stored; look at it in the event log of the developer console.';

const UNMAPPED = 'unmapped';

/** Events that share one statement and one sync; SQLite takes some 32 000 bound values, a row has 17. */
const LARGEST_BATCH = 200;
/** Characters of text that are on their way to the disk at once, about: an event may have a million of them. */
const HEAVIEST_BATCH = 4_000_000;

/**
 * First of the five verbs: commit, then answer. What comes in together is committed together.
 *
 * It throws only when the store cannot take the event now, so that Feishu sends it again. An event that the store
 * refuses for its content, or that cannot be understood, is parked: an error answer would make Feishu hold back
 * everything behind it for hours.
 *
 * What is made for each event is written out member by member, here and in `store/inbox/inbox.ts`: with `...` in it, V8 gives
 * every such object a hidden class of its own, a microsecond each, and only a full collection frees those.
 */
export function createAccept(parts: AcceptParts): Accept {
  const acceptor = new Acceptor(parts);
  return Object.assign((event: FeishuEvent) => acceptor.accept(event), { isBusy: () => acceptor.isBusy() });
}

/** What there is to tell about the end of an event, beside the event itself. */
interface Ending {
  readonly type: string;
  readonly result: EventEnd['result'];
  readonly reason: string;
  readonly change?: Change;
  readonly tookMs?: number;
}

class Acceptor {
  readonly #parts: AcceptParts;
  readonly #commit: (event: NewEvent) => Promise<boolean>;
  #underWay = 0;

  constructor(parts: AcceptParts) {
    this.#parts = parts;
    this.#commit = batched(LARGEST_BATCH, parts.add, {
      weigh: (event) => event.body.length,
      heaviest: HEAVIEST_BATCH,
    });
  }

  isBusy(): boolean {
    return this.#underWay > 0;
  }

  async accept(event: FeishuEvent): Promise<void> {
    this.#underWay += 1;
    try {
      this.#parts.observer.eventCame();
      const type = eventLabel(event.type);
      if (event.appId !== '' && event.appId !== this.#parts.appId) {
        return this.#end(event, { type, result: 'suppressed', reason: 'foreign' });
      }
      if (isChangeEvent(event)) return await this.#takeChange(event, type);
      await this.#takeHint(event);
      this.#end(event, { type, result: 'ignored', reason: 'other-type' });
    } finally {
      this.#underWay -= 1;
    }
  }

  async #takeChange(event: FeishuEvent, type: string): Promise<void> {
    const { clock, isMapped, onAccepted } = this.#parts;
    const read = readChange(event);
    const receivedAt = clock.now();
    if ('problem' in read) {
      const parked = read.problem;
      const isNew = await this.#commitOne({ id: event.id, type, body: event.text, receivedAt, parked });
      return this.#end(
        event,
        isNew
          ? { type, result: 'parked', reason: parked }
          : { type, result: 'suppressed', reason: 'duplicate' },
      );
    }
    const { change, isTimedByHeader } = read;
    // Without its approval nobody knows yet whom it concerns: the worker looks that up.
    const isHeard = change.approvalCode === '' || isMapped(change.approvalCode);
    // Nobody is to be told: it is committed as ended, and the worker has nothing to do with it.
    const isNew = await this.#commitOne({
      id: event.id,
      type,
      body: event.text,
      receivedAt,
      change,
      isTimedByHeader,
      suppressed: isHeard ? undefined : UNMAPPED,
    });
    if (!isNew) return this.#end(event, { type, result: 'suppressed', reason: 'duplicate', change });
    if (isHeard) return onAccepted();
    const tookMs = clock.now() - receivedAt;
    this.#end(event, { type, result: 'suppressed', reason: UNMAPPED, change, tookMs });
  }

  /** What other events tell that is of use: none of them is relayed. */
  async #takeHint(event: FeishuEvent): Promise<void> {
    const { log, joinChat, leaveChat, noteCommand, forgetDefinition, markForLook, clock } = this.#parts;
    const chat = chatJoined(event);
    if (chat !== '' && (await joinChat(chat, event.id))) log.info({ chat }, 'chat is open again');
    const left = chatLeft(event);
    if (left !== '') await leaveChat(left);
    const asked = readGroupCommand(event);
    if (asked) await noteCommand(asked);
    const changed = definitionChanged(event);
    if (changed !== '') forgetDefinition(changed);
    const task = taskChanged(event);
    if (task) await markForLook({ ...task, at: clock.now() });
  }

  async #commitOne(event: NewEvent): Promise<boolean> {
    try {
      return await this.#commit(event);
    } catch (error) {
      // The store is away: it would not take one row either.
      if (!this.#parts.isContentRefusal(error)) throw error;
      return this.#commitAlone(event);
    }
  }

  /** One row spoiled the batch for all: each tries alone, and only the spoiler is parked. */
  async #commitAlone(event: NewEvent): Promise<boolean> {
    const { add, isContentRefusal, log } = this.#parts;
    try {
      const [isNew] = await add([event]);
      return isNew === true;
    } catch (error) {
      if (!isContentRefusal(error)) throw error;
      log.warn({ eventId: event.id }, 'the store refused an event for its content: parked');
      const { id, type, receivedAt } = event;
      const [isNew] = await add([{ id, type, receivedAt, body: '', parked: REFUSED_BY_STORE }]);
      return isNew === true;
    }
  }

  #end(event: FeishuEvent, { type, result, reason, change, tookMs }: Ending): void {
    this.#parts.observer.eventEnded({
      eventId: event.id,
      type,
      result,
      reason,
      instanceCode: change?.instanceCode,
      approvalCode: change?.approvalCode,
      status: change?.status,
      changedAt: change?.changedAt,
      chats: tookMs === undefined ? undefined : 0,
      lookups: tookMs === undefined ? undefined : 0,
      tookMs,
    });
  }
}
