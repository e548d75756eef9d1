import { asIs, type Text } from '../base/language.ts';

// Texts that `route` prints.

export const ROUTE_HEAD: readonly Text[] = [
  { en: 'CHAT', zh: '会话' },
  { en: 'GETS IT', zh: '是否发送' },
  { en: 'BECAUSE', zh: '原因' },
  { en: 'MODE', zh: '模式' },
  { en: 'TEMPLATE', zh: '模板' },
  { en: 'MENTIONS', zh: '@ 谁' },
  { en: 'PEOPLE', zh: '群人数' },
  { en: 'NOT REMINDED', zh: '暂不催办' },
];

export const ASKING_INSTANCE: Text = { en: 'The instance cannot be looked up', zh: '无法查询该审批实例' };

export const NEEDS_SUBJECT: Text = {
  en: 'route needs an instance: give its code or a file with it, or --approval with values to try.',
  zh: 'route 需要一个审批实例：请给出实例 code 或保存它的文件，或用 --approval 说明要试的内容。',
};

export const badField = (given: string): Text => ({
  en: `--field ${given} has no name: write --field NAME=VALUE.`,
  zh: `--field ${given} 缺少名称：请写成 --field 名称=值。`,
});

export const notMappedInstance = (approval: string): Text => ({
  en: `The approval ${approval} is not in the configuration: it is relayed to no chat. Map it to a chat there.`,
  zh: `审批 ${approval} 不在配置里：不会转发到任何群。请在配置中为它指定群。`,
});

export const noSuchInstance = (instance: string): Text => ({
  en: `${instance} is neither a file nor the code of an instance: copy the code from the approval's link or from the log.`,
  zh: `${instance} 既不是文件，也不是审批实例的 code：请从审批链接或日志中复制。`,
});

/** Why an instance goes to an entry, or does not. */
export const BECAUSE = {
  always: { en: 'it has no conditions', zh: '没有条件' },
  allHold: (condition: string, saw: Text): Text => ({
    en: `all conditions hold, such as ${condition}: ${saw.en}`,
    zh: `条件全部成立，例如 ${condition}：${saw.zh}`,
  }),
  holds: (condition: string, saw: Text): Text => ({
    en: `${condition} holds: ${saw.en}`,
    zh: `${condition} 成立：${saw.zh}`,
  }),
  fails: (condition: string, saw: Text): Text => ({
    en: `${condition} does not hold: ${saw.en}`,
    zh: `${condition} 不成立：${saw.zh}`,
  }),
  otherwise: { en: 'the conditions of no other entry hold', zh: '其他各项的条件都不成立' },
  another: (condition: string): Text => ({
    en: `${condition} of another entry holds`,
    zh: `另一项的条件 ${condition} 成立`,
  }),
  status: (statuses: readonly string[]): Text => ({
    en: `it lists only other statuses: ${statuses.join(', ')}`,
    zh: `只转发其他状态：${statuses.join('、')}`,
  }),
  stepOpen: (steps: readonly string[], also: Text | undefined): Text => ({
    en: `the step ${steps.join(', ')} is open${also ? `, and ${also.en}` : ''}`,
    zh: `节点 ${steps.join('、')} 正在处理${also ? `，且 ${also.zh}` : ''}`,
  }),
  stepNotOpen: (steps: readonly string[], open: readonly string[]): Text => ({
    en: `it is for the step ${steps.join(' or ')} while that is open; open now: ${open.join(', ') || 'none'}`,
    zh: `只在节点 ${steps.join(' 或 ')} 处理期间发送；当前节点：${open.join('、') || '无'}`,
  }),
  earlier: { en: 'an earlier entry of this chat decides', zh: '由这个会话更靠前的一项决定' },
  undecidable: (reason: string, remedy: Text): Text => ({
    en: `${reason} ${remedy.en}`,
    zh: `${reason} ${remedy.zh}`,
  }),
} as const;

/** What a condition saw. */
export const SAW = {
  nothing: { en: 'there is no such field, or it is empty', zh: '没有这个字段，或字段为空' },
  hidden: { en: 'a value that is hidden here', zh: '此处不显示该值' },
  value: asIs,
} as const;

export const GETS: Readonly<Record<'yes' | 'no' | 'unknown', Text>> = {
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  unknown: { en: 'not known', zh: '无法判断' },
};
