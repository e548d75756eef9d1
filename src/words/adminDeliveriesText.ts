import { asIs, type Text } from '../base/language.ts';

// Texts of the operators' page "deliveries", and of every list of deliveries.

export const KINDS: Readonly<Record<string, Text>> = {
  card: { en: 'card', zh: '卡片' },
  update: { en: 'update', zh: '更新' },
  refresh: { en: 'update', zh: '更新' },
  notice: { en: 'notice', zh: '提示' },
  reminder: { en: 'reminder', zh: '催办' },
  snoozed: { en: 'reminder, deferred', zh: '催办（已推迟）' },
  summary: { en: 'summary', zh: '汇总' },
  buzz: { en: 'buzz', zh: '加急' },
  event: { en: 'event', zh: '事件' },
  operators: { en: 'to the operators', zh: '通知运维' },
  hook: { en: 'hook', zh: '回调' },
};

export const kindText = (kind: string): Text => KINDS[kind] ?? asIs(kind);

const STATUSES_TEXT: Readonly<Record<string, Text>> = {
  PENDING: { en: 'Pending', zh: '待审批' },
  APPROVED: { en: 'Approved', zh: '已通过' },
  REJECTED: { en: 'Rejected', zh: '已拒绝' },
  CANCELED: { en: 'Withdrawn', zh: '已撤回' },
  DELETED: { en: 'Deleted', zh: '已删除' },
  REVERTED: { en: 'Revoked', zh: '已撤销' },
  OVERTIME_CLOSE: { en: 'Timed out', zh: '超时关闭' },
  OVERTIME_RECOVER: { en: 'Reopened', zh: '已恢复' },
};

export const statusText = (status: string): Text => STATUSES_TEXT[status] ?? asIs(status);

export const LIST = {
  filter: { en: 'Filter', zh: '筛选' },
  state: { en: 'State', zh: '状态' },
  any: { en: 'all', zh: '全部' },
  chat: { en: 'Chat', zh: '会话' },
  instance: { en: 'Request', zh: '审批实例' },
  since: { en: 'Since', zh: '时间范围' },
  days: (days: number): Text => ({
    en: days === 1 ? 'the last day' : `the last ${days} days`,
    zh: `最近 ${days} 天`,
  }),
  apply: { en: 'Show', zh: '查看' },
  when: { en: 'When', zh: '时间' },
  what: { en: 'What', zh: '内容' },
  reason: { en: 'Reason and remedy', zh: '原因与处理' },
  choose: { en: 'Choose', zh: '选择' },
  chooseAll: { en: 'Choose all parked rows', zh: '选择全部已搁置的' },
  most: (most: number): Text => ({
    en: `Only the newest ${most} are shown: narrow it down.`,
    zh: `只显示最新的 ${most} 条，请缩小范围。`,
  }),
  several: { en: 'several requests', zh: '多个审批' },
  unread: { en: 'not understood', zh: '无法解析' },
  isUnknown: { en: 'it may have arrived', zh: '不确定是否已送达' },
} as const;

export const MOVE = {
  replay: { en: 'Send again', zh: '重新发送' },
  replayAll: { en: 'Send all parked again', zh: '重新发送全部已搁置的' },
  replayAllAbout: {
    en: 'All parked rows that match the filter, except those that may have arrived already.',
    zh: '符合筛选条件的全部搁置记录；不包括不确定是否已送达的。',
  },
  discard: { en: 'Discard', zh: '丢弃' },
  sent: { en: 'Mark as sent', zh: '标记为已发送' },
  evenUnknown: {
    en: 'I have checked the chat: what may have arrived is not there.',
    zh: '我已到群里确认：不确定的那些确实没有送达。',
  },
  nothing: { en: 'Nothing is selected.', zh: '没有选择任何记录。' },
  waits: {
    en: 'The bot has the request and has not started on it yet.',
    zh: '已提交，负责发送的进程尚未开始处理。',
  },
  nobody: {
    en: 'Nobody has picked it up. Is a bot running on this store?',
    zh: '没有进程处理此操作：是否有机器人在使用这个存储？',
  },
  lost: { en: 'The request was dropped. Try again.', zh: '此操作未被执行，请重试。' },
  goesOn: { en: 'In progress: ', zh: '处理中：' },
} as const satisfies Readonly<Record<string, Text>>;
