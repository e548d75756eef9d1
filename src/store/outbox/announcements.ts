import type { Kysely } from 'kysely';
import type { Announcement } from '../../approval/announcement.ts';
import type { AnnouncedChange, NewChange, OutboxDelivery } from '../../approval/delivery.ts';
import type { Schema } from '../engine/schema.ts';
import type { Lane, Lanes } from './lanes.ts';
import { type InsertDeliveries, UNDECIDED } from './outboxRow.ts';

/** What became of announcements. */
export interface WrittenRows {
  /** The chats that got a row. */
  readonly chats: readonly string[];
  /** Rows that were not sent yet and are no longer needed, since a newer row of their lane replaces them. */
  readonly superseded: readonly OutboxDelivery[];
}

/** Writes the deliveries of a change; used inside the caller's transaction. */
export type WriteAnnouncements = (
  on: Kysely<Schema>,
  change: AnnouncedChange,
  announcements: readonly Announcement[],
  now: number,
) => Promise<WrittenRows>;

/**
 * In `live` a waiting row is replaced by the newer one; a row whose outcome is unknown may already be in the chat
 * and is settled first. A chat that does not list the status gets a row only if it has a card or one is on its
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
      // Before the first change of an instance there are no cards and no rows.
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
  /** Whether it waits until the chat's hours begin. */
  readonly isHeld: boolean;
  /** It cannot be known whether the change is for this chat. */
  readonly isUndecided?: boolean;
}

/** The change was undone before the chat was sent it. */
function isUnheardOf({ status }: AnnouncedChange, { rows, stands }: Lane): boolean {
  if (status !== 'DELETED' || stands || rows.length === 0) return false;
  return rows.every((row) => row.was === '' && isResting(row));
}

/**
 * Where it cannot be known whether the change is for the chat, a parked row is written, and the chat's card is still
 * updated.
 */
function withUndecided({ isUndecided }: Announcement, kinds: readonly NewKind[]): readonly NewKind[] {
  if (!isUndecided || kinds.some(({ kind }) => kind === 'card')) return kinds;
  return [...kinds, { kind: 'card', isHeld: false, isUndecided }];
}

/** Which rows a chat gets for a change, and which rows of its lane they replace. */
interface Rules {
  givesWay(announcement: Announcement, lane: Lane): Lane['rows'];
  kinds(announcement: Announcement, lane: Lane, gaveWay: readonly OutboxDelivery[]): readonly NewKind[];
}

/**
 * Whether a row written for a finding of reconcile rests, or has only just stopped resting: sending it was not tried
 * yet.
 */
function isResting({ priority, attempts, next_at }: Lane['rows'][number]): boolean {
  return priority === 1 && attempts === 0 && next_at > 0;
}

/** A card for each change, but only the newest of those that are held back or rest. */
const postRules: Rules = {
  givesWay: ({ isListed, isHeld }, { rows }) =>
    rows.filter((row) => (isListed && (isHeld || row.held_at !== null)) || isResting(row)),
  kinds: ({ isListed, isHeld }, { stands }) => [
    ...(isListed ? [{ kind: 'card', isHeld } as const] : []),
    // An updatable card from earlier, or of another entry, must not go on showing an old state.
    ...(stands ? [{ kind: 'update', isHeld: false } as const] : []),
  ],
};

/**
 * One card for all changes: the row of the newest change updates it, and notifies people if an older row would have.
 */
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
      // An update makes no sound, so it need not wait.
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
