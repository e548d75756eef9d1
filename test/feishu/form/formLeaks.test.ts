import { describe, expect, it } from 'vitest';
import type { Locale } from '../../../src/approval/locale.ts';
import { shown } from './readShown.ts';

const SECRET_URL =
  'https://internal-api-drive-stream.feishu.cn/space/api/box/stream/download/authcode/?code=Zm9vYmFy';
const COUNTRY = { country_code: '+86', national_number: '13122225678' };
const LEAVE = '7138673249737506817';

/** Every type of widget, filled in as a person would, with all that must not get out. */
const FORM = [
  { id: 'widget1', custom_id: 'title', name: '标题', type: 'input', value: '采购显示器' },
  { id: 'widget2', name: '说明', type: 'textarea', value: '十台\n下周要' },
  { id: 'widget3', name: '数量', type: 'number', value: 10 },
  {
    id: 'widget4',
    name: '总价',
    type: 'amount',
    value: 12345.6,
    ext: { currency: 'CNY', capitalValue: '壹万贰仟' },
  },
  { id: 'widget5', name: '折扣', type: 'formula', value: '0.95', ext: { capitalValue: '零' } },
  { id: 'widget6', name: '到货', type: 'date', value: '2026-11-20T09:00:00+08:00', timezoneOffset: -480 },
  {
    id: 'widget7',
    name: '质保',
    type: 'dateInterval',
    value: { start: '2026-11-20T00:00:00+08:00', end: '2026-11-22T00:00:00+08:00', interval: 3 },
  },
  {
    id: 'widget8',
    name: '紧急',
    type: 'radioV2',
    value: 'lworxu8i-sfhnu3wcjep-0',
    option: { key: 'lworxu8i-sfhnu3wcjep-0', text: '加急' },
  },
  {
    id: 'widget9',
    name: '类别',
    type: 'checkboxV2',
    value: ['lworxu8i-aaaaaaaaaaa-1'],
    option: [{ key: 'lworxu8i-aaaaaaaaaaa-1', text: '设备' }],
  },
  { id: 'widget10', name: '旧选项', type: 'checkbox', value: ['jxpsebqp-0'] },
  { id: 'widget11', name: '经办人', type: 'contact', value: ['f8ca557e'], open_ids: ['ou_12345'] },
  { id: 'widget12', name: '部门', type: 'department', value: [{ open_id: 'od-9f2', name: '研发部' }] },
  { id: 'widget13', name: '地址', type: 'address', value: '中国/浙江/杭州/文三路 1 号' },
  { id: 'widget14', name: '电话', type: 'telephone', value: COUNTRY },
  { id: 'widget15', name: '报价单', type: 'attachmentV2', value: [SECRET_URL], ext: '报价单.pdf' },
  { id: 'widget16', name: '旧附件', type: 'attachment', value: SECRET_URL },
  { id: 'widget17', name: '照片', type: 'image', value: [SECRET_URL, SECRET_URL] },
  {
    id: 'widget18',
    name: '照片二',
    type: 'imageV2',
    value: ['D93653C3-2609-4EE0-8041-61DC1D84F0B5'],
    ext: 'a.png',
  },
  { id: 'widget19', name: '合同审批', type: 'connect', value: ['19EAC829-F1CB-527F-BE2A-1330422E60C0'] },
  {
    id: 'widget20',
    name: '文档',
    type: 'document',
    value: {
      token: 'doxcx7B8OzLFHExkiwYuPGAwf',
      type: 'docx',
      title: '需求',
      url: 'https://a.feishu.cn/docx/1',
    },
  },
  {
    id: 'widget21',
    name: '明细',
    type: 'fieldList',
    value: [
      [
        { id: 'widget22', name: '品名', type: 'input', value: '显示器' },
        { id: 'widget23', name: '发票', type: 'attachmentV2', value: [SECRET_URL], ext: "'发票,1.pdf'" },
        { id: 'widget24', name: '送货电话', type: 'telephone', value: COUNTRY },
        { id: 'widget25', name: '供应商卡号', type: 'input', value: '6230 6157 6011 1983' },
        { id: 'widget26', name: '规格', type: 'checkbox', value: ['jxpsebqp-0'] },
      ],
    ],
    ext: [{ id: 'widget99', type: 'amount', sumItems: '[]', capitalValue: '零', value: '0' }],
    option: { input_type: 'LIST', mobile_detail_type: 'CARD', print_type: 'LIST' },
  },
  {
    id: 'widget30',
    name: '旧请假',
    type: 'leaveGroup',
    value: {
      name: '年假',
      start: '2026-11-20T00:00:00+08:00',
      end: '2026-11-20T00:00:00+08:00',
      interval: 1,
    },
  },
  {
    id: 'widgetLeaveGroupV2',
    name: '请假',
    type: 'leaveGroupV2',
    value: [
      {
        id: 'widgetLeaveGroupType',
        name: '假别',
        type: 'radioV2',
        value: LEAVE,
        option: { key: LEAVE, text: '病假' },
      },
      { id: 'widgetLeaveGroupReason', name: '事由', type: 'textarea', value: '手术复查' },
      {
        id: 'widgetLeaveCertification',
        name: '凭证',
        type: 'image',
        value: [SECRET_URL],
        ext: '诊断证明.jpg',
      },
    ],
  },
  {
    id: 'widgetWorkGroup',
    name: '加班',
    type: 'workGroup',
    value: [
      { id: 'widgetWorkGroupType', type: 'radioV2', value: LEAVE },
      { id: 'widgetWorkGroupReason', type: 'textarea', value: '发版' },
    ],
  },
  {
    id: 'widgetRemedyGroupV2',
    name: '补卡',
    type: 'remedyGroupV2',
    value: { widgetRemedyGroupV2RemedyDate: { text: '2026-11-19' }, punchNo: 0 },
  },
  {
    id: 'widgetShiftGroup',
    name: '换班',
    type: 'shiftGroup',
    value: { shiftTime: '2026-11-20T08:00:00+08:00', returnTime: '2026-11-21T08:00:00+08:00' },
  },
  {
    id: 'widgetTripGroup',
    name: '出差',
    type: 'tripGroup',
    value: { schedule: [{ departure: '杭州', destination: '北京' }], interval: 2, peer: ['f7cb567e'] },
  },
  {
    id: 'widgetOutGroup',
    name: '外出',
    type: 'outGroup',
    value: [
      { id: 'widgetOutGroupType', type: 'radioV2', value: 'me15yqrf-gmjgbml2vhp-0' },
      { id: 'widgetOutGroupImage', name: '拍照', type: 'image', value: [SECRET_URL] },
    ],
  },
  {
    id: 'widget40',
    name: '收款',
    type: 'account',
    value: {
      widgetAccountName: '张三',
      widgetAccountNumber: '623061576011198383',
      widgetAccountBankName: { value: 'HZCB', text: '{"bankNameZh":"杭州银行"}' },
    },
  },
  { id: 'widget41', name: '须知', type: 'text', value: '请先阅读制度' },
  { id: 'widget42', name: '流水号', type: 'serialNumber', value: '202611200007' },
  {
    id: 'widget43',
    name: '引用表',
    type: 'mutableGroup',
    value: { recordId: 'recABC123', tableUrl: SECRET_URL },
  },
  {
    id: 'widget44',
    name: '定位',
    type: 'location',
    value: { name: '西溪园区', id: '8842', url: SECRET_URL },
  },
  {
    id: 'widget45',
    name: '新控件',
    type: 'somethingNew',
    value: { files: [SECRET_URL], owner: 'ou_98765abcdef', key: 'jxpsebqp-0', 结果: '通过' },
  },
  { id: 'widget46', name: '@i18n@7f3a', type: 'input', value: '无名之值' },
];

describe('a form with every widget', () => {
  it('shows each value readably', () => {
    expect(shown(FORM)).toEqual({
      标题: '采购显示器',
      说明: '十台\n下周要',
      数量: '10',
      总价: '¥12,345.60',
      折扣: '0.95',
      到货: '2026-11-20 09:00',
      质保: '2026-11-20 至 2026-11-22（3 天）',
      紧急: '加急',
      类别: '设备',
      经办人: '[ou_12345]',
      部门: '[od-9f2]研发部',
      地址: '中国/浙江/杭州/文三路 1 号',
      电话: '+86 ****5678',
      报价单: '报价单.pdf',
      旧附件: '1 个附件',
      照片: '2 张图片',
      照片二: 'a.png',
      合同审批: '关联审批(19EAC829-F1CB-527F-BE2A-1330422E60C0)',
      文档: '需求(https://a.feishu.cn/docx/1)',
      明细: '品名 | 发票 | 送货电话 | 供应商卡号\n显示器 | 发票,1.pdf | +86 ****5678 | ****1983',
      假期类型: '年假',
      时间: '2026-11-20 至 2026-11-20（1 天）',
      假别: '病假',
      事由: '发版',
      补卡日期: '2026-11-19',
      换班时间: '2026-11-20 08:00',
      对调日期: '2026-11-21 08:00',
      行程: '出发地 | 目的地\n杭州 | 北京',
      时长: '2 天',
      同行人: '1 人',
      拍照: '1 张图片',
      收款: '张三 · 杭州银行 · ****8383',
      流水号: '202611200007',
      引用表: '请在审批中查看',
      定位: '西溪园区',
      新控件: '结果：通过',
      字段: '无名之值',
    });
  });

  it.each<Locale>(['zh-CN', 'en-US', 'ja-JP'])('leaks nothing in %s', (locale) => {
    const output = JSON.stringify(shown(FORM, { locale }));
    const secrets = [
      /authcode|code=|internal-api/,
      /13122225678|2225678/,
      /623061576011|6157 6011/,
      /jxpsebqp|lworxu8i|me15yqrf/,
    ];
    const ids = [
      /f8ca557e|f7cb567e/,
      /71386732/,
      /doxcx7/,
      /D93653C3/,
      /widget/i,
      /recABC|8842|ou_98765/,
      /@i18n@/,
    ];
    const private_ = [/手术|诊断/, /壹万|capital/i, /请先阅读/, /\[object|undefined|null|NaN/];
    for (const leak of [...secrets, ...ids, ...private_]) expect(output).not.toMatch(leak);
  });
});
