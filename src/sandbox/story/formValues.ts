import type { WireWidget } from '../world/definition.ts';
import { departmentName, STORY_DEPARTMENTS, STORY_PEOPLE } from './cast.ts';
import { contractClauses, currencyIn } from './storyApprovals.ts';
import { storyTextIn } from './storyLanguage.ts';
import { amount, DAY_MS, date, HOUR_MS, type Round, rfc3339 } from './widgetValues.ts';

/** Nine o'clock of the next day in Shanghai. */
function nextMorning(now: number): number {
  const aheadMs = 8 * HOUR_MS;
  return (Math.floor((now + aheadMs) / DAY_MS) + 1) * DAY_MS + 9 * HOUR_MS - aheadMs;
}

/** Values of a leave. */
export function leaveForm({ language, now, round }: Round): WireWidget[] {
  const say = storyTextIn(language);
  const days = (round % 3) + 1;
  const [name, reason] = [
    [say('年假', 'Annual leave'), say('回家看望父母', 'Visiting my parents')],
    [say('病假', 'Sick leave'), say('发烧就医', 'Down with a fever')],
    [say('调休', 'Time off in lieu'), say('上周末值班', 'On call last weekend')],
  ][round % 3] ?? [say('年假', 'Annual leave'), ''];
  const morning = nextMorning(now);
  return [
    {
      id: 'widget_leave',
      name: say('请假', 'Leave'),
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
      name: say('工作交接人', 'Handover to'),
      type: 'contact',
      ext: null,
      value: ['u4d5e01'],
      open_ids: [STORY_PEOPLE.engineer.openId],
    },
  ];
}

/** Values of a contract review. */
export function contractForm({ language, now, round }: Round): WireWidget[] {
  const say = storyTextIn(language);
  const clauses = contractClauses(say);
  const chosen = [0, 3].map((i) => ({ key: `opt_${i + 1}`, text: clauses[i] ?? '' }));
  const value = language === 'en' ? 68_000 + round * 1_500 : 486_000 + round * 12_500;
  return [
    {
      id: 'widget_title',
      name: say('合同名称', 'Contract'),
      type: 'input',
      value: say(`云服务框架协议（第 ${round + 1} 期）`, `Cloud services agreement, phase ${round + 1}`),
    },
    {
      id: 'widget_number',
      name: say('合同编号', 'Contract no.'),
      type: 'serialNumber',
      value: `HT-2026-${String(round + 17).padStart(4, '0')}`,
    },
    {
      id: 'widget_party',
      name: say('对方主体', 'Counterparty'),
      type: 'input',
      value: say('杭州云帆科技有限公司', 'Cloudsail Technology Ltd.'),
    },
    amount('widget_amount', say('合同金额', 'Contract value'), value, currencyIn(say)),
    {
      id: 'widget_term',
      name: say('合同期限', 'Term'),
      type: 'dateInterval',
      value: { start: rfc3339(now), end: rfc3339(now + 365 * DAY_MS), interval: 365 },
    },
    {
      id: 'widget_types',
      name: say('涉及条款', 'Clauses'),
      type: 'checkboxV2',
      value: chosen.map(({ text }) => text),
      option: chosen,
    },
    {
      id: 'widget_owner',
      name: say('责任部门', 'Owner'),
      type: 'department',
      value: [
        { open_id: STORY_DEPARTMENTS.research.departmentId, name: departmentName('research', language) },
      ],
    },
    {
      id: 'widget_draft',
      name: say('合同草稿', 'Draft'),
      type: 'document',
      value: {
        token: 'doxcn8xYz',
        type: 'docx',
        title: say('云服务框架协议 v3', 'Cloud services agreement v3'),
        url: 'https://example.feishu.cn/docx/doxcn8xYz',
      },
    },
  ];
}

/** Values of a payment request, and the purchase it belongs to. */
export function paymentForm({ language, now, round }: Round, purchase: string | undefined): WireWidget[] {
  const say = storyTextIn(language);
  const sum = (language === 'en' ? 5_420.5 : 38_600.5) + round * 1_000;
  return [
    {
      id: 'widget_purpose',
      name: say('付款事由', 'Purpose'),
      type: 'input',
      value: say('五月办公设备尾款', 'Office equipment, final payment for May'),
    },
    amount('widget_amount', say('付款金额', 'Amount'), sum, currencyIn(say)),
    {
      id: 'widget_tax',
      name: say('含税合计', 'Total with tax'),
      type: 'formula',
      value: sum,
      ext: { capitalValue: '' },
    },
    {
      id: 'widget_payee',
      name: say('收款账户', 'Payee account'),
      type: 'account',
      value: {
        widgetAccountName: say('震旦（中国）有限公司', 'Northwind Office Supply'),
        widgetAccountNumber: '6222021001122334455',
        widgetAccountType: { value: 'company', text: say('对公账户', 'Company account') },
        widgetAccountBankName: { value: 'icbc', text: say('{"zh_cn":"中国工商银行"}', '{"en_us":"ICBC"}') },
        widgetAccountBankBranch: say('上海张江支行', 'Zhangjiang branch'),
      },
    },
    {
      id: 'widget_phone',
      name: say('对方联系电话', 'Contact phone'),
      type: 'telephone',
      value: { country_code: '+86', national_number: '13800138000' },
    },
    date('widget_date', say('付款日期', 'Pay on'), now + 3 * DAY_MS),
    ...(purchase ? [connected(say('关联采购', 'Related purchase'), purchase)] : []),
    {
      id: 'widget_address',
      name: say('发票寄送地址', 'Invoice address'),
      type: 'address',
      value: say(
        '中国/上海市/上海市/浦东新区/张江路 88 号',
        'China/Shanghai/Shanghai/Pudong/88 Zhangjiang Road',
      ),
    },
  ];
}

function connected(name: string, instanceCode: string): WireWidget {
  return { id: 'widget_purchase', name, type: 'connect', value: [instanceCode] };
}
