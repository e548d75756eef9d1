import type { Text } from '../base/language.ts';

// Texts that `pending` prints.

export const PENDING_HEAD = {
  en: ['WAITING', 'SINCE', 'FOR', 'STEP', 'APPROVAL', 'NUMBER', 'NEXT REMINDER', 'INSTANCE'],
  zh: ['已等待', '等待自', '等待', '节点', '审批', '编号', '下次催办', '实例'],
} as const;

export const NOTHING_WAITS: Text = { en: 'Nothing is waiting.', zh: '没有等待处理的审批。' };

export const notListed = (count: number, codes: string): Text => ({
  en:
    `open instances that are not listed: ${count}, since their approvals are no longer in the configuration ` +
    `(${codes}). Nobody is reminded of them, and their state is not looked up; they come back when the approval ` +
    'is configured again.',
  zh:
    `另有 ${count} 条未结束的实例没有列出：它们的审批已不在配置里（${codes}）。不会为它们催办，也不会向飞书查询其状态；` +
    '重新配置该审批后会再次列出。',
});
