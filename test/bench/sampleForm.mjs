/** What people fill in most, by turns. */
const KINDS = [
  { type: 'textarea', value: '新同事的显示器、键盘与工位，随附三家比价', name: '事由' },
  { type: 'amount', value: 3999.5, name: '金额', ext: { currency: 'CNY' } },
  { type: 'date', value: '2026-11-24T00:00:00+08:00', name: '日期' },
  { type: 'radioV2', value: '办公设备', name: '类型' },
  { type: 'number', value: 12, name: '数量' },
];

const id = (i) => `widget_${i + 1}`;

/** The widgets of a definition, in Feishu's JSON. */
export function form(fields) {
  return Array.from({ length: fields }, (_, i) => {
    const { type, name } = KINDS[i % KINDS.length];
    const option = type === 'radioV2' ? { option: [{ value: 'opt_1', text: '办公设备' }] } : {};
    return {
      id: id(i),
      custom_id: '',
      name: `${name} ${i + 1}`,
      type,
      required: true,
      printable: true,
      ...option,
    };
  });
}

/** The same widgets with what somebody typed. */
export function submittedForm(fields) {
  return Array.from({ length: fields }, (_, i) => {
    const { type, name, value, ext } = KINDS[i % KINDS.length];
    return { id: id(i), name: `${name} ${i + 1}`, type, value, ...(ext ? { ext } : {}) };
  });
}
