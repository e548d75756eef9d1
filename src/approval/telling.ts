import type { Zone } from '../base/zone.ts';
import { type HoursOfDay, isWithin } from './hours.ts';
import { chooseRoutes, type Route } from './route.ts';
import { isFinal, type Status } from './status.ts';

/** As much of a chat entry as it takes to say what the chat is to hear of a change. */
export interface Listener extends Route {
  readonly mode: 'live' | 'post';
  readonly notice: 'final' | 'all' | 'none';
  /** When a message may come; absent: any time. */
  readonly hours?: HoursOfDay;
}

/** What one chat is to hear of a change. What becomes of it depends on what stands in the chat: store/tellings.ts. */
export interface Telling {
  readonly chat: string;
  readonly mode: 'live' | 'post';
  /** Whether the chat lists the status. If not, the change may only bring a standing card up to date. */
  readonly isListed: boolean;
  /** Whether a standing card that is updated gets a reply, since an update makes no sound. */
  readonly rings: boolean;
  /** Whether what rings is held back until the chat's hours begin: then only the newest state is told. */
  readonly isHeld: boolean;
  /** The run of reconcile in whose one card for the chat it is told, instead of one of its own; absent: none. */
  readonly gatheredBy?: string;
}

/**
 * Which chats hear of a change to `status`, and how. A chat where a living card stands hears of every change, listed or
 * not, and whatever its entries say today: a card never shows a state that is over. Pure.
 */
export function tellingsOf(entries: readonly Listener[], status: Status, zone: Zone, now: number): Telling[] {
  const listed = chooseRoutes(entries, status);
  const listedChats = new Set(listed.map((entry) => entry.chat.id));
  const standing = new Map<string, Listener>();
  for (const entry of entries) {
    const { id } = entry.chat;
    if (listedChats.has(id)) continue;
    if (!standing.has(id) || (entry.mode === 'live' && standing.get(id)?.mode === 'post'))
      standing.set(id, entry);
  }
  const telling = (entry: Listener, isListed: boolean): Telling => ({
    chat: entry.chat.id,
    mode: entry.mode,
    isListed,
    rings: isListed && entry.mode === 'live' && noticesOf(entry, status),
    isHeld: entry.hours !== undefined && !isWithin(entry.hours, zone, now),
  });
  return [
    ...listed.map((entry) => telling(entry, true)),
    ...[...standing.values()].map((entry) => telling(entry, false)),
  ];
}

/**
 * The same tellings where some chats hear of so much at once that it goes into one card. A live card that stands there
 * is brought up to date all the same, without a sound.
 */
export function gatherTellings(
  tellings: readonly Telling[],
  chats: ReadonlySet<string>,
  run: string,
): Telling[] {
  return tellings.map((telling) =>
    telling.isListed && chats.has(telling.chat)
      ? { ...telling, isListed: false, rings: false, gatheredBy: run }
      : telling,
  );
}

function noticesOf({ notice }: Listener, status: Status): boolean {
  return notice === 'all' || (notice === 'final' && isFinal(status));
}

/**
 * The entry by which a chat hears of an instance in this status: the first that lists it; where none does, the first
 * that keeps a living card; where none does that either, its first.
 */
export function entryFor<E extends Listener>(
  entries: readonly E[],
  chat: string,
  status: Status,
): E | undefined {
  const ofChat = entries.filter((entry) => entry.chat.id === chat);
  return (
    ofChat.find((entry) => entry.statuses.includes(status)) ??
    ofChat.find((entry) => entry.mode === 'live') ??
    ofChat[0]
  );
}
