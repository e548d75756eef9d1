import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../../src/feishu/form/formDefinition.ts';
import { shown } from '../readShown.ts';

const row = (...cells: [id: string, type: string, value: unknown, more?: object][]) =>
  cells.map(([id, type, value, more]) => ({ id, type, value, ...more }));

const table = (value: unknown, more: object = {}) => [
  { id: 'list', name: '明细', type: 'fieldList', value, ...more },
];

describe('a table', () => {
  it('aligns ragged rows by the ids of their cells', () => {
    const value = [
      row(['a', 'input', '显示器', { name: '品名' }], ['b', 'number', 2, { name: '数量' }]),
      row(['b', 'number', '3', { name: '数量' }], ['c', 'amount', 99.5, { name: '单价', currency: 'CNY' }]),
      [],
    ];
    expect(shown(table(value))).toEqual({ 明细: '品名 | 数量 | 单价\n显示器 | 2 | \n | 3 | ¥99.50' });
  });

  it('takes names, order, options, formats and currencies from the definition', () => {
    const definitions = readDefinition(
      JSON.stringify([
        {
          id: 'list',
          name: '采购明细',
          type: 'fieldList',
          children: [
            { id: 'd', name: '到货', type: 'date', value: 'YYYY-MM-DD' },
            { id: 'e', name: '从未填写', type: 'input' },
            { id: 'a', name: '类别', type: 'checkboxV2', value: [{ key: 'jxpsebqp-0', text: '设备' }] },
            { id: 'c', name: '单价', type: 'amount', value: 'USD' },
          ],
        },
      ]),
      'zh-CN',
    );
    const value = [
      row(
        ['c', 'amount', 1000],
        ['a', 'checkbox', ['jxpsebqp-0']],
        ['d', 'date', '2026-11-20T09:00:00+08:00'],
      ),
    ];
    const form = [{ id: 'list', name: '@i18n@x', type: 'fieldList', value }];
    expect(shown(form, { definitions })).toEqual({
      采购明细: '到货 | 类别 | 单价\n2026-11-20 | 设备 | US$1,000.00',
    });
  });

  it('drops option keys that nobody can translate, and the column with them', () => {
    expect(shown(table([row(['widget1', 'checkbox', ['jxpsebqp-0']], ['b', 'input', '显示器'])]))).toEqual({
      明细: '字段\n显示器',
    });
    expect(shown(table([row(['widget1', 'checkbox', ['jxpsebqp-0']])]))).toEqual({});
  });

  it('adds the sums as a last row', () => {
    const cells = row(
      ['a', 'input', '显示器', { name: '品名' }],
      ['b', 'number', 2, { name: '数量' }],
      ['c', 'amount', 99.5, { name: '单价', currency: 'CNY' }],
    );
    const ext = [
      { id: 'b', type: 'number', value: '4' },
      {
        id: 'c',
        type: 'amount',
        sumItems: '[{"currency":"CNY","value":"1199.00"},{"currency":"USD","value":"5"}]',
        capitalValue: '壹',
        value: '1204',
      },
      { id: 'gone', type: 'number', value: '9' },
    ];
    expect(shown(table([cells], { ext }))).toEqual({
      明细: '品名 | 数量 | 单价\n显示器 | 2 | ¥99.50\n合计 | 4 | ¥1,199.00\nUS$5.00',
    });
    expect(shown(table([cells.slice(1, 2)], { ext: JSON.stringify(ext) }))).toEqual({
      明细: '数量\n2\n合计：4',
    });
  });

  it.each<[string, unknown]>([
    ['as text', JSON.stringify([row(['a', 'input', '显示器', { name: '品名' }])])],
    ['with rows as text', [JSON.stringify(row(['a', 'input', '显示器', { name: '品名' }]))]],
    ['of one row without the list around it', row(['a', 'input', '显示器', { name: '品名' }])],
    ['of objects', [{ 品名: '显示器' }]],
    ['with nothing between its rows', [null, row(['a', 'input', '显示器', { name: '品名' }]), 'x', 7]],
  ])('%s', (_, value) => {
    expect(shown(table(value))).toEqual({ 明细: '品名\n显示器' });
  });

  it('shows people, links and file names in its cells', () => {
    const cells = row(
      ['p', 'contact', ['u1'], { name: '经办', open_ids: ['ou_1'] }],
      ['f', 'attachmentV2', ['https://x.cn/?code=1'], { name: '发票', ext: '发票.pdf' }],
      ['r', 'connect', ['A1'], { name: '合同' }],
    );
    expect(shown(table([cells]))).toEqual({ 明细: '经办 | 发票 | 合同\n[ou_1] | 发票.pdf | 关联审批(A1)' });
  });
});
