import type { Kysely } from 'kysely';
import type { Announcement } from '../../approval/announcement.ts';
import type { AnnouncedChange, NewChange, OutboxDelivery } from '../../approval/delivery.ts';
import type { Schema } from '../engine/schema.ts';
import type { Lane, Lanes } from './lanes.ts';
import { type InsertDeliveries, UNDECIDED } from './outboxRow.ts';

/** What became of announcements. */
export interface Written {
  /** The chats that got a row. */
  readonly chats: readonly string[];
  /** Rows that were not sent yet and need not be any more, since a newer one of their lane says it all. */
  readonly superseded: readonly OutboxDelivery[];
}

/** Writes what chats are to hear of a change; for use inside the transactions of others. */
export type WriteAnnouncements = (
  on: Kysely<Schema>,
  change: AnnouncedChange,
  announcements: readonly Announcement[],
  now: number,
) => Promise<Written>;

/**
 * In `live` a row that still waits gives way to the newer one; one whose outcome is unknown may stand in the chat
 * already, so it is settled first. A chat that does not list the status gets a row only where a card stands or is on its
 * way.
 */
export function createAnnouncements(parts: {
  readonly lanes: Lanes;
  readonly insert: InsertDeliveries;
}): WriteAnnouncements {
  const { lanes, insert } = parts;
  return async (on, change, announcements, now) => {
    const chats = new Set<string>();
    const superseded: OutboxDelivery[] = [];
    for (const announcement of announcements) {
      const { chat } = announcement;
      // Nothing stands or waits before the first change of an instance.
      const lane = change.was === undefined ? EMPTY : await lanes.of(on, chat, change.instanceCode);
      const rules = announcement.mode === 'live' ? liveRules : postRules;
      const older = rules.givesWay(announcement, lane);
      const gaveWay = older.length === 0 ? [] : await lanes.giveWay(on, older, now);
      const kinds = isUnheardOf(change, lane)
        ? []
        : withUndecided(announcement, rules.kinds(announcement, lane, gaveWay));
      await insert(
        on,
        kinds.map(({ kind, isHeld, isUndecided = false }) => {
          const made = newDelivery(change, chat, kind, now, isHeld);
          return isUndecided ? { ...made, isUndecided } : made;
        }),
      );
      if (kinds.length > 0) chats.add(chat);
      superseded.push(...gaveWay);
    }
    return { chats: [...chats], superseded };
  };
}

const EMPTY: Lane = { rows: [], stands: false };

interface NewKind {
  readonly kind: 'card' | 'update' | 'notice';
  /** Whether it is held back until the chat's hours begin. */
  readonly isHeld: boolean;
  /** Nobody can know whether the chat is to hear of it. */
  readonly isUndecided?: boolean;
}

/** It came and went, and the chat has not heard of it yet. */
function isUnheardOf({ status }: AnnouncedChange, { rows, stands }: Lane): boolean {
  if (status !== 'DELETED' || stands || rows.length === 0) return false;
  return rows.every((row) => row.was === '' && isResting(row));
}

/** A chat of which nobody can know gets a row that is parked, beside whatever brings a standing card up to date. */
function withUndecided({ isUndecided }: Announcement, kinds: readonly NewKind[]): readonly NewKind[] {
  if (!isUndecided || kinds.some(({ kind }) => kind === 'card')) return kinds;
  return [...kinds, { kind: 'card', isHeld: false, isUndecided }];
}

/** What a chat gets of a change, and what of its lane gives way to it. */
interface Rules {
  givesWay(announcement: Announcement, lane: Lane): Lane['rows'];
  kinds(announcement: Announcement, lane: Lane, gaveWay: readonly OutboxDelivery[]): readonly NewKind[];
}

/** Whether a row of what reconcile found still rests, or has only just rested: nobody has tried to send it. */
function isResting({ priority, attempts, next_at }: Lane['rows'][number]): boolean {
  return priority === 1 && attempts === 0 && next_at > 0;
}

/** A card for each change, but of those that are held back, or rest, only the newest. */
const postRules: Rules = {
  givesWay: ({ isListed, isHeld }, { rows }) =>
    rows.filter((row) => (isListed && (isHeld || row.held_at !== null)) || isResting(row)),
  kinds: ({ isListed, isHeld }, { stands }) => [
    ...(isListed ? [{ kind: 'card', isHeld } as const] : []),
    // A living card from before, or of another entry, must not show a state that is over.
    ...(stands ? [{ kind: 'update', isHeld: false } as const] : []),
  ],
};

/** One card for all changes: the row for the newest brings it up to date, and rings where an older one would have. */
const liveRules: Rules = {
  givesWay: (_, { rows }) => rows,
  kinds: ({ isListed, isHeld, rings }, { rows, stands }, gaveWay) => {
    const gone = new Set(gaveWay.map(({ seq }) => seq));
    const isPosted =
      stands || rows.some(({ kind, seq, about }) => kind === 'card' && about !== UNDECIDED && !gone.has(seq));
    const mayPost = isListed || gaveWay.some((row) => row.kind === 'card' && !row.isUndecided);
    if (!mayPost && !isPosted) return [];
    const isNoticed = isPosted && (rings || gaveWay.some(({ kind }) => kind === 'notice'));
    return [
      // An update is silent and waits for nothing.
      { kind: mayPost ? 'card' : 'update', isHeld: isHeld && !isPosted },
      ...(isNoticed ? [{ kind: 'notice', isHeld } as const] : []),
    ];
  },
};

/** A delivery of a change to a chat. */
export function newDelivery<K extends NewChange['kind'] | 'hook'>(
  change: AnnouncedChange,
  chat: string,
  kind: K,
  now: number,
  isHeld = false,
): Omit<NewChange, 'kind'> & { readonly kind: K } {
  const { changeId, instanceCode, approvalCode, status, changedAt, priority, receivedAt, was, restsUntil } =
    change;
  const about = { changeId, instanceCode, approvalCode, status, changedAt, priority, receivedAt };
  return {
    ...about,
    kind,
    chat,
    createdAt: now,
    ...(was === undefined ? undefined : { was }),
    ...(isHeld ? { heldAt: now } : undefined),
    ...(restsUntil === undefined || isHeld ? undefined : { restsUntil }),
  };
}
