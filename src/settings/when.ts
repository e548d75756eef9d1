import { z } from 'zod';
import type { Bound, Condition, Tests } from '../approval/condition.ts';
import { asError } from '../base/errors.ts';
import { linearPattern } from '../base/linearPattern.ts';
import * as say from '../words/valueText.ts';
import { issueText } from './issueText.ts';
import { chosen, fitting, id, isMapping, leaf, listOf, notMapping, section, text, yesOrNo } from './leaf.ts';

import { isDay } from './times.ts';

/** A longer pattern is either a mistake or costly: it runs against typed text. */
const MAX_PATTERN = 200;

const bound = leaf(say.BOUND, (value): Bound | undefined => {
  if (/^[+-]?\d+(\.\d+)?$/.test(value)) return Number(value);
  return isDay(value) ? value : undefined;
});

const currency = fitting(say.CURRENCY, /^[A-Z]{3}$/);

const pattern = leaf(say.PATTERN, (value, refuse) => {
  if (value.length > MAX_PATTERN) return refuse(say.longPattern(MAX_PATTERN));
  try {
    linearPattern(value);
    return value;
  } catch (error) {
    const isAround = /\(\?<?[=!]|\\[1-9]/.test(value);
    return refuse(say.notPattern(asError(error).message, isAround));
  }
});

const anId = id(say.PERSON_OR_DEPARTMENT);
const aText = text(say.TESTED_VALUE);
const comparisons = { gt: bound, gte: bound, lt: bound, lte: bound };
const ofForm = { ...comparisons, currency, sum: yesOrNo, matches: pattern, under: listOf(anId, 1) };

/** The operators for a field of the form; a person and a department have fewer. */
export const OPERATORS: readonly string[] = ['is', 'in', ...Object.keys(ofForm), 'not'];

/** `x: 5` is short for `x: { is: 5 }`, a list for `{ in: […] }`. */
function testsOf(value: z.ZodType<string>, more: Readonly<Record<string, z.ZodType>>): z.ZodType<Tests> {
  const list = listOf(value, 1);
  const operators = section({ is: value, in: list, ...more, not: z.lazy(() => tests) });
  const written = operators.transform(complete) as z.ZodType<Tests>;
  const oneOfThese = list.transform((all) => ({ in: all }));
  const thisOne = z.preprocess((one) => one ?? '', value).transform((is) => ({ is }));
  const tests = chosen<Tests>((found) =>
    isMapping(found) ? written : Array.isArray(found) ? oneOfThese : thisOne,
  );
  return tests;
}

/** No operators, or `currency` or `sum` without a comparison, are an error. */
function complete(tests: object, ctx: z.RefinementCtx): object {
  const given = Object.keys(tests);
  const isIdle = /currency|sum/.test(given.join()) && !given.some((name) => name in comparisons);
  const message = issueText(isIdle ? say.COMPARES_NOTHING : say.NO_OPERATOR);
  if ((isIdle || given.length === 0) && ctx.issues.length === 0) ctx.addIssue({ code: 'custom', message });
  return tests;
}

const formTests = testsOf(aText, ofForm);
const conditions = z
  .object(
    {
      applicant: testsOf(anId, {}).optional(),
      department: testsOf(anId, { under: ofForm.under }).optional(),
    },
    { error: ({ input }) => notMapping(say.CONDITIONS, input) },
  )
  .catchall(formTests)
  .transform((bySubject) =>
    Object.entries(bySubject).map(([subject, tests]) => ({ subject, tests }) as Condition),
  );

const otherwise = z.literal('otherwise');

/** Which instances an entry is for. Subjects are checked in checks.ts. */
export const when = chosen<readonly Condition[] | 'otherwise'>((written) =>
  written === 'otherwise' ? otherwise : conditions,
);
