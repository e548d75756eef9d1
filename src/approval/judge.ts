import { linearPattern } from '../base/linearPattern.ts';
import { all, any, type Certain, isNot, NO, unknown, yesIf } from './certainty.ts';
import type {
  Bound,
  Condition,
  Conditional,
  Facts,
  FieldFact,
  Judgement,
  Tests,
  Value,
} from './condition.ts';
import { canonical, isDecimal, sumOf } from './decimal.ts';
import { comparable } from './fieldChoice.ts';

/**
 * Whether each entry of an approval is for an instance. `otherwise` holds where the conditions of no other entry do,
 * whatever its statuses, step or hours; entries without conditions do not count. Pure.
 *
 * @param facts undefined: the instance was never looked up
 */
export function judgeEntries<E extends Conditional>(
  entries: readonly E[],
  facts: Facts | undefined,
): Map<E, Judgement> {
  const asks = facts && createAsker(facts);
  const judgements = new Map<E, Judgement>();
  const ofOthers: Judgement[] = [];
  for (const entry of entries) {
    if (entry.when === 'otherwise') continue;
    const judgement = judgeConditions(entry.when, asks);
    judgements.set(entry, judgement);
    if (entry.when.length > 0) ofOthers.push(judgement);
  }
  const holds = ofOthers.find(({ is }) => is === 'yes') ?? ofOthers.find(({ is }) => is === 'unknown');
  const otherwise: Judgement =
    holds === undefined ? { is: 'yes' } : holds.is === 'yes' ? { ...holds, is: 'no' } : holds;
  for (const entry of entries) if (entry.when === 'otherwise') judgements.set(entry, otherwise);
  return judgements;
}

/** One that does not hold decides, even if others are unknown. */
function judgeConditions(conditions: readonly Condition[], asks: Asker | undefined): Judgement {
  let judgement: Judgement = { is: 'yes' };
  for (const by of conditions) {
    const { is, why } = asks ? asks(by) : unknown('no-instance');
    if (is === 'no') return { is, by };
    if (is === 'unknown' && judgement.is === 'yes') judgement = { is, by, why: why ?? 'form' };
    else if (judgement.is === 'yes') judgement = { is: 'yes', by };
  }
  return judgement;
}

type Asker = (condition: Condition) => Certain;

/** Finds each field once, for any number of entries. */
function createAsker(facts: Facts): Asker {
  const found = new Map<string, NamedValues>();
  const lookUp = (subject: string): NamedValues => {
    const known = found.get(subject) ?? findFields(facts.fields ?? [], subject);
    found.set(subject, known);
    return known;
  };
  return ({ subject, tests }) => {
    if (subject === 'applicant') return askApplicant(tests, facts);
    if (subject === 'department') return askDepartment(tests, facts);
    if (facts.fields === undefined) return unknown('form');
    const { values, isUncertain } = lookUp(subject.slice('form.'.length));
    return isUncertain ? unknown('field-names') : askValues(tests, values, facts);
  };
}

interface NamedValues {
  readonly values: readonly Value[];
  /** No field has this name, but the name of one is unknown. */
  readonly isUncertain: boolean;
}

/** The values of all fields that a subject names: `金额`, `明细.金额`. */
function findFields(fields: readonly FieldFact[], subject: string): NamedValues {
  const named = fieldsNamed(fields, subject);
  return {
    values: named.flatMap((field) => field.values),
    isUncertain: named.length === 0 && fields.some((field) => field.isNameless),
  };
}

/** The fields that a condition's subject (without `form.`) names: the outermost ones in the form. */
export function fieldsNamed(fields: readonly FieldFact[], subject: string): FieldFact[] {
  const parts = subject.split('.');
  // A name may contain a dot.
  const splits = parts.map((_, i) => [parts.slice(0, i).join('.'), parts.slice(i).join('.')].map(comparable));
  const found = fields.map((field) => ({ field, depth: depthOf(field, splits) }));
  const highest = Math.min(...found.map(({ depth }) => (depth < 0 ? Number.POSITIVE_INFINITY : depth)));
  return found.filter(({ depth }) => depth === highest).map(({ field }) => field);
}

/** At which depth the name matches: the field itself or what contains it; -1: neither. */
function depthOf({ path }: FieldFact, splits: readonly (readonly string[])[]): number {
  return path.findIndex((level, depth) =>
    splits.some(
      ([outer = '', own = '']) =>
        level.includes(own) && (outer === '' || path.slice(0, depth).some((above) => above.includes(outer))),
    ),
  );
}

function askApplicant(tests: Tests, facts: Pick<Facts, 'applicant'>): Certain {
  const { openId, userId } = facts.applicant;
  const isOne = (id: string): Certain => {
    const isOpenId = /^ou_/.test(id);
    const known = isOpenId ? openId : userId;
    if (known === '') return unknown(isOpenId ? 'applicant' : 'user-id');
    return yesIf(known === id);
  };
  return all([
    ...idsIn(tests).map((ids) => any(ids.map(isOne))),
    ...(tests.not ? [isNot(askApplicant(tests.not, facts))] : []),
  ]);
}

function askDepartment(tests: Tests, facts: Pick<Facts, 'department' | 'above'>): Certain {
  const { department, above } = facts;
  const isOne = (id: string): Certain => {
    if (department === '') return NO;
    if (department === id) return yesIf(true);
    // Both are ids of one kind, of which a department has one.
    if (isOpenDepartmentId(department) === isOpenDepartmentId(id)) return NO;
    const ids = above(department);
    return ids ? yesIf(ids.slice(0, OWN_IDS).includes(id)) : unknown('department');
  };
  return all([
    ...idsIn(tests).map((ids) => any(ids.map(isOne))),
    ...(tests.under ? [isUnder(department, tests.under, above)] : []),
    ...(tests.not ? [isNot(askDepartment(tests.not, facts))] : []),
  ]);
}

/** A department has two ids: the app's own for it, and the tenant's. */
const OWN_IDS = 2;

function isOpenDepartmentId(id: string): boolean {
  return id.startsWith('od-');
}

function isUnder(department: string, ids: readonly string[], above: Facts['above']): Certain {
  if (department === '') return NO;
  if (ids.includes(department)) return yesIf(true);
  const known = above(department);
  return known ? yesIf(ids.some((id) => known.includes(id))) : unknown('department');
}

/** The tests, and those under `not`. */
export function testsIn(tests: Tests): Tests[] {
  return tests.not ? [tests, ...testsIn(tests.not)] : [tests];
}

/** The ids of `is` and `in`, each by itself. */
function idsIn(tests: Tests): (readonly string[])[] {
  return [...(tests.is === undefined ? [] : [[tests.is]]), ...(tests.in === undefined ? [] : [tests.in])];
}

/** Holds if all tests hold for one of the values; `not` is about all of them. */
function askValues(tests: Tests, values: readonly Value[], facts: Pick<Facts, 'above'>): Certain {
  const { not, ...own } = tests;
  const parts: Certain[] = [];
  if (Object.keys(own).length > 0) {
    const seen = own.sum ? sums(values, own.currency) : values;
    parts.push(seen ? any(seen.map((value) => askValue(own, value, facts))) : unknown('currencies'));
  }
  if (not) parts.push(isNot(askValues(not, values, facts)));
  return all(parts);
}

/** The sum of a column as its one value; undefined: it has several currencies, and the condition names none. */
function sums(values: readonly Value[], currency: string | undefined): Value[] | undefined {
  const numbers = values.filter(({ number }) => number !== undefined);
  const counted = numbers.filter(
    (value) => currency === undefined || value.currency === currency || !value.currency,
  );
  const [first] = counted;
  if (!first) return [];
  if (counted.some((value) => value.currency !== first.currency)) return undefined;
  const number = sumOf(counted.map((value) => value.number ?? '0'));
  return [
    {
      texts: [number],
      number,
      isNumeric: true,
      ...(first.currency === undefined ? {} : { currency: first.currency }),
    },
  ];
}

function askValue(tests: Omit<Tests, 'not'>, value: Value, facts: Pick<Facts, 'above'>): Certain {
  const asked: Certain[] = idsIn(tests).map((texts) => isOneOf(value, texts));
  for (const name of ['gt', 'gte', 'lt', 'lte'] as const) {
    const bound = tests[name];
    if (bound !== undefined) asked.push(compares(value, name, bound));
  }
  if (tests.currency !== undefined) asked.push(isIn(value, tests.currency));
  const { matches, under } = tests;
  if (matches !== undefined) {
    const isFound = value.texts.some(linearPattern(matches));
    asked.push(isFound || !value.isTextUnknown ? yesIf(isFound) : unknown('option-texts'));
  }
  if (under !== undefined)
    asked.push(value.department === undefined ? NO : isUnder(value.department, under, facts.above));
  return all(asked);
}

function isOneOf(value: Value, texts: readonly string[]): Certain {
  const isEqual = texts.some((text) => {
    const wanted = tidy(text);
    return value.texts.some((own) => tidy(own) === wanted) || isSameNumber(value, wanted);
  });
  return isEqual || !value.isTextUnknown ? yesIf(isEqual) : unknown('option-texts');
}

/** People copy names by hand: width and spaces may differ. */
function tidy(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

function isSameNumber({ number, isNumeric }: Value, text: string): boolean {
  return (
    isNumeric === true && number !== undefined && isDecimal(text) && canonical(number) === canonical(text)
  );
}

type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

/** A span holds if any day of it does. */
function compares({ number, days }: Value, name: Comparison, bound: Bound): Certain {
  if (typeof bound === 'number') return yesIf(number !== undefined && isBeyond(Number(number), name, bound));
  if (!days) return NO;
  return yesIf(isBeyond(name === 'lt' || name === 'lte' ? days[0] : days[1], name, bound));
}

function isBeyond<T extends number | string>(value: T, name: Comparison, bound: T): boolean {
  if (name === 'gt') return value > bound;
  if (name === 'gte') return value >= bound;
  return name === 'lt' ? value < bound : value <= bound;
}

function isIn({ currency }: Value, wanted: string): Certain {
  return currency === '' ? unknown('currency') : yesIf(currency === wanted);
}
