import type { Text } from '../base/language.ts';

// What `validate` prints in addition to the problems.

export const INVALID = (file: string, errors: number): Text => ({
  en: `${file}: ${errors} ${errors === 1 ? 'error' : 'errors'}.`,
  zh: `${file}：有 ${errors} 处错误。`,
});

export const VALID = (file: string, approvals: number, chats: number): Text => ({
  en:
    `${file}: valid. ${approvals} ${approvals === 1 ? 'approval goes' : 'approvals go'} to ` +
    `${chats} ${chats === 1 ? 'chat' : 'chats'}.`,
  zh: `${file}：有效。${approvals} 个审批，转发到 ${chats} 个会话。`,
});

/** Marks a problem that is not an error. */
export const WARNING: Text = { en: 'warning: ', zh: '警告：' };

/** After the problems of a configuration with which the bot cannot start. */
export const NOT_STARTED = (file: string): Text => ({
  en: `${file}: not started. "approval-relay validate" checks it again.`,
  zh: `${file}：未启动。请用 "approval-relay validate" 再次检查。`,
});
