import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../src/feishu/form/formDefinition.ts';
import { shown } from './readShown.ts';

describe('a definition', () => {
  it('gives names, formats, options, currencies and columns', () => {
    const form = JSON.stringify([
      {
        id: 'a',
        custom_id: 'pay',
        name: '金额',
        type: 'amount',
        value: 'CNY',
        option: { currencyRange: ['CNY'] },
      },
      { id: 'b', name: '时间', type: 'dateInterval', value: { format: 'YYYY-MM-DD a' } },
      { id: 'c', name: '类别', type: 'radioV2', value: [{ key: 'k1', text: '设备' }] },
      { id: 'd', name: '级别', type: 'radio', option: [{ value: 'k2', text: '高' }] },
      { id: 'e', name: '明细', type: 'fieldList', value: [{ id: 'e1', name: '品名', type: 'input' }] },
      {
        id: 'f',
        name: '请假',
        type: 'leaveGroupV2',
        value: [{ id: 'f1', name: '假期类型', type: 'radioV2', option: [] }],
      },
    ]);
    expect(readDefinition(form, 'zh-CN')).toEqual([
      { id: 'a', customId: 'pay', name: '金额', type: 'amount', format: 'CNY' },
      { id: 'b', name: '时间', type: 'dateInterval', format: 'YYYY-MM-DD a' },
      { id: 'c', name: '类别', type: 'radioV2', options: [{ key: 'k1', text: '设备' }] },
      { id: 'd', name: '级别', type: 'radio', options: [{ key: 'k2', text: '高' }] },
      { id: 'e', name: '明细', type: 'fieldList', children: [{ id: 'e1', name: '品名', type: 'input' }] },
      {
        id: 'f',
        name: '请假',
        type: 'leaveGroupV2',
        children: [{ id: 'f1', name: '假期类型', type: 'radioV2' }],
      },
    ]);
  });

  it('translates the keys of texts if the answer around the form can', () => {
    const form = JSON.stringify([
      { id: 'c', name: '@i18n@1', type: 'radioV2', value: [{ key: 'k1', text: '@i18n@2' }] },
    ]);
    const i18n_resources = [
      { locale: 'en-US', texts: [{ key: '@i18n@1', value: 'Kind' }] },
      {
        locale: 'zh-CN',
        is_default: true,
        texts: [
          { key: '@i18n@1', value: '类别' },
          { key: '@i18n@2', value: '设备' },
        ],
      },
    ];
    expect(readDefinition({ form, i18n_resources }, 'en-US')).toMatchObject([
      { name: 'Kind', options: [{ text: '设备' }] },
    ]);
    expect(readDefinition(form, 'en-US')).toEqual([{ id: 'c', name: '', type: 'radioV2' }]);
  });

  it.each([undefined, null, '', '{', '[1,{}]', '{}', 7])('of %j is empty', (form) => {
    expect(readDefinition(form, 'zh-CN')).toEqual([]);
  });

  it('names fields and translates their options', () => {
    const definitions = readDefinition(
      '[{"id":"c","name":"类别","type":"radioV2","value":[{"key":"k1","text":"设备"}]},{"id":"a","name":"金额","type":"amount","value":"CNY"}]',
      'zh-CN',
    );
    const form = [
      { id: 'c', name: '@i18n@1', type: 'radioV2', value: 'k1' },
      { id: 'a', name: '', type: 'amount', value: 12 },
    ];
    expect(shown(form, { definitions })).toEqual({ 类别: '设备', 金额: '¥12.00' });
  });

  it('unknown, fields are named by their kind', () => {
    const form = [
      { id: 'widget16510499', name: '@i18n@1', type: 'input', value: '甲' },
      { id: 'widget16510500', name: '', type: 'date', value: '2026-11-20' },
    ];
    expect(shown(form)).toEqual({ 字段: '甲', 日期: '2026-11-20' });
    expect(shown(form, { locale: 'en-US' })).toEqual({ Field: '甲', Date: 'Nov 20, 2026' });
  });
});
