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
import { isContentRefusal } from '../../store/engine/storeError.ts';
import type { NewEvent } from '../../store/inbox/inbox.ts';
import type { Mark } from '../../store/instances/refreshes.ts';
import type { EventEnd, Observer } from '../context/observe.ts';

/** Accepts one authentic event. Resolves when it is on disk, or need not be; then it may be answered. */
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
  /** Whether a chat is configured for an approval: changes of others are finished when they are on disk. */
  readonly isMapped: (approvalCode: string) => boolean;
  /** Commits events; returns for each whether it is new. */
  readonly add: (events: readonly NewEvent[]) => Promise<boolean[]>;
  /** The bot was added to a group. True: the chat was closed. */
  readonly joinChat: (chat: string, eventId: string) => Promise<boolean>;
  readonly leaveChat: (chat: string) => Promise<void>;
  /** A command in a group. */
  readonly noteCommand: (asked: AskedInGroup) => Promise<void>;
  readonly forgetDefinition: (approvalCode: string) => void;
  /** One of its tasks changed: its recorded state is out of date. */
  readonly markForLook: (mark: Mark) => Promise<void>;
  /** There are changes to compose. */
  readonly onAccepted: () => void;
}

const REFUSED_BY_STORE =
  'refused-by-store: the event could not be stored; look at it in the event log of the developer console.';

const UNMAPPED = 'unmapped';

/** Events that share one statement and one sync; SQLite takes some 32 000 bound values, a row has 17. */
const LARGEST_BATCH = 200;
/** About how many characters are written at once: an event may have a million of them. */
const HEAVIEST_BATCH = 4_000_000;

/**
 * First stage: commits an event, then lets it be answered. Events that come in together are committed together.
 *
 * It throws only if the store cannot take the event now, so Feishu sends it again. An event that the store refuses for
 * its content, or that cannot be understood, is parked: an error answer would make Feishu hold back everything behind
 * it for hours.
 *
 * Objects for each event are written out member by member, here and in `store/inbox/inbox.ts`: with a spread, V8 gives
 * each object its own hidden class, which takes a microsecond and is only freed by a full collection.
 */
export function createAccept(parts: AcceptParts): Accept {
  const acceptor = new Acceptor(parts);
  return Object.assign((event: FeishuEvent) => acceptor.accept(event), { isBusy: () => acceptor.isBusy() });
}

/** Facts about the end of an event, in addition to the event itself. */
interface EventFacts {
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
    // Without its approval it is unknown which chats get it: the worker looks that up.
    const isHeard = change.approvalCode === '' || isMapped(change.approvalCode);
    // It goes to no chat: it is committed as ended, and the worker never sees it.
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

  /** Useful facts of other events, which are not relayed. */
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
      // The store is away: a single row would fail, too.
      if (!isContentRefusal(error)) throw error;
      return this.#commitAlone(event);
    }
  }

  /** One row made the batch fail: each is tried by itself, and only the bad one is parked. */
  async #commitAlone(event: NewEvent): Promise<boolean> {
    const { add, log } = this.#parts;
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

  #end(event: FeishuEvent, { type, result, reason, change, tookMs }: EventFacts): void {
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
