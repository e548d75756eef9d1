import fc from 'fast-check';
import { STATUSES, type Status } from '../../../src/approval/status.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { settingsOf } from '../../settings/read.ts';
import type { Stay } from './lifeModel.ts';
import { STEPS } from './lifeModel.ts';

/** The departments above each, as the contact API gives them. */
export const TREE: Readonly<Record<string, readonly string[]>> = {
  'od-a': ['od-a', 'A', '0'],
  'od-b': ['od-b', 'B', 'od-a', 'A', '0'],
  'od-c': ['od-c', 'C', 'od-b', 'B', 'od-a', 'A', '0'],
};
export const KINDS = ['电脑', '家具', '软件'];
const PEOPLE = ['ou_1', 'ou_2', 'ou_3'];
const CHATS = ['oc_1', 'oc_2', 'oc_3'];

/** What was submitted, as the model sees it. */
export interface Request {
  readonly amount: number | null;
  readonly kind: string | null;
  readonly rows: readonly number[];
  readonly department: string;
  readonly person: string;
}

export const request: fc.Arbitrary<Request> = fc.record({
  amount: fc.option(fc.integer({ min: 0, max: 20 })),
  kind: fc.option(fc.constantFrom(...KINDS)),
  rows: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  department: fc.constantFrom(...Object.keys(TREE)),
  person: fc.constantFrom(...PEOPLE),
});

/** A condition as it is written, and what it means: worked out from the request alone. */
interface Modelled {
  readonly written: readonly [subject: string, tests: unknown];
  readonly holds: (given: Request) => boolean;
}

const number = fc.integer({ min: 0, max: 20 });
const positive: fc.Arbitrary<Modelled> = fc.oneof(
  number.map((n) => ({
    written: ['form.金额', { gte: n }] as const,
    holds: (r: Request) => r.amount !== null && r.amount >= n,
  })),
  number.map((n) => ({
    written: ['form.w1', { lt: n, currency: 'CNY' }] as const,
    holds: (r: Request) => r.amount !== null && r.amount < n,
  })),
  fc.subarray(KINDS, { minLength: 1 }).map((some) => ({
    written: ['form.类别', some] as const,
    holds: (r: Request) => r.kind !== null && some.includes(r.kind),
  })),
  number.map((n) => ({
    written: ['form.明细.单价', { gt: n }] as const,
    holds: (r: Request) => r.rows.some((row) => row > n),
  })),
  number.map((n) => ({
    written: ['form.明细.单价', { gt: n, sum: true }] as const,
    holds: (r: Request) => r.rows.length > 0 && r.rows.reduce((a, b) => a + b, 0) > n,
  })),
  fc.constantFrom(...Object.keys(TREE)).map((id) => ({
    written: ['department', { under: id }] as const,
    holds: (r: Request) => TREE[r.department]?.includes(id) ?? false,
  })),
  fc
    .constantFrom(...Object.keys(TREE))
    .map((id) => ({ written: ['department', id] as const, holds: (r: Request) => r.department === id })),
  fc
    .constantFrom(...PEOPLE)
    .map((id) => ({ written: ['applicant', id] as const, holds: (r: Request) => r.person === id })),
);
const condition: fc.Arbitrary<Modelled> = fc.oneof(
  positive,
  positive.map(({ written: [subject, tests], holds }) => ({
    written: [subject, { not: tests }] as const,
    holds: (r: Request) => !holds(r),
  })),
);

/** An entry of the configuration, about the whole instance or about steps. */
export interface Entry {
  readonly chat: string;
  readonly when: 'otherwise' | readonly Modelled[];
  readonly statuses?: readonly Status[];
  /** Names and ids as written. */
  readonly stage?: string | readonly string[];
  readonly ringsApprovers: boolean;
}

const conditions = fc.uniqueArray(condition, { maxLength: 3, selector: ({ written }) => written[0] });
const common = { chat: fc.constantFrom(...CHATS), ringsApprovers: fc.boolean() };
const wholeEntry: fc.Arbitrary<Entry> = fc.record({
  ...common,
  statuses: fc.constantFrom<readonly Status[]>(STATUSES, ['PENDING'], ['APPROVED', 'REJECTED']),
  when: fc.oneof(conditions, fc.constant('otherwise' as const)),
});
const stepCalled = fc.constantFrom(
  ...STEPS.flatMap(({ id, name }) => (name === '' ? [id] : [id, name])),
  '没有的节点',
);
const stepEntry: fc.Arbitrary<Entry> = fc.record({
  ...common,
  stage: fc.oneof(stepCalled, fc.uniqueArray(stepCalled, { minLength: 1, maxLength: 3 })),
  when: fc.oneof(conditions, fc.constant([])),
});

/** Entries of both kinds; `otherwise` needs another entry with conditions. */
export const configuration: fc.Arbitrary<readonly Entry[]> = fc
  .array(fc.oneof(wholeEntry, stepEntry), { minLength: 1, maxLength: 8 })
  .map((entries) =>
    entries.some(({ when }) => when !== 'otherwise' && when.length > 0)
      ? entries
      : entries.map((one) => ({ ...one, when: [] })),
  );

function holdsAll(when: readonly Modelled[], given: Request): boolean {
  return when.every((one) => one.holds(given));
}

/** The entries that get the whole instance, each chat by its first: the bot's question, answered without the bot. */
export function hearing(entries: readonly Entry[], given: Request, status: Status): Entry[] {
  const isRest = !entries.some(
    ({ when }) => when !== 'otherwise' && when.length > 0 && holdsAll(when, given),
  );
  const all = entries.filter(
    ({ statuses, when }) =>
      statuses?.includes(status) && (when === 'otherwise' ? isRest : holdsAll(when, given)),
  );
  return firstOfEachChat(all);
}

/** The entries by which chats get a card of a step that is open: the first of each chat for that step that holds. */
export function hearingOf(entries: readonly Entry[], given: Request, { step }: Stay): Entry[] {
  const all = entries.filter(({ stage = [], when }) => {
    const names = typeof stage === 'string' ? [stage] : stage;
    const isMeant = names.some((name) => name === step.id || (step.name !== '' && name === step.name));
    return isMeant && when !== 'otherwise' && holdsAll(when, given);
  });
  return firstOfEachChat(all);
}

function firstOfEachChat(entries: readonly Entry[]): Entry[] {
  return entries.filter((one) => entries.find(({ chat }) => chat === one.chat) === one);
}

/** The configuration of an approval as the program reads it; its entries stand in the same order. */
export function written(entries: readonly Entry[]) {
  const chats = entries.map(({ when, ringsApprovers, ...rest }) => ({
    ...rest,
    mention: ringsApprovers ? 'approvers' : 'none',
    when: when === 'otherwise' ? when : Object.fromEntries(when.map((one) => one.written)),
  }));
  const config = {
    feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' },
    approvals: { A1: { chats } },
  };
  const approval = settingsOf(JSON.stringify(config)).approvals.get('A1');
  if (!approval) throw new Error('there is no A1');
  return approval;
}

/** The request as a look-up shows it. @param flow its tasks and time line, as get-instance gives them */
export function instanceOf({ amount, kind, rows, department, person }: Request, flow: object = {}) {
  const form = [
    ...(amount === null
      ? []
      : [{ id: 'w1', name: '金额', type: 'amount', value: amount, ext: { currency: 'CNY' } }]),
    ...(kind === null ? [] : [{ id: 'w2', name: '类别', type: 'radioV2', value: kind }]),
    {
      id: 'w3',
      name: '明细',
      type: 'fieldList',
      value: rows.map((value) => [{ id: 'c1', name: '单价', type: 'number', value }]),
    },
  ];
  return readInstance(
    {
      form: JSON.stringify(form),
      department_id: department,
      open_id: person,
      approval_code: 'A1',
      ...flow,
    },
    'I-1',
  );
}
