import { describe, expect, it } from 'vitest';
import { shown, shownOf } from './readShown.ts';

const ACCOUNT = {
  widgetAccountName: '张三',
  widgetAccountNumber: '623061576011198383',
  widgetAccountType: { value: '1', text: '对私' },
  widgetAccountBankArea: { value: '1814991', text: '[{"name":"China"}]' },
  widgetAccountBankName: { value: 'HZCB', text: '{"bankNameZh":"杭州银行","bankNameEn":"Bank of Hangzhou"}' },
  widgetAccountBankBranch: { value: '313', text: '西湖支行' },
};

describe('a widget, in each shape it is known to come in', () => {
  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['input', { type: 'input', value: '采购一批显示器' }, '采购一批显示器'],
    [
      'input, an address typed by a person',
      { type: 'input', value: '见 https://a.cn/x?code=1' },
      '见 https://a.cn/x?code=1',
    ],
    ['input, JSON typed by a person', { type: 'input', value: '{"a":1}' }, '{"a":1}'],
    ['input, a number', { type: 'input', value: 12 }, '12'],
    ['input, blank', { type: 'input', value: '  ' }, undefined],
    ['input, nothing', { type: 'input', value: null }, undefined],
    ['input, a client without a value', { type: 'input', value: 'undefined' }, undefined],
    ['textarea', { type: 'textarea', value: '第一行\r\n第二行' }, '第一行\n第二行'],
    [
      'textarea, escaped twice',
      { type: 'textarea', value: 'https://a.cn/?a=1\\u0026b=2' },
      'https://a.cn/?a=1&b=2',
    ],
    ['number', { type: 'number', value: 1234.56 }, '1234.56'],
    ['number as text', { type: 'number', value: '1234.50' }, '1234.50'],
    ['number, long', { type: 'number', value: '12345678901234567890' }, '12345678901234567890'],
    ['number, zero', { type: 'number', value: 0 }, '0'],
    ['number, large', { type: 'number', value: 1e21 }, '1000000000000000000000'],
    ['number, no number', { type: 'number', value: '约 30' }, '约 30'],
    ['formula', { type: 'formula', value: 23.5, ext: { capitalValue: '贰拾叁元伍角' } }, '23.5'],
    ['formula, the noise of fractions', { type: 'formula', value: 57.599999999999994 }, '57.6'],
    ['formula, a third', { type: 'formula', value: 33.333333333333336 }, '33.33'],
    ['formula, a small fraction', { type: 'formula', value: 0.0016666666666666668 }, '0.0017'],
    ['number, as many decimals as somebody typed', { type: 'number', value: 7.1234567 }, '7.1234567'],
    ['formula, more noise', { type: 'formula', value: 0.1 + 0.2 }, '0.3'],
    [
      'amount',
      { type: 'amount', value: 12345.6, ext: { currency: 'CNY', capitalValue: '壹万' } },
      '¥12,345.60',
    ],
    ['amount as text', { type: 'amount', value: '1234567.80', currency: 'USD' }, 'US$1,234,567.80'],
    ['amount, grouped already', { type: 'amount', value: '12,345.60', currency: 'USD' }, 'US$12,345.60'],
    ['amount, ext as text', { type: 'amount', value: 99.5, ext: '{"currency":"JPY"}' }, 'JP¥99.5'],
    ['amount, a code nobody knows', { type: 'amount', value: -1000, currency: 'KBW' }, 'KBW -1,000'],
    ['amount, no currency', { type: 'amount', value: 100 }, '100'],
    ['radio', { type: 'radioV2', value: '加急' }, '加急'],
    [
      'radio, an id of an outside system',
      { type: 'radioV2', value: 'ext-77', option: { key: 'ext-77', text: '研发部' } },
      '研发部',
    ],
    [
      'radio, key and text differ',
      { type: 'radio', value: 'jxpsebqp-0', option: { key: 'k1', text: '加急' } },
      '加急',
    ],
    ['radio, a word that looks like a key', { type: 'radioV2', value: 'november-1' }, 'november-1'],
    ['radio, another', { type: 'radio', value: 'material-12' }, 'material-12'],
    ['radio, what a program left', { type: 'radio', value: 'null' }, undefined],
    ['radio, an unknown key', { type: 'radioV2', value: 'lworxu8i-sfhnu3wcjep-0' }, undefined],
    ['checkbox', { type: 'checkboxV2', value: ['A', 'B'] }, 'A、B'],
    ['checkbox as text', { type: 'checkbox', value: '["A","B"]' }, 'A、B'],
    [
      'checkbox, keys',
      {
        type: 'checkboxV2',
        value: ['k1-0', 'k2-0'],
        option: [
          { key: 'k2-0', text: '乙' },
          { key: 'k1-0', text: '甲' },
        ],
      },
      '甲、乙',
    ],
    ['checkbox, one key unknown', { type: 'checkboxV2', value: ['甲', 'jxpsebqp-0'] }, '甲'],
    ['contact', { type: 'contact', value: ['f8ca557e'], open_ids: ['ou_12345'] }, '[ou_12345]'],
    ['contact, without open ids', { type: 'contact', value: ['f8ca557e', 'a1b2c3d4'] }, '2 人'],
    ['contact, open ids as value', { type: 'contact', value: 'ou_1,ou_2' }, '[ou_1][ou_2]'],
    [
      'contact, two people and one open id',
      { type: 'contact', value: ['f8ca557e', 'a1b2c3d4'], open_ids: ['ou_12345'] },
      '[ou_12345]+1',
    ],
    ['contact, ids that are none', { type: 'contact', value: [], open_ids: ['ou_1"></at>'] }, undefined],
    ['department', { type: 'department', value: [{ open_id: 'od-xxx' }] }, '[od-xxx]'],
    [
      'department with its name',
      { type: 'department', value: [{ open_id: 'od-1', name: '研发部' }] },
      '[od-1]研发部',
    ],
    ['department, a list as text', { type: 'department', value: '[{"open_id":"od-1"}]' }, '[od-1]'],
    [
      'address',
      { type: 'address', value: '中国/浙江/杭州/西湖区/文三路 1 号' },
      '中国/浙江/杭州/西湖区/文三路 1 号',
    ],
    [
      'address as created',
      { type: 'address', value: [{ id: '290557', detailAddress: '文三路 1 号' }] },
      '文三路 1 号',
    ],
    [
      'telephone',
      { type: 'telephone', value: { country_code: '+86', national_number: '13122225678' } },
      '+86 ****5678',
    ],
    [
      'telephone as created',
      { type: 'telephone', value: { countryCode: '+86', nationalNumber: '13122225678' } },
      '+86 ****5678',
    ],
    ['telephone as text', { type: 'telephone', value: '+86 131-2222-5678' }, '+86 ****5678'],
    [
      'telephone, spoilt by its sender',
      { type: 'telephone', value: { country_code: '<nil>', national_number: 'null' } },
      undefined,
    ],
    ['telephone, short', { type: 'telephone', value: { national_number: '8021' } }, '••••'],
    [
      'attachment',
      { type: 'attachmentV2', value: ['https://x.cn/?code=s1'], ext: '报价单.pdf' },
      '报价单.pdf',
    ],
    [
      'attachments, quoted',
      { type: 'attachmentV2', value: ['https://x.cn/1', 'https://x.cn/2'], ext: "'a,b.pdf','c.pdf'" },
      'a,b.pdf\nc.pdf',
    ],
    [
      'attachments, commas in names',
      { type: 'attachmentV2', value: ['https://x.cn/1', 'https://x.cn/2'], ext: '一,二.pdf,三.xlsx' },
      '一,二.pdf\n三.xlsx',
    ],
    [
      'attachments, nameless',
      { type: 'attachmentV2', value: ['https://x.cn/1', 'https://x.cn/2'], ext: null },
      '2 个附件',
    ],
    [
      'attachment, an address in its name',
      { type: 'attachmentV2', value: ['https://x.cn/1'], ext: '报价 https://x.cn/f?code=s1.pdf' },
      '报价',
    ],
    [
      'attachment, nothing but an address as its name',
      { type: 'attachmentV2', value: ['https://x.cn/1'], ext: 'https://x.cn/f?code=s1' },
      '1 个附件',
    ],
    [
      'attachments, one of them nameless',
      { type: 'attachmentV2', value: ['https://x.cn/1', 'https://x.cn/2'], ext: ['合同.pdf', ''] },
      '合同.pdf\n另有 1 个附件',
    ],
    [
      'attachment, old',
      { type: 'attachment', value: 'https://x.cn/?code=s1,https://x.cn/?code=s2' },
      '2 个附件',
    ],
    ['image', { type: 'image', value: ['https://x.cn/?code=s1'], ext: '' }, '1 张图片'],
    ['image by its code', { type: 'imageV2', value: ['D93653C3-2609-4EE0-8041-61DC1D84F0B5'] }, '1 张图片'],
    [
      'related approval',
      { type: 'connect', value: ['19EAC829-F1CB-527F-BE2A-1330422E60C0'] },
      '关联审批(19EAC829-F1CB-527F-BE2A-1330422E60C0)',
    ],
    ['related approvals', { type: 'connect', value: '["A1","B2"]' }, '关联审批 1(A1) 关联审批 2(B2)'],
    [
      'document',
      {
        type: 'document',
        value: { token: 'doxcx7B8', type: 'docx', title: '需求', url: 'https://a.feishu.cn/docx/doxcx7B8' },
      },
      '需求(https://a.feishu.cn/docx/doxcx7B8)',
    ],
    [
      'document without an address',
      { type: 'document', value: { token: 'doxcx7B8', type: 'docx', title: '需求' } },
      '需求',
    ],
    [
      'document, an address cards refuse',
      { type: 'document', value: { title: '需求', url: 'javascript:alert(1)' } },
      '需求',
    ],
    ['serial number', { type: 'serialNumber', value: '20261120-0007' }, '20261120-0007'],
    ['account', { type: 'account', value: ACCOUNT }, '张三 · 杭州银行 · 西湖支行 · ****8383'],
    [
      'account, children in a list',
      { type: 'account', value: Object.entries(ACCOUNT).map(([id, value]) => ({ id, value })) },
      '张三 · 杭州银行 · 西湖支行 · ****8383',
    ],
    [
      'account, spoilt by its sender',
      {
        type: 'account',
        value: {
          widgetAccountName: '张三',
          widgetAccountNumber: 'DE89 3704 0044 0532 0130 00',
          widgetAccountBankName: { value: 'map[text:1]', text: 'map[text:map[text:1]]' },
        },
      },
      '张三 · ****3000',
    ],
    ['account as text', { type: 'account', value: '6230 6157 6011 198383' }, '****8383'],
    ['explanation', { type: 'text', value: '请先阅读制度' }, undefined],
    ['unknown, text', { type: 'rating', value: '五星' }, '五星'],
    ['unknown, a time', { type: 'shift', value: '2026-11-20T01:00:00Z' }, '2026-11-20 09:00'],
    [
      'unknown, names that a program gave',
      { type: 'visit', value: { visit_room: '3 楼', hostName: '前台', value: '两人' } },
      '3 楼\n前台\n两人',
    ],
    [
      'unknown, a period',
      { type: 'booking', value: [{ start: '2026-11-20T09:00:00+08:00', end: '2026-11-20T10:00:00+08:00' }] },
      '2026-11-20 09:00 至 2026-11-20 10:00',
    ],
    ['unknown, a switch', { type: 'switch', value: true }, '是'],
    [
      'unknown, an object',
      { type: 'location', value: { place: '文三路', floor: 3, tenantId: 'x', url: 'https://x.cn/?code=1' } },
      'place：文三路\nfloor：3',
    ],
    ['unknown, a list', { type: 'tags', value: ['甲', '乙'] }, '甲、乙'],
    ['unknown, nothing readable', { type: 'videoV2', value: ['https://x.cn/?code=1'] }, '请在审批中查看'],
    ['unknown, empty', { type: 'videoV2', value: { list: [], note: '' } }, undefined],
    ['no type at all', { value: '有话要说' }, '有话要说'],
  ])('%s', (_, widget, expected) => {
    expect(shownOf(widget)).toBe(expected);
  });
});

it('names that nobody resolved are not shown, and two files of one name are two', () => {
  expect(shown([{ id: 'a', name: '类', type: 'radioV2', value: '@i18n@7123' }])).toEqual({});
  const files = ['https://x/1', 'https://x/2'];
  expect(
    shown([{ id: 'a', name: '附件', type: 'attachmentV2', value: files, ext: 'a.pdf,a.pdf' }]).附件,
  ).toBe('a.pdf\na.pdf');
});

it('a number that is money by its name has the currency of the form, if all amounts have the same', () => {
  const amount = (id: string, currency: string, value = 100): object => ({
    ...{ id, name: id, type: 'amount', value },
    ext: { currency },
  });
  const total = { id: 't', name: '含税合计', type: 'formula', value: 106.5 };
  const count = { id: 'c', name: '合计数量', type: 'number', value: 12 };
  const row = [amount('单价', 'CNY', 50)];
  const table = { id: 'items', name: '明细', type: 'fieldList', value: [row] };
  const totals = (...widgets: object[]): unknown => shown([...widgets, total, count]);
  expect(totals(amount('预算', 'CNY'), table)).toMatchObject({ 含税合计: '¥106.50', 合计数量: '12' });
  expect(totals(table)).toMatchObject({ 含税合计: '¥106.50' });
  for (const other of ['USD', ''])
    expect(totals(amount('预算', other), table)).toMatchObject({ 含税合计: '106.50' });
  expect(totals()).toMatchObject({ 含税合计: '106.50' });
});
