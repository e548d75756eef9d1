import { describe, expect, it } from 'vitest';
import { FEISHU, linesOf, read } from './read.ts';

/** The advice about an approval with these conditions, one entry for each. */
function advice(...whens: string[]): string[] {
  const entries = whens.map((when, i) => `      - { chat: oc_${i}, when: ${when} }\n`).join('');
  const { settings, problems } = read(`${FEISHU}approvals:\n  A-1:\n    chats:\n${entries}`);
  expect(settings).toBeDefined();
  return linesOf(problems).map((line) => line.replace(/^.*warning: /, ''));
}

describe('conditions that can never hold', () => {
  it.each([
    ['{ form.额: { gt: 10, lt: 5 } }', 'nothing is more than 10 and less than 5'],
    ['{ form.额: { gte: 10, lt: 10 } }', 'nothing is at least 10 and less than 10'],
    ['{ form.额: { in: [3, 4], gte: 10 } }', 'no value that it names is at least 10'],
    ['{ form.类: { is: 电脑, not: { is: 电脑 } } }', 'its "not" is the same'],
    ['{ applicant: { is: ou_1, in: [ou_2, ou_3] } }', 'nobody has two ids of one kind'],
  ])('%s: %s', (when, why) => {
    expect(advice(when)).toEqual([expect.stringContaining(`can never hold, since ${why}: fix it`)]);
  });

  it('are reported at their place', () => {
    const { problems } = read(
      `${FEISHU}approvals:\n  A-1:\n    chats:\n      - { chat: oc_1, when: { form.额: { gt: 10, lt: 5 } } }\n`,
    );
    expect(linesOf(problems)[0]).toMatch(/^\d+:31: warning: "when\.form\.额" can never hold/);
  });

  it.each([
    '{ form.额: { gte: 10, lte: 10 } }',
    '{ form.额: { in: [3, 40], gte: 10 } }',
    // A span of days may reach from one to the other.
    '{ form.期: { gte: 2027-02-01, lt: 2027-01-01 } }',
    '{ applicant: { is: ou_1, in: [u1] } }',
  ])('%s may hold', (when) => {
    expect(advice(when)).toEqual([]);
  });
});

describe('ranges of the entries of one approval', () => {
  const GAP = 'leaves a gap to the range of another entry';
  const OVERLAP = 'overlaps with the range of another entry';
  it.each([
    ['{ form.额: { lt: 100 } }', '{ form.额: { gte: 200 } }', `${GAP}: what is between 100 and 200`],
    ['{ form.额: { gt: 100 } }', '{ form.额: { lt: 100 } }', `${GAP}: 100 itself`],
    ['{ form.额: { lte: 100 } }', '{ form.额: { gte: 100 } }', `${OVERLAP} (100 is in both)`],
    ['{ form.额: { lt: 150 } }', '{ form.额: { gte: 100 } }', `${OVERLAP} (from 100 to 150 both hold)`],
    ['{ form.额: { gte: 100 } }', '{ form.额: { gte: 200, lt: 300 } }', 'which ends nowhere'],
    [
      '{ form.日: { lt: 2027-01-01 } }',
      '{ form.日: { gte: 2027-02-01 } }',
      `${GAP}: what is between 2027-01-01`,
    ],
  ])('%s and %s: %s', (one, other, says) => {
    expect(advice(one, other)).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    ['meet', '{ form.额: { lt: 100 } }', '{ form.额: { gte: 100, lt: 200 } }', '{ form.额: { gte: 200 } }'],
    ['are steps of a ladder', '{ form.额: { gte: 100 } }', '{ form.额: { gte: 1000 } }'],
    [
      'are of two currencies',
      '{ form.额: { lt: 100, currency: CNY } }',
      '{ form.额: { gte: 50, currency: USD } }',
    ],
    [
      'differ in something else',
      '{ form.额: { lt: 100 }, applicant: ou_1 }',
      '{ form.额: { gte: 500 }, applicant: ou_2 }',
    ],
    ['leave the rest to somebody', '{ form.额: { lt: 100 } }', '{ form.额: { gte: 200 } }', 'otherwise'],
  ])('say nothing if they %s', (_, ...whens) => {
    expect(advice(...whens)).toEqual([]);
  });
});
