import type { Zone } from '../base/zone.ts';
import type { Holds, Listener } from './announcement.ts';
import { type HoursOfDay, isWithin } from './hours.ts';
import type { Instance } from './instance.ts';
import { isOneOf, type Opening, openingsOf } from './openings.ts';
import { isFinal, type Status } from './status.ts';

/** A step, as a configuration may name it. */
export type StepNames = Pick<Opening, 'nodeId' | 'nodeName'>;

/** As much of a chat entry as it takes to say what the chat is to hear of a step. */
export interface StepListener extends Pick<Listener, 'chat' | 'notice'> {
  /** Names or ids of steps; absent: the entry is about the whole instance. */
  readonly stage?: readonly string[];
  readonly hours?: HoursOfDay;
}

/** A step that has opened, and a chat that is to hear of it. */
export interface StepOpened extends StepNames {
  readonly chat: string;
  /** See {@link Opening.id}. */
  readonly opening: string;
  /** Whether its card is held back until the chat's hours begin. */
  readonly isHeld: boolean;
  /** Nobody can know whether the chat is to hear of it: that is decided once more before it is sent, and parked. */
  readonly isUndecided?: boolean;
}

/** What a look at an instance says of its steps. What becomes of it depends on the cards that stand: store/outbox/stepCards.ts. */
export interface StepNews {
  /** Those that have opened since the look before. */
  readonly opened: readonly StepOpened[];
  /** Whether an opening still waits for somebody. */
  readonly isOpen: (opening: string) => boolean;
  /** How a chat is told that a step was left. */
  readonly leaving: (card: StepNames & { readonly chat: string }) => {
    readonly rings: boolean;
    readonly isHeld: boolean;
  };
}

/** A state of an instance: what an event told, and what a look-up showed. */
export interface Seen {
  readonly status: Status;
  /** undefined: nobody has seen it. */
  readonly instance: Instance | undefined;
}

/** The openings that wait for somebody. */
export function openSteps({ status, instance }: Seen): Opening[] {
  return instance ? openingsOf(instance, isFinal(status)).filter(({ isOpen }) => isOpen) : [];
}

/** Those that have opened since the look before. What was open before anybody listened is not announced afterwards. */
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
 * What chats hear of the steps of an instance. Conditions are judged when a step opens, and the first entry of a chat
 * for the step that holds decides. Pure.
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

/** Each chat once: by its first entry that holds; where none does and one cannot be decided, by that. */
function listenersTo<L extends StepListener>(
  entries: readonly L[],
  holds: Holds<L>,
): { readonly entry: L; readonly isUndecided: boolean }[] {
  const chosen = new Map<string, { readonly entry: L; readonly isUndecided: boolean }>();
  for (const entry of entries) {
    const { id } = entry.chat;
    const before = chosen.get(id);
    if (before && !before.isUndecided) continue;
    const verdict = holds(entry);
    if (verdict === 'yes' || (verdict === 'unknown' && !before))
      chosen.set(id, { entry, isUndecided: verdict === 'unknown' });
  }
  return [...chosen.values()];
}
