import type { WireWidget } from './definition.ts';
import { STORY_DEPARTMENTS, STORY_PEOPLE } from './storyCast.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PURCHASES = [
  {
    item: '人体工学椅',
    count: 12,
    price: 1_299,
    supplier: '震旦（中国）有限公司',
    reason: '新工位扩容，六月入职 12 人',
  },
  {
    item: '27 英寸 4K 显示器',
    count: 8,
    price: 2_399,
    supplier: '京东企业购',
    // Typed by a person, and meant as text: a card must show it as it stands.
    reason: '设计组更换显示器 **加急**\n<at id=all></at> 详见 [报价](javascript:0)',
  },
  { item: '服务器内存 64GB', count: 24, price: 1_680, supplier: '浪潮电子信息', reason: '训练集群扩容' },
] as const;

/** A form's widgets with values, as get-instance tells them; `round` makes each submission a little different. */
export function purchaseForm(now: number, round: number): WireWidget[] {
  const purchase = PURCHASES[round % PURCHASES.length] ?? PURCHASES[0];
  const total = purchase.count * purchase.price;
  return [
    { id: 'widget_reason', name: '采购事由', type: 'textarea', ext: null, value: purchase.reason },
    option('widget_kind', '采购类型', 'opt_1', '办公设备'),
    {
      id: 'widget_items',
      name: '采购明细',
      type: 'fieldList',
      // The column sums, as the platform adds them.
      ext: [{ id: 'widget_count', type: 'number', value: String(purchase.count + 1) }],
      value: [
        [
          { id: 'widget_item', name: '名称', type: 'input', value: purchase.item },
          { id: 'widget_count', name: '数量', type: 'number', value: purchase.count },
          {
            id: 'widget_price',
            name: '单价',
            type: 'amount',
            value: purchase.price,
            ext: { currency: 'CNY' },
          },
        ],
        // Empty cells are left out.
        [
          { id: 'widget_item', name: '名称', type: 'input', value: '配送与安装' },
          { id: 'widget_count', name: '数量', type: 'number', value: 1 },
        ],
      ],
    },
    amount('widget_amount', '采购金额', total),
    { id: 'widget_supplier', name: '供应商', type: 'input', ext: null, value: purchase.supplier },
    date('widget_due', '期望到货', now + 14 * DAY_MS),
    {
      id: 'widget_quote',
      name: '报价单',
      type: 'attachmentV2',
      ext: '报价单,盖章版.pdf',
      value: ['https://internal-api-drive-stream.example.com/space/api/box/stream?code=secret\\u0026mount=1'],
    },
    { id: 'widget_note', name: '说明', type: 'text', ext: null, value: '单笔超过五万元须附三家比价' },
  ];
}

/** Nine o'clock of the next day in Shanghai. */
function nextMorning(now: number): number {
  const aheadMs = 8 * HOUR_MS;
  return (Math.floor((now + aheadMs) / DAY_MS) + 1) * DAY_MS + 9 * HOUR_MS - aheadMs;
}

export function leaveForm(now: number, round: number): WireWidget[] {
  const days = (round % 3) + 1;
  const [name, reason] = [
    ['年假', '回家看望父母'],
    ['病假', '发烧就医'],
    ['调休', '上周末值班'],
  ][round % 3] ?? ['年假', ''];
  const morning = nextMorning(now);
  return [
    {
      id: 'widget_leave',
      name: '请假',
      type: 'leaveGroupV2',
      ext: null,
      value: {
        name,
        start: rfc3339(morning),
        end: rfc3339(morning + (days - 1) * DAY_MS + 9 * HOUR_MS),
        interval: days,
        unit: 'DAY',
        reason,
        timezoneOffset: -480,
      },
    },
    {
      id: 'widget_handover',
      name: '工作交接人',
      type: 'contact',
      ext: null,
      value: ['u4d5e01'],
      open_ids: [STORY_PEOPLE.engineer.openId],
    },
  ];
}

export function contractForm(now: number, round: number): WireWidget[] {
  return [
    { id: 'widget_title', name: '合同名称', type: 'input', value: `云服务框架协议（第 ${round + 1} 期）` },
    {
      id: 'widget_number',
      name: '合同编号',
      type: 'serialNumber',
      value: `HT-2026-${String(round + 17).padStart(4, '0')}`,
    },
    { id: 'widget_party', name: '对方主体', type: 'input', value: '杭州云帆科技有限公司' },
    amount('widget_amount', '合同金额', 486_000 + round * 12_500),
    {
      id: 'widget_term',
      name: '合同期限',
      type: 'dateInterval',
      value: { start: rfc3339(now), end: rfc3339(now + 365 * DAY_MS), interval: 365 },
    },
    {
      id: 'widget_types',
      name: '涉及条款',
      type: 'checkboxV2',
      value: ['保密', '违约金'],
      option: [
        { key: 'opt_1', text: '保密' },
        { key: 'opt_4', text: '违约金' },
      ],
    },
    {
      id: 'widget_owner',
      name: '责任部门',
      type: 'department',
      value: [{ open_id: STORY_DEPARTMENTS.research.departmentId, name: STORY_DEPARTMENTS.research.name }],
    },
    {
      id: 'widget_draft',
      name: '合同草稿',
      type: 'document',
      value: {
        token: 'doxcn8xYz',
        type: 'docx',
        title: '云服务框架协议 v3',
        url: 'https://example.feishu.cn/docx/doxcn8xYz',
      },
    },
  ];
}

export function paymentForm(now: number, round: number, purchase: string | undefined): WireWidget[] {
  const sum = 38_600.5 + round * 1_000;
  return [
    { id: 'widget_purpose', name: '付款事由', type: 'input', value: '五月办公设备尾款' },
    amount('widget_amount', '付款金额', sum),
    {
      id: 'widget_tax',
      name: '含税合计',
      type: 'formula',
      value: Math.round(sum * 106) / 100,
      ext: { capitalValue: '' },
    },
    {
      id: 'widget_payee',
      name: '收款账户',
      type: 'account',
      value: {
        widgetAccountName: '震旦（中国）有限公司',
        widgetAccountNumber: '6222021001122334455',
        widgetAccountType: { value: 'company', text: '对公账户' },
        widgetAccountBankName: { value: 'icbc', text: '{"zh_cn":"中国工商银行"}' },
        widgetAccountBankBranch: '上海张江支行',
      },
    },
    {
      id: 'widget_phone',
      name: '对方联系电话',
      type: 'telephone',
      value: { country_code: '+86', national_number: '13800138000' },
    },
    date('widget_date', '付款日期', now + 3 * DAY_MS),
    ...(purchase ? [{ id: 'widget_purchase', name: '关联采购', type: 'connect', value: [purchase] }] : []),
    {
      id: 'widget_address',
      name: '发票寄送地址',
      type: 'address',
      value: '中国/上海市/上海市/浦东新区/张江路 88 号',
    },
  ];
}

function amount(id: string, name: string, value: number): WireWidget {
  return {
    id,
    name,
    type: 'amount',
    value,
    ext: { currency: 'CNY', capitalValue: '', currencyRange: ['CNY'] },
  };
}

function option(id: string, name: string, key: string, text: string): WireWidget {
  return { id, name, type: 'radioV2', ext: null, value: text, option: { key, text } };
}

function date(id: string, name: string, at: number): WireWidget {
  return { id, name, type: 'date', ext: null, value: rfc3339(at), timezoneOffset: -480 };
}

/** With China's offset, as the platform writes dates of a tenant there. */
function rfc3339(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
