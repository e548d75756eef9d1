import type { Text } from '../base/language.ts';

/** What each scope allows, and what does not work without it. */
export const SCOPE_RIGHTS = {
  hear: {
    right: { en: 'receiving changes of approvals and reading them', zh: '接收审批变化、读取审批内容' },
    cost: { en: 'the bot receives no changes of approvals', zh: '机器人收不到任何审批变化' },
  },
  subscribe: {
    right: { en: 'subscribing to approvals', zh: '订阅审批' },
    cost: {
      en: 'the bot cannot subscribe to approvals, so no changes arrive',
      zh: '无法订阅审批，因此收不到变化',
    },
  },
  send: {
    right: { en: 'posting cards', zh: '发送卡片' },
    cost: { en: 'no card can be posted', zh: '无法发送卡片' },
  },
  update: {
    right: { en: 'updating cards', zh: '更新卡片' },
    cost: { en: 'posted cards are not updated', zh: '已发出的卡片无法更新' },
  },
  chats: {
    right: { en: 'seeing the groups that the bot is in', zh: '查看机器人所在的群' },
    cost: { en: 'setup, chats and doctor cannot see groups', zh: 'setup、chats 和 doctor 看不到群' },
  },
  joined: {
    right: { en: 'noticing that the bot was added to a group', zh: '得知机器人被加入群' },
    cost: {
      en: 'no welcome card, and a chat that was closed reopens within an hour instead of at once',
      zh: '入群时没有欢迎卡片，已关闭的会话要等一小时内的探测才会恢复',
    },
  },
  contact: {
    right: { en: 'asking for names', zh: '查询姓名' },
    cost: {
      en: 'cards show names only where the client shows them',
      zh: '卡片里的姓名只能由客户端显示',
    },
  },
  userNames: {
    right: { en: 'names of people', zh: '用户姓名' },
    cost: {
      en: 'cards show names of people only where the client shows them',
      zh: '卡片里的用户姓名只能由客户端显示',
    },
  },
  departmentNames: {
    right: { en: 'names of departments', zh: '部门名称' },
    cost: { en: 'cards do not name departments', zh: '卡片不显示部门名称' },
  },
  departmentTree: {
    right: { en: 'seeing which department is below which', zh: '查看部门的上下级关系' },
    cost: {
      en: 'conditions with "under" cannot be decided, and their cards are parked',
      zh: '带 under 的条件无法判断，相应的卡片会被搁置',
    },
  },
  userIds: {
    right: { en: 'user_ids of people', zh: '用户的 user_id' },
    cost: {
      en: 'conditions on the user_id of an applicant cannot be decided, and their cards are parked',
      zh: '以 user_id 指定申请人的条件无法判断，相应的卡片会被搁置',
    },
  },
  urgent: {
    right: { en: 'buzzing people about escalations', zh: '升级提醒时加急' },
    cost: {
      en: 'escalations with "urgent: true" buzz nobody',
      zh: '配置了 urgent: true 的升级提醒不会加急',
    },
  },
  messages: {
    right: { en: 'reading messages that mention the bot', zh: '读取 @ 机器人的消息' },
    cost: { en: 'commands in a group are not answered', zh: '群里 @ 机器人的命令没有回应' },
  },
  versions: {
    right: { en: "looking at the app's versions and events", zh: '查看应用的版本和事件' },
    cost: { en: 'doctor cannot see which events are added', zh: 'doctor 看不到添加了哪些事件' },
  },
} as const satisfies Readonly<Record<string, { readonly right: Text; readonly cost: Text }>>;

export type ScopeRight = keyof typeof SCOPE_RIGHTS;
