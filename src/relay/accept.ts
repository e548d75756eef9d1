import type { Change } from '../approval/change.ts';
import { batched } from '../base/batch.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import {
  chatJoined,
  definitionChanged,
  eventLabel,
  isChangeEvent,
  readChange,
  taskChanged,
} from '../feishu/changeEvent.ts';
import type { FeishuEvent } from '../feishu/envelope.ts';
import type { NewEvent } from '../store/inbox.ts';
import type { Mark } from '../store/refreshes.ts';
import type { EventEnd, Observer } from './observe.ts';

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
  /** How many `add` may be under way. */
  readonly commitsAtOnce: number;
  readonly isContentRefusal: (error: unknown) => boolean;
  readonly reopenChat: (chat: string) => Promise<boolean>;
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
 * What is made for each event is written out member by member, here and in `store/inbox.ts`: with `...` in it, V8 gives
 * every such object a hidden class of its own, a microsecond each, and only a full collection frees those.
 */
export function createAccept(parts: AcceptParts): Accept {
  const { appId, clock, observer } = parts;
  const commit = batched(LARGEST_BATCH, parts.add, {
    atOnce: parts.commitsAtOnce,
    weigh: (event) => event.body.length,
    heaviest: HEAVIEST_BATCH,
  });
  let underWay = 0;

  const commitOne = async (event: NewEvent): Promise<boolean> => {
    try {
      return await commit(event);
    } catch (error) {
      // The store is away: it would not take one row either.
      if (!parts.isContentRefusal(error)) throw error;
      return commitAlone(event);
    }
  };

  /** One row spoiled the batch for all: each tries alone, and only the spoiler is parked. */
  const commitAlone = async (event: NewEvent): Promise<boolean> => {
    try {
      const [isNew] = await parts.add([event]);
      return isNew === true;
    } catch (error) {
      if (!parts.isContentRefusal(error)) throw error;
      parts.log.warn({ eventId: event.id }, 'the store refused an event for its content: parked');
      const { change: _change, suppressed: _suppressed, ...rest } = event;
      const [isNew] = await parts.add([{ ...rest, body: '', parked: REFUSED_BY_STORE }]);
      return isNew === true;
    }
  };

  const accept = async (event: FeishuEvent): Promise<void> => {
    const type = eventLabel(event.type);
    observer.eventCame();
    const end = (result: EventEnd['result'], reason: string, change?: Change, tookMs?: number): void =>
      observer.eventEnded({
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

    if (event.appId !== '' && event.appId !== appId) return end('suppressed', 'foreign');
    if (!isChangeEvent(event)) {
      const chat = chatJoined(event);
      if (chat !== '' && (await parts.reopenChat(chat))) parts.log.info({ chat }, 'chat is open again');
      const changed = definitionChanged(event);
      if (changed !== '') parts.forgetDefinition(changed);
      const task = taskChanged(event);
      if (task) await parts.markForLook({ ...task, at: clock.now() });
      return end('ignored', 'other-type');
    }
    const read = readChange(event);
    const receivedAt = clock.now();
    const row = (ended: Pick<NewEvent, 'change' | 'parked' | 'suppressed'>): NewEvent => ({
      id: event.id,
      type,
      body: event.text,
      receivedAt,
      change: ended.change,
      parked: ended.parked,
      suppressed: ended.suppressed,
    });
    if ('problem' in read) {
      const isNew = await commitOne(row({ parked: read.problem }));
      return isNew ? end('parked', read.problem) : end('suppressed', 'duplicate');
    }
    const { change } = read;
    const isMapped = parts.isMapped(change.approvalCode);
    // Nobody is to be told: it is committed as ended, and the worker has nothing to do with it.
    const isNew = await commitOne(row({ change, suppressed: isMapped ? undefined : UNMAPPED }));
    if (!isNew) return end('suppressed', 'duplicate', change);
    if (isMapped) return parts.onAccepted();
    end('suppressed', UNMAPPED, change, clock.now() - receivedAt);
  };
  const counted = async (event: FeishuEvent): Promise<void> => {
    underWay += 1;
    try {
      await accept(event);
    } finally {
      underWay -= 1;
    }
  };
  return Object.assign(counted, { isBusy: () => underWay > 0 });
}
