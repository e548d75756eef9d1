import type { WireWidget } from './definition.ts';
import type { NewApproval } from './directory.ts';

/** Definitions as GET approvals/:code tells them: option texts, date formats, currencies, a table's columns. */
function widget(id: string, name: string, type: string, more: object = {}): WireWidget {
  return { id, custom_id: id.replace('widget_', ''), name, type, required: true, printable: true, ...more };
}

function options(...texts: readonly string[]): { option: { value: string; text: string }[] } {
  return { option: texts.map((text, i) => ({ value: `opt_${i + 1}`, text })) };
}

const PURCHASE: NewApproval = {
  approvalCode: '7C468A54-8745-2245-9675-08B7C63E7A85',
  name: '采购申请',
  nodes: [{ name: '部门主管' }, { name: '财务复核', type: 'OR' }, { name: '总经理' }],
  form: [
    widget('widget_reason', '采购事由', 'textarea'),
    widget('widget_kind', '采购类型', 'radioV2', options('办公设备', '生产物料', '软件服务')),
    widget('widget_items', '采购明细', 'fieldList', {
      children: [
        widget('widget_item', '名称', 'input'),
        widget('widget_count', '数量', 'number'),
        widget('widget_price', '单价', 'amount', { value: 'CNY' }),
      ],
    }),
    widget('widget_amount', '采购金额', 'amount', { value: 'CNY' }),
    widget('widget_supplier', '供应商', 'input'),
    widget('widget_due', '期望到货', 'date', { value: 'YYYY-MM-DD' }),
    widget('widget_quote', '报价单', 'attachmentV2', { required: false }),
    widget('widget_note', '单笔超过五万元须附三家比价', 'text', { required: false }),
  ],
};

const LEAVE: NewApproval = {
  approvalCode: '3F1B9D2E-6A40-4C77-8E15-5D20C9A7B3F4',
  name: '请假',
  nodes: [{ name: '直属上级' }, { name: '人事' }],
  form: [
    widget('widget_leave', '请假', 'leaveGroupV2'),
    widget('widget_handover', '工作交接人', 'contact', { required: false }),
    widget('widget_proof', '证明材料', 'imageV2', { required: false }),
  ],
};

const CONTRACT: NewApproval = {
  approvalCode: 'B8E05C61-2D9F-4A83-9C34-71F6A0D8E259',
  name: '合同审批',
  nodes: [{ name: '法务' }, { name: '会签', type: 'SEQUENTIAL' }],
  form: [
    widget('widget_title', '合同名称', 'input'),
    widget('widget_number', '合同编号', 'serialNumber'),
    widget('widget_party', '对方主体', 'input'),
    widget('widget_amount', '合同金额', 'amount', { value: 'CNY' }),
    widget('widget_term', '合同期限', 'dateInterval', { value: { format: 'YYYY-MM-DD' } }),
    widget('widget_types', '涉及条款', 'checkboxV2', options('保密', '排他', '数据出境', '违约金')),
    widget('widget_owner', '责任部门', 'department'),
    widget('widget_draft', '合同草稿', 'document', { required: false }),
  ],
};

const PAYMENT: NewApproval = {
  approvalCode: 'E27D4F80-91C6-4B5A-A3D8-0C69F1B7E842',
  name: '付款申请',
  nodes: [{ name: '财务', type: 'OR' }, { name: '总经理' }],
  form: [
    widget('widget_purpose', '付款事由', 'input'),
    widget('widget_amount', '付款金额', 'amount', { value: 'CNY' }),
    widget('widget_tax', '含税合计', 'formula'),
    widget('widget_payee', '收款账户', 'account'),
    widget('widget_phone', '对方联系电话', 'telephone', { required: false }),
    widget('widget_date', '付款日期', 'date', { value: 'YYYY-MM-DD a' }),
    widget('widget_purchase', '关联采购', 'connect', { required: false }),
    widget('widget_address', '发票寄送地址', 'address', { required: false }),
  ],
};

/** The four approvals of the demo. */
export const STORY_APPROVALS = {
  purchase: { ...PURCHASE, locales: { 'en-US': { name: 'Purchase request' } } },
  leave: { ...LEAVE, locales: { 'en-US': { name: 'Leave' } } },
  contract: { ...CONTRACT, locales: { 'en-US': { name: 'Contract review' } } },
  payment: { ...PAYMENT, locales: { 'en-US': { name: 'Payment request' } } },
} as const;
