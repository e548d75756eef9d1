import type { Zone } from '../base/zone.ts';
import type { Holds, Listener } from './announcement.ts';
import { type HoursOfDay, isWithin } from './hours.ts';
import type { Instance } from './instance.ts';
import { isOneOf, type Opening, openingsOf } from './openings.ts';
import { isFinal, type Status } from './status.ts';

/** A step, by the names that a configuration may use. */
export type StepNames = Pick<Opening, 'nodeId' | 'nodeName'>;

/** The part of a chat entry that decides what the chat is sent about a step. */
export interface StepListener extends Pick<Listener, 'chat' | 'notice'> {
  /** Names or ids of steps; absent: the entry is about the whole instance. */
  readonly stage?: readonly string[];
  readonly hours?: HoursOfDay;
}

/** A step that has opened, and a chat that gets a card about it. */
export interface StepOpened extends StepNames {
  readonly chat: string;
  /** See {@link Opening.id}. */
  readonly opening: string;
  /** Whether its card waits until the chat's hours begin. */
  readonly isHeld: boolean;
  /** It is unknown whether the chat gets it: that is judged again before it is sent; if still unknown, it is parked. */
  readonly isUndecided?: boolean;
}

/**
 * What a look-up of an instance shows about its steps. Which rows follow depends on the standing cards:
 * store/outbox/stepCards.ts.
 */
export interface StepNews {
  /** Steps that have opened since the look-up before. */
  readonly opened: readonly StepOpened[];
  /** Whether an opening is still open. */
  readonly isOpen: (opening: string) => boolean;
  /** What a chat is sent when a step was left. */
  readonly leaving: (card: StepNames & { readonly chat: string }) => {
    readonly rings: boolean;
    readonly isHeld: boolean;
  };
}

/** A state of an instance: the status of an event, and the instance of a look-up. */
export interface Seen {
  readonly status: Status;
  /** undefined: it was never looked up. */
  readonly instance: Instance | undefined;
}

/** The openings that are open. */
export function openSteps({ status, instance }: Seen): Opening[] {
  return instance ? openingsOf(instance, isFinal(status)).filter(({ isOpen }) => isOpen) : [];
}

/** Steps that have opened since the look-up before. Without an earlier look-up, open steps are not announced. */
export function openedSteps(now: Seen, before: Seen | undefined): Opening[] {
  const known = new Set(before ? openSteps(before).map(({ id }) => id) : []);
  return openSteps(now).filter(({ id }) => !known.has(id));
}

/** The entries that are about a step. */
export function entriesFor<L extends StepListener>(entries: readonly L[], step: StepNames): L[] {
  return entries.filter(({ stage }) => stage && isOneOf(step, stage));
}

/** The entries that are about the whole instance. */
export function wholeEntries<L extends StepListener>(entries: readonly L[]): L[] {
  return entries.filter(({ stage }) => !stage);
}

/**
 * What chats are sent about the steps of an instance. Conditions are judged when a step opens; of a chat's entries for
 * the step, the first that holds decides. Pure.
 */
export function stepNewsOf<L extends StepListener>(
  entries: readonly L[],
  now: Seen,
  before: Seen | undefined,
  holds: Holds<L>,
  { zone, at }: { readonly zone: Zone; readonly at: number },
): StepNews {
  const open = new Set(openSteps(now).map(({ id }) => id));
  const isHeld = ({ hours }: StepListener): boolean => hours !== undefined && !isWithin(hours, zone, at);
  return {
    opened: openedSteps(now, before).flatMap((step) => {
      const { id: opening, nodeId, nodeName } = step;
      return listenersTo(entriesFor(entries, step), holds).map(
        ({ entry, isUndecided }): StepOpened => ({
          chat: entry.chat.id,
          opening,
          nodeId,
          nodeName,
          isHeld: isHeld(entry),
          ...(isUndecided ? { isUndecided } : {}),
        }),
      );
    }),
    isOpen: (opening) => open.has(opening),
    leaving: (card) => {
      const entry = entriesFor(entries, card).find(({ chat }) => chat.id === card.chat);
      return {
        rings: entry !== undefined && entry.notice !== 'none',
        isHeld: entry !== undefined && isHeld(entry),
      };
    },
  };
}

/** Each chat once: by its first entry that holds; if none does and one is unknown, by that one. */
function listenersTo<L extends StepListener>(
  entries: readonly L[],
  holds: Holds<L>,
): { readonly entry: L; readonly isUndecided: boolean }[] {
  const chosen = new Map<string, { readonly entry: L; readonly isUndecided: boolean }>();
  for (const entry of entries) {
    const { id } = entry.chat;
    const before = chosen.get(id);
    if (before && !before.isUndecided) continue;
    const judgement = holds(entry);
    if (judgement === 'yes' || (judgement === 'unknown' && !before))
      chosen.set(id, { entry, isUndecided: judgement === 'unknown' });
  }
  return [...chosen.values()];
}
