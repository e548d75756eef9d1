import type { PersonId } from './instance.ts';

/** People whom a card does not mention, since Feishu refuses the card with their id; or who cannot get it. */
export interface LeftOut {
  /** Ids that Feishu named. */
  readonly refused: readonly PersonId[];
  /** If Feishu names nobody, people are left out one after the other: this one, for now. */
  readonly trial?: PersonId;
  /** The group that gets the card, since Feishu refuses to send it to the person; absent: none. */
  readonly instead?: string;
}

export const NOBODY: LeftOut = { refused: [] };

/** With more people on a card, nobody is left out by trial: each trial is a request. */
const MOST_TRIALS = 20;

/**
 * Whom the next try leaves out, after Feishu refused a card because of a person's id; undefined: nobody is left. Pure.
 *
 * @param named the ids that Feishu names
 * @param rung whom the refused card mentioned
 */
export function leaveOutNext(
  { refused, trial, ...kept }: LeftOut,
  named: readonly PersonId[],
  rung: readonly PersonId[],
): LeftOut | undefined {
  const more = named.filter((id) => !refused.includes(id));
  if (more.length > 0) return { ...kept, refused: [...refused, ...more] };
  const all = [...new Set([...rung, ...(trial === undefined ? [] : [trial])])].sort();
  if (all.length > MOST_TRIALS) return undefined;
  const next = all.find((id) => trial === undefined || id > trial);
  // A person alone on the card is the refused one: the next simpler card mentions nobody.
  return next === undefined || all.length === 1 ? undefined : { ...kept, refused, trial: next };
}

/** Everybody who is left out. */
export function isLeftOut({ refused, trial }: LeftOut, id: PersonId): boolean {
  return id === trial || refused.includes(id);
}

/** For the store; empty: nobody. */
export function writeLeftOut({ refused, trial, instead }: LeftOut): string {
  const marked = [
    ...(trial === undefined ? [] : [`?${trial}`]),
    ...(instead === undefined ? [] : [`>${instead}`]),
  ];
  return [...refused, ...marked].join(' ');
}

/** Of what {@link writeLeftOut} wrote, the group; empty: none. */
export function insteadOf(text: string): string {
  return readLeftOut(text).instead ?? '';
}

/** Reads what {@link writeLeftOut} wrote. */
export function readLeftOut(text: string): LeftOut {
  const words = text.split(' ').filter((word) => word !== '');
  const marked = (mark: string): string | undefined => words.find((word) => word.startsWith(mark))?.slice(1);
  const [trial, instead] = [marked('?'), marked('>')];
  const refused = words.filter((word) => !/^[?>]/.test(word));
  return {
    refused,
    ...(trial === undefined ? {} : { trial }),
    ...(instead === undefined ? {} : { instead }),
  };
}
