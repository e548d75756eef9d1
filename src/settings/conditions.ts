import type { z } from 'zod';
import { addIssue, leaf, type Refusal, refuse } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { Condition } from './settings.ts';
import { either, keyed, listOf, section } from './shape.ts';
import { isMapping } from './tree.ts';
import { text } from './words.ts';

/** A longer pattern is either a mistake or costly: it runs against what people type. */
const MAX_PATTERN = 200;

const number = leaf('a number', (value, scalar) =>
  /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : refuse(`must be a number, not ${scalar.quoted}.`),
);

const pattern = leaf('a regular expression', (value) => {
  if (value.length > MAX_PATTERN)
    return refuse(`is longer than ${MAX_PATTERN} characters: write a shorter pattern.`);
  try {
    new RegExp(value, 'u');
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    return refuse(`is no regular expression (${why}): mend the pattern.`);
  }
});

export const operatorSection = section({
  is: text('the value').optional(),
  in: listOf(text('a value'), 1).optional(),
  gt: number.optional(),
  gte: number.optional(),
  lt: number.optional(),
  lte: number.optional(),
  matches: pattern.optional(),
});

const operators = operatorSection.transform((found, ctx) => {
  const tests = Object.entries(found).filter(([, operand]) => operand !== undefined);
  if (tests.length === 0) addIssue(ctx, 'has no operator: give is, in, gt, gte, lt, lte or matches.');
  return tests as [Condition['operator'], Condition['operand']][];
});

/** `金额: 5000` is short for `{ is: 5000 }`, a list for `{ in: […] }`. */
const test = either(
  isMapping,
  operators,
  listOf(text('a value, or an operator with its operand'), 1).transform(
    (values): [Condition['operator'], Condition['operand']][] =>
      values.length === 1 ? [['is', values[0] ?? '']] : [['in', values]],
  ),
);

/** Conditions on the instance, by subject; all must hold. */
export const conditions: z.ZodType<readonly Condition[]> = keyed(
  'of conditions, such as form.金额: { gte: 10000 }',
  checkSubject,
  test,
).transform((bySubject) =>
  [...bySubject].flatMap(([subject, tests]) =>
    tests.map(([operator, operand]): Condition => ({ subject, operator, operand })),
  ),
);

function checkSubject(subject: string): Refusal | undefined {
  if (subject === 'applicant' || subject === 'department' || /^form\../.test(subject)) return undefined;
  const meant = didYouMean(subject, ['applicant', 'department']);
  return refuse(
    `cannot be asked about${meant === '' ? ': write applicant, department or form.<name or id of the widget>.' : meant}`,
  );
}
