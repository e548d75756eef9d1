import type { Zone } from '../base/zone.ts';
import { type HoursOfDay, isWithin } from './hours.ts';
import { isFinal, type Status } from './status.ts';

/** The part of a chat entry that routing needs. */
export interface Route {
  readonly chat: { readonly id: string };
  readonly statuses: readonly Status[];
}

/** Whether the conditions of an entry hold; `unknown`: it cannot be known. */
export type Holds<R> = (entry: R) => 'yes' | 'no' | 'unknown';

const always = (): 'yes' => 'yes';

/**
 * The entries that get this status, each chat once: of two entries for a chat, the first that matches decides.
 */
export function chooseRoutes<R extends Route>(
  entries: readonly R[],
  status: Status,
  holds: Holds<R> = always,
): R[] {
  const chosen = new Map<string, R>();
  for (const entry of entries) {
    if (entry.statuses.includes(status) && !chosen.has(entry.chat.id) && holds(entry) === 'yes')
      chosen.set(entry.chat.id, entry);
  }
  return [...chosen.values()];
}

/** The part of a chat entry that decides what the chat is sent about a change. */
export interface Listener extends Route {
  readonly mode: 'live' | 'post';
  readonly notice: 'final' | 'all' | 'none';
  /** When a message may come; absent: any time. */
  readonly hours?: HoursOfDay;
}

/**
 * What is to be sent to one chat about a change. Which rows follow depends on the cards in the chat:
 * store/outbox/announcements.ts.
 */
export interface Announcement {
  readonly chat: string;
  readonly mode: 'live' | 'post';
  /** Whether the chat lists the status. If not, the change may only update a standing card. */
  readonly isListed: boolean;
  /** Whether an updated card gets a reply, since an update makes no sound. */
  readonly rings: boolean;
  /** Whether what makes a sound waits until the chat's hours begin: then only the newest state is sent. */
  readonly isHeld: boolean;
  /** It is unknown whether the chat gets it: that is judged again before it is sent; if still unknown, it is parked. */
  readonly isUndecided?: boolean;
}

/**
 * Which chats are sent a change to `status`, and how. A chat with a living card is sent every change, listed or not,
 * and whatever its entries say now: a card never shows an outdated state. Pure.
 */
export function announcementsOf<L extends Listener>(
  entries: readonly L[],
  status: Status,
  zone: Zone,
  now: number,
  holds: Holds<L> = always,
): Announcement[] {
  const listed = chooseRoutes(entries, status, holds);
  const listedChats = new Set(listed.map((entry) => entry.chat.id));
  const standing = new Map<string, L>();
  const undecided = new Set<string>();
  for (const entry of entries) {
    const { id } = entry.chat;
    if (listedChats.has(id)) continue;
    if (!standing.has(id) || (entry.mode === 'live' && standing.get(id)?.mode === 'post'))
      standing.set(id, entry);
    if (entry.statuses.includes(status) && holds(entry) === 'unknown') undecided.add(id);
  }
  const announcement = (entry: L, isListed: boolean): Announcement => ({
    chat: entry.chat.id,
    mode: entry.mode,
    isListed,
    rings: isListed && entry.mode === 'live' && noticesOf(entry, status),
    isHeld: entry.hours !== undefined && !isWithin(entry.hours, zone, now),
    ...(undecided.has(entry.chat.id) ? { isUndecided: true } : {}),
  });
  return [
    ...listed.map((entry) => announcement(entry, true)),
    ...[...standing.values()].map((entry) => announcement(entry, false)),
  ];
}

/**
 * The last update for chats that are no longer configured and still have a living card. Pure.
 */
export function lastAnnouncements(
  entries: readonly Pick<Route, 'chat'>[],
  standing: readonly string[],
): Announcement[] {
  const configured = new Set(entries.map(({ chat }) => chat.id));
  return standing
    .filter((chat) => !configured.has(chat))
    .map((chat) => ({ chat, mode: 'live', isListed: false, rings: false, isHeld: false }));
}

function noticesOf({ notice }: Listener, status: Status): boolean {
  return notice === 'all' || (notice === 'final' && isFinal(status));
}

/**
 * The chat's entry for an instance in this status: the first that matches; if none does, the first that keeps a living
 * card; if none does that either, its first.
 */
export function entryFor<E extends Listener>(
  entries: readonly E[],
  chat: string,
  status: Status,
  holds: Holds<E> = always,
): { readonly entry: E; readonly matches: boolean } | undefined {
  const ofChat = entries.filter((entry) => entry.chat.id === chat);
  const matching = ofChat.find((entry) => entry.statuses.includes(status) && holds(entry) === 'yes');
  const entry = matching ?? ofChat.find((one) => one.mode === 'live') ?? ofChat[0];
  return entry && { entry, matches: matching !== undefined };
}
