import type { WireWidget } from '../world/definition.ts';
import type { NewApproval } from '../world/directory.ts';
import { type StoryLanguage, type StoryText, storyTextIn } from './storyLanguage.ts';

/** The codes of the story's approvals; the same in both languages. */
export const STORY_APPROVALS = {
  purchase: { approvalCode: '7C468A54-8745-2245-9675-08B7C63E7A85' },
  leave: { approvalCode: '3F1B9D2E-6A40-4C77-8E15-5D20C9A7B3F4' },
  contract: { approvalCode: 'B8E05C61-2D9F-4A83-9C34-71F6A0D8E259' },
  payment: { approvalCode: 'E27D4F80-91C6-4B5A-A3D8-0C69F1B7E842' },
} as const;

export type StoryApproval = keyof typeof STORY_APPROVALS;

type Definition = Pick<NewApproval, 'name' | 'form' | 'nodes'>;

const DEFINITIONS: Readonly<Record<StoryApproval, (say: StoryText) => Definition>> = {
  purchase,
  leave,
  contract,
  payment,
};

const LOCALES = { zh: 'zh-CN', en: 'en-US' } as const;

/** The four approvals of the story, with names and forms in one language, and those of the other by its locale. */
export function approvalsIn(language: StoryLanguage): Readonly<Record<StoryApproval, NewApproval>> {
  const other = language === 'en' ? 'zh' : 'en';
  const approvalOf = (key: StoryApproval): NewApproval => {
    const { name, form } = DEFINITIONS[key](storyTextIn(other));
    return {
      ...STORY_APPROVALS[key],
      ...DEFINITIONS[key](storyTextIn(language)),
      locales: { [LOCALES[other]]: { name, ...(form && { form }) } },
    };
  };
  return {
    purchase: approvalOf('purchase'),
    leave: approvalOf('leave'),
    contract: approvalOf('contract'),
    payment: approvalOf('payment'),
  };
}

/** The currency in which the people of a language's tenant pay. */
export function currencyIn(say: StoryText): string {
  return say('CNY', 'USD');
}

/** A widget of a definition, as GET approvals/:code returns it. */
function widget(id: string, name: string, type: string, more: object = {}): WireWidget {
  return { id, custom_id: id.replace('widget_', ''), name, type, required: true, printable: true, ...more };
}

function options(...texts: readonly string[]): { option: { value: string; text: string }[] } {
  return { option: texts.map((text, i) => ({ value: `opt_${i + 1}`, text })) };
}

function purchase(say: StoryText): Definition {
  const currency = { value: currencyIn(say) };
  return {
    name: say('采购申请', 'Purchase request'),
    nodes: [
      { name: say('部门主管', 'Team lead') },
      { name: say('财务复核', 'Finance check'), type: 'OR' },
      { name: say('总经理', 'General manager') },
    ],
    form: [
      widget('widget_reason', say('采购事由', 'Purpose'), 'textarea'),
      widget('widget_kind', say('采购类型', 'Category'), 'radioV2', options(...purchaseKinds(say))),
      widget('widget_items', say('采购明细', 'Items'), 'fieldList', {
        children: [
          widget('widget_item', say('名称', 'Item'), 'input'),
          widget('widget_count', say('数量', 'Quantity'), 'number'),
          widget('widget_price', say('单价', 'Unit price'), 'amount', currency),
        ],
      }),
      widget('widget_amount', say('采购金额', 'Total amount'), 'amount', currency),
      widget('widget_supplier', say('供应商', 'Supplier'), 'input'),
      widget('widget_due', say('期望到货', 'Needed by'), 'date', { value: 'YYYY-MM-DD' }),
      widget('widget_quote', say('报价单', 'Quotation'), 'attachmentV2', { required: false }),
      widget('widget_note', purchaseNote(say), 'text', { required: false }),
    ],
  };
}

export function purchaseKinds(say: StoryText): string[] {
  return [
    say('办公设备', 'Office equipment'),
    say('生产物料', 'Production material'),
    say('软件服务', 'Software'),
  ];
}

export function purchaseNote(say: StoryText): string {
  return say('单笔超过五万元须附三家比价', 'Above 8,000 USD: attach three quotations');
}

function leave(say: StoryText): Definition {
  return {
    name: say('请假', 'Leave'),
    nodes: [{ name: say('直属上级', 'Line manager') }, { name: say('人事', 'People team') }],
    form: [
      widget('widget_leave', say('请假', 'Leave'), 'leaveGroupV2'),
      widget('widget_handover', say('工作交接人', 'Handover to'), 'contact', { required: false }),
      widget('widget_proof', say('证明材料', 'Certificate'), 'imageV2', { required: false }),
    ],
  };
}

function contract(say: StoryText): Definition {
  return {
    name: say('合同审批', 'Contract review'),
    nodes: [{ name: say('法务', 'Legal') }, { name: say('会签', 'Countersignature'), type: 'SEQUENTIAL' }],
    form: [
      widget('widget_title', say('合同名称', 'Contract'), 'input'),
      widget('widget_number', say('合同编号', 'Contract no.'), 'serialNumber'),
      widget('widget_party', say('对方主体', 'Counterparty'), 'input'),
      widget('widget_amount', say('合同金额', 'Contract value'), 'amount', { value: currencyIn(say) }),
      widget('widget_term', say('合同期限', 'Term'), 'dateInterval', { value: { format: 'YYYY-MM-DD' } }),
      widget('widget_types', say('涉及条款', 'Clauses'), 'checkboxV2', options(...contractClauses(say))),
      widget('widget_owner', say('责任部门', 'Owner'), 'department'),
      widget('widget_draft', say('合同草稿', 'Draft'), 'document', { required: false }),
    ],
  };
}

export function contractClauses(say: StoryText): string[] {
  return [
    say('保密', 'Confidentiality'),
    say('排他', 'Exclusivity'),
    say('数据出境', 'Data transfer'),
    say('违约金', 'Penalty'),
  ];
}

function payment(say: StoryText): Definition {
  return {
    name: say('付款申请', 'Payment request'),
    nodes: [{ name: say('财务', 'Finance'), type: 'OR' }, { name: say('总经理', 'General manager') }],
    form: [
      widget('widget_purpose', say('付款事由', 'Purpose'), 'input'),
      widget('widget_amount', say('付款金额', 'Amount'), 'amount', { value: currencyIn(say) }),
      widget('widget_tax', say('含税合计', 'Total with tax'), 'formula'),
      widget('widget_payee', say('收款账户', 'Payee account'), 'account'),
      widget('widget_phone', say('对方联系电话', 'Contact phone'), 'telephone', { required: false }),
      widget('widget_date', say('付款日期', 'Pay on'), 'date', { value: 'YYYY-MM-DD a' }),
      widget('widget_purchase', say('关联采购', 'Related purchase'), 'connect', { required: false }),
      widget('widget_address', say('发票寄送地址', 'Invoice address'), 'address', { required: false }),
    ],
  };
}
