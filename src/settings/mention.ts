import type { z } from 'zod';
import { addIssue, leaf, refuse } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import { listOf } from './shape.ts';

const EXPECTED = 'approvers, applicant, the open id of a person (ou_…), or none';

const mentioned = leaf(EXPECTED, (value, scalar) => {
  if (value === 'none' || value === 'approvers' || value === 'applicant') return value;
  if (/^ou_[A-Za-z0-9_-]{1,61}$/.test(value)) return value;
  if (/^@?(all|everyone|所有人)$/i.test(value)) {
    return refuse(`cannot be ${scalar.quoted}: ringing everybody for an approval is not offered.`);
  }
  const meant = didYouMean(value, ['approvers', 'applicant', 'none']);
  return refuse(`must be ${EXPECTED}, not ${scalar.quoted}${meant === '' ? '.' : meant}`);
});

/** Who is mentioned: `none`, or one or a list of the others. Empty: nobody. */
export const mention: z.ZodType<readonly string[]> = listOf(mentioned).transform((names, ctx) => {
  if (names.includes('none') && names.length > 1)
    addIssue(ctx, 'holds "none" beside others: keep one of them.');
  return [...new Set(names)].filter((name) => name !== 'none');
});
