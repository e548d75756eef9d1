import { describe, expect, it } from 'vitest';
import type { Condition, Conditional, Facts, Tests } from '../../src/approval/condition.ts';
import { judgeEntries } from '../../src/approval/judge.ts';
import { readInstance } from '../../src/feishu/api/instances.ts';
import { formFacts } from '../../src/feishu/form/formFacts.ts';

const FORM = [
  { id: 'w1', custom_id: 'total', name: '总金额', type: 'amount', value: 12000.5, ext: { currency: 'CNY' } },
  {
    id: 'w2',
    name: '类别',
    type: 'radioV2',
    value: 'jxpsebqp-0',
    option: { key: 'jxpsebqp-0', text: 'IT 设备' },
  },
  { id: 'w3', name: '到货日期', type: 'date', value: '2027-01-15T00:00:00+08:00' },
  { id: 'w11', name: '数量', type: 'number', value: 7.5 },
  { id: 'w4', name: '件数', type: 'input', value: '12' },
  {
    id: 'w5',
    name: '请假',
    type: 'dateInterval',
    value: { start: '2026-12-30T00:00:00+08:00', end: '2027-01-02T00:00:00+08:00', interval: 3.5 },
  },
  { id: 'w6', name: '责任部门', type: 'department', value: [{ open_id: 'od-team' }] },
  { id: 'w7', name: '负责人', type: 'contact', value: ['u1'], open_ids: ['ou_li'] },
  { id: 'w8', name: 'v1.0 备注', type: 'textarea', value: '加急\n请尽快' },
  {
    id: 'w9',
    name: '明细',
    type: 'fieldList',
    value: [
      [
        { id: 'c1', name: '金额', type: 'amount', value: '0.1', ext: { currency: 'CNY' } },
        { id: 'c2', name: '品名', type: 'input', value: '显示器' },
      ],
      [{ id: 'c1', name: '金额', type: 'amount', value: '0.2', ext: { currency: 'CNY' } }],
    ],
  },
];

function facts(more: Partial<Facts> = {}, form: unknown = FORM): Facts {
  const instance = readInstance({ form: JSON.stringify(form) }, 'I-1');
  return {
    applicant: { openId: 'ou_zhang', userId: '' },
    department: 'od-team',
    fields: formFacts(instance.form, { timezone: 'Asia/Shanghai', locale: 'zh-CN' }),
    above: (id) => (id === 'od-team' ? ['od-team', 'D7', 'od-unit', 'D1', '0'] : undefined),
    ...more,
  };
}

function judgement(subject: string, tests: Tests, given: Facts | undefined = facts()) {
  const entry: Conditional = { when: [{ subject, tests }] };
  const found = judgeEntries([entry], given).get(entry);
  return found?.is === 'unknown' ? `unknown: ${found.why}` : found?.is;
}

describe('a condition on the form', () => {
  it.each<[string, Tests, 'yes' | 'no']>([
    ['form.总金额', { gte: 10000 }, 'yes'],
    ['form.w1', { gt: 12000.5 }, 'no'],
    ['form.total', { lte: 12000.5, gt: 0 }, 'yes'],
    ['form.总金额', { gte: 10000, currency: 'USD' }, 'no'],
    ['form.总金额', { gte: 10000, currency: 'CNY' }, 'yes'],
    ['form.总金额', { is: '12000.50' }, 'yes'],
    ['form.件数', { is: '12' }, 'yes'],
    ['form.件数', { is: '012' }, 'no'],
    ['form.数量', { is: '7.50' }, 'yes'],
    ['form.数量', { is: '+07.5' }, 'yes'],
    ['form.类别', { is: 'IT 设备' }, 'yes'],
    ['form.类别', { in: ['家具', 'jxpsebqp-0'] }, 'yes'],
    ['form.类别', { is: '家具' }, 'no'],
    ['form.类别', { not: { is: '家具' } }, 'yes'],
    ['form.类别', { matches: '^IT', not: { is: 'IT 服务' } }, 'yes'],
    ['form.到货日期', { gte: '2027-01-15', lt: '2027-01-16' }, 'yes'],
    ['form.到货日期', { lt: '2027-01-15' }, 'no'],
    ['form.件数', { gte: 12, lte: 12 }, 'yes'],
    ['form.请假', { gt: 3 }, 'yes'],
    ['form.请假', { gte: '2027-01-01' }, 'yes'],
    ['form.请假', { gt: '2027-01-02' }, 'no'],
    ['form.责任部门', { under: ['od-unit'] }, 'yes'],
    ['form.责任部门', { under: ['od-other'] }, 'no'],
    ['form.负责人', { is: 'ou_li' }, 'yes'],
    ['form.v1.0 备注', { matches: '尽快' }, 'yes'],
    ['form.明细.金额', { gt: 0.15 }, 'yes'],
    ['form.明细.金额', { gt: 0.2 }, 'no'],
    ['form.明细.金额', { gte: 0.3, lte: 0.3, sum: true }, 'yes'],
    ['form.金额', { is: '0.2' }, 'yes'],
    ['form.品名', { is: '显示器' }, 'yes'],
    ['form.明细.品名', { is: '显示器' }, 'yes'],
    ['form.别的', { gte: 0 }, 'no'],
    ['form.别的', { not: { gte: 0 } }, 'yes'],
    ['form.明细.单价', { not: { is: 'x' } }, 'yes'],
  ])('%s %j: %s', (subject, tests, expected) => {
    expect(judgement(subject, tests)).toBe(expected);
  });

  it('means the field at the top of the form if a column has the same name', () => {
    const both = [...FORM, { id: 'w10', name: '金额', type: 'number', value: 7 }];
    expect(judgement('form.金额', { is: '0.2' }, facts({}, both))).toBe('no');
    expect(judgement('form.金额', { is: '7' }, facts({}, both))).toBe('yes');
    expect(judgement('form.明细.金额', { is: '0.2' }, facts({}, both))).toBe('yes');
  });

  it('is unknown, also when negated, if the facts are missing', () => {
    const unread = facts({ fields: undefined });
    expect(judgement('form.总金额', { gte: 1 }, unread)).toBe('unknown: form');
    expect(judgement('form.总金额', { not: { gte: 1 } }, unread)).toBe('unknown: form');
    const nameless = facts({}, [{ id: 'w1', name: '@i18n@7', type: 'number', value: 5 }]);
    expect(judgement('form.总金额', { gte: 1 }, nameless)).toBe('unknown: field-names');
    expect(judgement('form.w1', { gte: 1 }, nameless)).toBe('yes');
    const keyOnly = facts({}, [{ id: 'w2', name: '类别', type: 'radioV2', value: 'jxpsebqp-0' }]);
    expect(judgement('form.类别', { is: '家具' }, keyOnly)).toBe('unknown: option-texts');
    expect(judgement('form.类别', { is: 'jxpsebqp-0' }, keyOnly)).toBe('yes');
    const mixed = facts({}, [
      {
        id: 'w1',
        name: '额',
        type: 'amount',
        value: [
          { value: 1, currency: 'CNY' },
          { value: 2, currency: 'USD' },
        ],
      },
    ]);
    expect(judgement('form.额', { gt: 2, sum: true }, mixed)).toBe('unknown: currencies');
    expect(judgement('form.额', { gte: 2, sum: true, currency: 'USD' }, mixed)).toBe('yes');
  });

  it('takes time in proportion to the text, whatever the pattern', () => {
    const long = facts({}, [{ id: 'w', name: '备注', type: 'textarea', value: `${'a'.repeat(1_000_000)}!` }]);
    // With back-tracking it would take longer than the universe has stood.
    for (const pattern of ['^(a+)+$', '(a|aa)*b', '(.*)*(.*)*(.*)*x', '((a{30}){30})c'])
      expect(judgement('form.备注', { matches: pattern }, long)).toBe(pattern === '^(a+)+$' ? 'yes' : 'no');
  });
});

describe('a condition on the applicant or the department', () => {
  it('compares ids of both kinds, as far as Feishu gives them', () => {
    expect(judgement('applicant', { in: ['ou_li', 'ou_zhang'] })).toBe('yes');
    expect(judgement('applicant', { not: { is: 'ou_zhang' } })).toBe('no');
    expect(judgement('applicant', { is: 'u42' })).toBe('unknown: user-id');
    expect(
      judgement('applicant', { is: 'u42' }, facts({ applicant: { openId: 'ou_zhang', userId: 'u42' } })),
    ).toBe('yes');
    expect(judgement('department', { is: 'od-team' })).toBe('yes');
    expect(judgement('department', { is: 'D7' })).toBe('yes');
    expect(judgement('department', { is: 'D1' })).toBe('no');
    expect(judgement('department', { under: ['od-unit'] })).toBe('yes');
    expect(judgement('department', { under: ['0'] })).toBe('yes');
    expect(judgement('department', { not: { under: ['od-unit'] } })).toBe('no');
    expect(judgement('department', { is: 'od-other' }, facts({ above: () => undefined }))).toBe('no');
    expect(judgement('department', { under: ['od-team'] }, facts({ above: () => undefined }))).toBe('yes');
    const outOfRange = facts({ above: () => undefined });
    expect(judgement('department', { under: ['od-unit'] }, outOfRange)).toBe('unknown: department');
    expect(judgement('department', { not: { under: ['od-unit'] } }, outOfRange)).toBe('unknown: department');
    expect(judgement('department', { is: 'od-team' }, facts({ department: '' }))).toBe('no');
  });
});

describe('otherwise', () => {
  const big: Condition = { subject: 'form.总金额', tests: { gte: 10000 } };
  const huge: Condition = { subject: 'form.总金额', tests: { gte: 1e6 } };
  const hidden: Condition = { subject: 'department', tests: { under: ['od-x'] } };
  const judge = (entries: Conditional[], given?: Facts) =>
    [...judgeEntries(entries, given).values()].map(({ is }) => is);

  it('holds if the conditions of no other entry do; entries without conditions do not count', () => {
    const rest: Conditional = { when: 'otherwise' };
    expect(judge([rest, { when: [] }, { when: [huge] }], facts())).toEqual(['yes', 'no', 'yes']);
    expect(judge([rest, { when: [big] }, { when: [huge] }], facts())).toEqual(['yes', 'no', 'no']);
  });

  it('is not known if the condition of another is not, unless one holds', () => {
    const given = facts({ above: () => undefined });
    const rest: Conditional = { when: 'otherwise' };
    expect(judge([rest, { when: [hidden] }, { when: [huge] }], given)).toEqual(['unknown', 'no', 'unknown']);
    expect(judge([rest, { when: [hidden] }, { when: [big] }], given)).toEqual(['unknown', 'yes', 'no']);
    expect(judge([rest, { when: [huge, hidden] }], given)).toEqual(['no', 'yes']);
    expect(judge([rest, { when: [big] }], undefined)).toEqual(['unknown', 'unknown']);
  });
});
