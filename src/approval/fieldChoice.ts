import { isLeaveReason, isLeaveReasonId } from './fieldMask.ts';
import { isSensitiveLabel } from './sensitiveLabels.ts';

/** Which fields of a form may be seen: by widget name, id or custom id; columns of tables and parts of groups too. */
export interface FieldChoice {
  /** Present: nothing else is shown. */
  readonly only?: readonly string[];
  readonly hide: readonly string[];
  /** The last four digits of long numbers are left, or nothing. */
  readonly mask: readonly string[];
  /** Shows what is masked or hidden by default. */
  readonly show: readonly string[];
  /** The key fields: they come first. */
  readonly first?: readonly string[];
}

/**
 * What may be seen of a value:
 * - `open`: all of it, because the configuration says so;
 * - `usual`: all of it, but an account number found in it is masked;
 * - `discreet`: its name is that of such a number: every long number in it is masked;
 * - `masked`: the last digits at most;
 * - `hidden`: nothing, not even that it exists.
 */
export type Sight = 'open' | 'usual' | 'discreet' | 'masked' | 'hidden';

/** What is needed to judge a value. */
export interface Subject {
  readonly type: string;
  readonly label: string;
  /** False: its name is unknown, since its definition cannot be read; the label is a substitute. */
  readonly isNamed?: boolean;
  /** All its names, and those of what contains it. */
  readonly keys: readonly string[];
  readonly delicate?: boolean;
}

export type Judge = (subject: Subject) => Sight;

/**
 * The configuration decides, strictest rule first. By default, reasons for leave are hidden, and accounts and telephone
 * numbers show their last four digits. `only` and `mask` do not lift that; `show` does. A value without a known name is
 * not shown if anything is hidden or masked by name.
 */
export function judgeBy(choice: FieldChoice): Judge {
  const [hide, mask, show] = [namesOf(choice.hide), namesOf(choice.mask), namesOf(choice.show)];
  const only = choice.only && namesOf(choice.only);
  const isPlain = !only && hide.size + mask.size + show.size === 0;
  return (subject) => {
    if (isPlain) return sightByItself(subject);
    const keys = subject.keys.map(comparable);
    const isIn = (names: ReadonlySet<string> | undefined): boolean => keys.some((key) => names?.has(key));
    if (isIn(hide) || (only && !isIn(only))) return 'hidden';
    if (isIn(mask)) return 'masked';
    if (isIn(show)) return 'open';
    // It may be the hidden one.
    if (subject.isNamed === false && hide.size + mask.size > 0) return 'hidden';
    return sightByItself(subject);
  };
}

function sightByItself({ type, label, keys, delicate }: Subject): Sight {
  if (delicate || isLeaveReason(label) || keys.some(isLeaveReasonId)) return 'hidden';
  if (type === 'telephone' || type === 'account') return 'discreet';
  return [label, ...keys].some(isSensitiveLabel) ? 'discreet' : 'usual';
}

/** The index of a field among those that come first, from 0, by any of its names; undefined: it is not one of them. */
export function placeAmongFirst(choice: FieldChoice): (keys: readonly string[]) => number | undefined {
  const { first } = choice;
  if (!first) return () => undefined;
  const places = new Map(first.map((name, i) => [comparable(name), i]));
  return (keys) => keys.map((key) => places.get(comparable(key))).find((place) => place !== undefined);
}

function namesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(comparable));
}

/** Hides what any of the choices hides, and masks what any of them masks. */
export function strictest(
  choices: readonly FieldChoice[],
): Pick<FieldChoice, 'only' | 'hide' | 'mask' | 'show'> {
  const only = choices.flatMap((choice) => (choice.only ? [choice.only] : []));
  return {
    ...(only.length > 0 ? { only: inAll(only) } : {}),
    hide: choices.flatMap(({ hide }) => hide),
    mask: choices.flatMap(({ mask }) => mask),
    show: inAll(choices.map(({ show }) => show)),
  };
}

function inAll(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists;
  return first.filter((name) =>
    others.every((list) => list.some((one) => comparable(one) === comparable(name))),
  );
}

/** A name for comparison: people copy it by hand, so width, case and spaces may differ. */
export function comparable(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
