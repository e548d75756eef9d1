import type { Text } from '../base/language.ts';

// Texts that `try` prints.

export const notAChat = (given: string): Text => ({
  en: `${given} is not a chat: give a group (oc_…), a person (ou_…) or an e-mail address. "approval-relay chats" lists the groups.`,
  zh: `${given} 不是有效的会话：请写群（oc_…）、用户（ou_…）或邮箱。approval-relay chats 可列出机器人所在的群。`,
});

export const notSent = (chat: string): Text => ({
  en: `The test card could not be sent to ${chat}`,
  zh: `测试卡片无法发送到 ${chat}`,
});

export const sentTo = (chat: string, messageId: string): Text => ({
  en: `A test card is in ${chat} (${messageId}).`,
  zh: `测试卡片已发送到 ${chat}（${messageId}）。`,
});

export const templateFailed = (why: Text): Text => ({
  en: `the template could not be used: ${why.en}`,
  zh: `模板无法使用：${why.zh}`,
});
