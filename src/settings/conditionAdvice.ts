import type { Bound, Condition, Tests } from '../approval/condition.ts';
import type { Text } from '../base/language.ts';
import * as say from '../words/conditionText.ts';
import type { PathProblem } from './pathProblems.ts';
import type { ApprovalSettings, ChatEntry } from './settings.ts';
import type { Path } from './yamlFile.ts';

/** Advice about conditions that can never hold, and ranges with gaps or overlaps. */
export function adviseConditions({ code, chats, ...approval }: ApprovalSettings): PathProblem[] {
  const at = (i: number, subject: string): Path => ['approvals', code, 'chats', i, 'when', subject];
  const impossible = chats.flatMap(({ when }, i) =>
    conditionsIn(when).flatMap(({ subject, tests }): PathProblem[] => {
      const why = contradictionIn(subject, tests);
      if (why === undefined) return [];
      return [{ path: at(i, subject), part: 'key', message: say.neverHolds(subject, why) }];
    }),
  );
  return [...impossible, ...adviseRanges({ code, chats, ...approval }, at)];
}

function conditionsIn(when: ChatEntry['when']): readonly Condition[] {
  return when === 'otherwise' ? [] : when;
}

/** Why tests can never hold together; undefined: they may. */
function contradictionIn(subject: string, tests: Tests): Text | undefined {
  const { not, is, in: some, ...rest } = tests;
  const own = { ...(is === undefined ? {} : { is }), ...(some ? { in: some } : {}), ...rest };
  if (not && JSON.stringify(not) === JSON.stringify(own)) return say.SAME_NOT;
  const range = rangeOf(tests);
  if (range && isEmpty(range)) return say.nothingIs(say.rangeText(range.low, range.high));
  const ids = [...(is === undefined ? [] : [is]), ...(some ?? [])];
  if (subject === 'applicant' && is !== undefined && some && !some.includes(is) && areOfOneKind(ids))
    return say.TWO_IDS;
  if (range?.kind === 'number' && ids.length > 0 && ids.every((text) => isOutside(text, range)))
    return say.noValueIs(say.rangeText(range.low, range.high));
  return undefined;
}

function areOfOneKind(ids: readonly string[]): boolean {
  return new Set(ids.map((id) => id.startsWith('ou_'))).size === 1;
}

function isOutside(text: string, range: Range): boolean {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) return false;
  return isEmpty({
    ...range,
    low: max(range.low, { at: number, isIn: true }),
    high: min(range.high, { at: number, isIn: true }),
  });
}

/** An end of a range; undefined: there is none. */
interface End<B = Bound> {
  readonly at: B;
  /** Whether the bound itself belongs to the range. */
  readonly isIn: boolean;
}

interface Range {
  readonly kind: 'number' | 'day';
  readonly low: End | undefined;
  readonly high: End | undefined;
}

/** The range of the comparisons; undefined: there are none, or they are of two kinds. */
function rangeOf({ gt, gte, lt, lte }: Tests): Range | undefined {
  const bounds = [gt, gte, lt, lte].filter((bound) => bound !== undefined);
  const [first] = bounds;
  if (first === undefined || bounds.some((bound) => typeof bound !== typeof first)) return undefined;
  return {
    kind: typeof first === 'number' ? 'number' : 'day',
    low: max(endAt(gt, false), endAt(gte, true)),
    high: min(endAt(lt, false), endAt(lte, true)),
  };
}

function endAt(at: Bound | undefined, isIn: boolean): End | undefined {
  return at === undefined ? undefined : { at, isIn };
}

/** The narrower of two lower ends. */
function max(one: End | undefined, other: End | undefined): End | undefined {
  if (!one || !other) return one ?? other;
  if (one.at === other.at) return one.isIn ? other : one;
  return one.at > other.at ? one : other;
}

/** The narrower of two upper ends. */
function min(one: End | undefined, other: End | undefined): End | undefined {
  if (!one || !other) return one ?? other;
  if (one.at === other.at) return one.isIn ? other : one;
  return one.at < other.at ? one : other;
}

/** A field with a span of days may match both ends, so only numbers contradict each other. */
function isEmpty({ kind, low, high }: Range): boolean {
  if (kind === 'day' || !low || !high) return false;
  return low.at > high.at || (low.at === high.at && !(low.isIn && high.isIn));
}

/** A range of an entry, among entries that differ in nothing else. */
interface Placed extends Range {
  readonly i: number;
  readonly subject: string;
}

function adviseRanges({ chats }: ApprovalSettings, at: (i: number, subject: string) => Path): PathProblem[] {
  const isRestTaken = chats.some(({ when }) => when === 'otherwise');
  const groups = new Map<string, Placed[]>();
  chats.forEach(({ when, statuses, stage }, i) => {
    for (const { subject, tests } of conditionsIn(when)) {
      const range = rangeOf(tests);
      if (!range || isEmpty(range)) continue;
      const { gt: _, gte: __, lt: ___, lte: ____, ...beside } = tests;
      const others = conditionsIn(when).filter((one) => one.subject !== subject);
      const key = JSON.stringify([subject, range.kind, beside, others, statuses, stage ?? []]);
      groups.set(key, [...(groups.get(key) ?? []), { ...range, i, subject }]);
    }
  });
  return [...groups.values()].flatMap((group) => {
    const inOrder = [...group].sort(byLowEnd);
    return inOrder.slice(1).flatMap((range, n): PathProblem[] => {
      const before = inOrder[n];
      const why = before && oddityBetween(before, range, isRestTaken);
      const message = why && say.aboutRange(range.subject, why);
      return message ? [{ path: at(range.i, range.subject), part: 'key', message }] : [];
    });
  });
}

function byLowEnd({ low: one }: Range, { low: other }: Range): number {
  if (!one || !other) return (one ? 1 : 0) - (other ? 1 : 0);
  if (one.at === other.at) return Number(other.isIn) - Number(one.isIn);
  return one.at < other.at ? -1 : 1;
}

/**
 * The gap or overlap of a range and the one before it; undefined: none. Of two without an end, the narrower is a
 * further level.
 */
function oddityBetween({ high }: Range, { low, high: end }: Range, isRestTaken: boolean): Text | undefined {
  if (!high || !low) {
    const isLadder = end === undefined || low === undefined;
    return isLadder ? undefined : say.OVERLAPS_ENDLESS;
  }
  const touch = high.at === low.at;
  if (high.at > low.at || (touch && high.isIn && low.isIn)) return say.overlaps(low.at, high.at);
  if (isRestTaken || (touch && (high.isIn || low.isIn))) return undefined;
  return say.leavesGap(high.at, low.at);
}
