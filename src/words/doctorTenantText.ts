import type { Text } from '../base/language.ts';

// Findings of `doctor` about approvals and groups.

export const APPROVALS = {
  active: (name: string): Text => ({
    en: `The approval ${name} exists and is active.`,
    zh: `审批 ${name} 存在且已启用。`,
  }),
  unknown: (code: string): Text => ({
    en: `No approval has the code ${code}.`,
    zh: `没有 code 为 ${code} 的审批。`,
  }),
  deleted: (name: string): Text => ({
    en: `The approval ${name} was deleted.`,
    zh: `审批 ${name} 已被删除。`,
  }),
  inactive: (name: string): Text => ({
    en: `The approval ${name} is not active: nobody can submit it.`,
    zh: `审批 ${name} 未启用：没有人能提交。`,
  }),
  activate: {
    en: 'Publish it in the approval admin, or remove it from the configuration.',
    zh: '请在审批管理后台启用，或从配置中去掉。',
  },
  otherName: (code: string, ours: string, theirs: string): Text => ({
    en: `The approval ${code} is called "${theirs}" in Feishu, and "${ours}" in the configuration.`,
    zh: `审批 ${code} 在飞书叫“${theirs}”，配置里写的是“${ours}”。`,
  }),
  rename: {
    en: 'Check that the code is the right one, and correct "name".',
    zh: '请确认 code 无误，并改正 name。',
  },
  noField: (name: string, keys: readonly string[], fields: readonly string[]): Text => ({
    en: `The form of ${name} has no field ${quoted(keys)}; it has: ${fields.join(', ') || 'none'}.`,
    zh: `${name} 的表单没有字段 ${quoted(keys)}；现有字段：${fields.join('、') || '无'}。`,
  }),
  correctField: (keys: readonly string[]): Text => ({
    en: `Correct ${keys.map((key) => `"${key}"`).join(' and ')} in the configuration.`,
    zh: `请改正配置中的 ${keys.join('、')}。`,
  }),
  noStep: (name: string, step: string, steps: readonly string[]): Text => ({
    en: `The approval ${name} has no step "${step}"; it has: ${steps.join(', ') || 'none'}.`,
    zh: `审批 ${name} 没有节点“${step}”；现有节点：${steps.join('、') || '无'}。`,
  }),
  subscribed: (name: string, at: string): Text => ({
    en: `The approval ${name} was subscribed at ${at}.`,
    zh: `审批 ${name} 已于 ${at} 订阅。`,
  }),
  notSubscribed: (name: string): Text => ({
    en: `The bot has not subscribed to the approval ${name} yet; Feishu does not say which approvals are subscribed.`,
    zh: `机器人还没有订阅审批 ${name}；飞书不提供订阅查询。`,
  }),
  subscribe: {
    en: 'Start the bot: it subscribes to every approval of the configuration by itself.',
    zh: '请启动机器人：它会自动订阅配置中的每个审批。',
  },
} as const;

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

export const CHATS = {
  /** A group without approvals is named for escalations, overviews or the operators. */
  fine: (name: string, approvals: readonly string[]): Text => ({
    en: `The bot is in the group ${name} and may speak; ${approvals.length > 0 ? `relayed to it: ${approvals.join(', ')}` : "it gets escalations, overviews or operators' cards"}.`,
    zh: `机器人在群 ${name} 中且可以发言；${approvals.length > 0 ? `转发到此群：${approvals.join('、')}` : '此群接收升级提醒、汇总或运维告警'}。`,
  }),
  noSuch: (chat: string): Text => ({
    en: `There is no group ${chat}.`,
    zh: `没有群 ${chat}。`,
  }),
  outside: (name: string): Text => ({
    en: `The bot is not in the group ${name}.`,
    zh: `机器人不在群 ${name} 中。`,
  }),
  dissolved: (name: string): Text => ({
    en: `The group ${name} was dissolved.`,
    zh: `群 ${name} 已解散。`,
  }),
  muted: (name: string): Text => ({
    en: `Only the owner may speak in the group ${name}.`,
    zh: `群 ${name} 只有群主可以发言。`,
  }),
  maybeMuted: (name: string): Text => ({
    en: `Not everybody may speak in the group ${name}. Whether the bot may cannot be checked.`,
    zh: `群 ${name} 限制了发言。机器人能否发言无法检查。`,
  }),
  external: (name: string): Text => ({
    en: `The group ${name} has people of other tenants in it. Whether the bot may write there cannot be checked.`,
    zh: `群 ${name} 中有外部成员。机器人能否在其中发言无法检查。`,
  }),
  share: {
    en: 'The bot needs the ability "External sharing", and mentions and buzzes may fail there.',
    zh: '机器人需要开通“对外共享”能力；在外部群里 @ 和加急可能失败。',
  },
  tryIt: (chat: string): Text => ({
    en: `"approval-relay try ${chat}" finds out.`,
    zh: `可用 approval-relay try ${chat} 验证。`,
  }),
  direct: (target: string): Text => ({
    en: `Whether ${target} can be written to cannot be checked.`,
    zh: `能否给 ${target} 发消息无法检查。`,
  }),
  closed: (name: string, code: number): Text => ({
    en: `Feishu refused the last card to ${name} (${code}), so the bot holds back its cards for now.`,
    zh: `飞书拒绝了发往 ${name} 的上一张卡片（${code}），机器人暂时不再发送。`,
  }),
  needsScope: {
    en: 'Groups cannot be checked without a scope for reading them.',
    zh: '没有读取群信息的权限，无法检查群。',
  },
} as const;
