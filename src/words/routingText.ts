import type { Text } from '../base/language.ts';

/** What to do if it cannot be known whether the conditions of an entry hold. */
export const UNDECIDABLE_REMEDIES = {
  'no-instance': {
    en: 'Feishu no longer knows the instance, and no earlier look-up is stored: inform the group yourself, and discard the row.',
    zh: '飞书已没有该审批实例，也没有之前查询的记录：请手动通知群成员，然后丢弃这一行。',
  },
  form: {
    en: 'Open the approval in Feishu to see what was typed; grant approval:approval:readonly if it is missing; then replay the row.',
    zh: '请在飞书中打开该审批查看所填内容；如缺少权限 approval:approval:readonly 请开通，然后重放这一行。',
  },
  'field-names': {
    en: 'Grant approval:definition, or name the field in "when" by its id; then replay the row.',
    zh: '请开通权限 approval:definition，或在 when 中用控件 id 指定字段，然后重放这一行。',
  },
  'option-texts': {
    en: 'Grant approval:definition, or name the option in "when" by its id; then replay the row.',
    zh: '请开通权限 approval:definition，或在 when 中用选项 id 指定选项，然后重放这一行。',
  },
  currency: {
    en: 'Grant approval:definition, or remove "currency" from the condition; then replay the row.',
    zh: '请开通权限 approval:definition，或从条件中去掉 currency，然后重放这一行。',
  },
  currencies: {
    en: 'Write a "currency" together with "sum" in the condition; then replay the row.',
    zh: '请在条件的 sum 旁写明 currency，然后重放这一行。',
  },
  applicant: {
    en: 'Feishu hides who submitted it: look at the approval, and inform the group yourself; then discard the row.',
    zh: '飞书隐藏了申请人：请查看该审批并手动通知群成员，然后丢弃这一行。',
  },
  'user-id': {
    en: 'Grant contact:user.employee_id:readonly, or write an open_id (ou_…) in "when"; then replay the row.',
    zh: '请开通权限 contact:user.employee_id:readonly，或在 when 中改用 open_id（ou_…），然后重放这一行。',
  },
  department: {
    en: "Grant contact:contact.base:readonly and contact:department.organize:readonly, and put the department into the app's contact range; then replay the row.",
    zh: '请开通权限 contact:contact.base:readonly 和 contact:department.organize:readonly，并将该部门加入应用的通讯录权限范围，然后重放这一行。',
  },
} as const satisfies Readonly<Record<string, Text>>;
