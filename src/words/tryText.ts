import type { Text } from '../base/language.ts';
import { REMEDIES } from './remedyText.ts';

// Texts that `try` prints.

export const notAChat = (given: string): Text => ({
  en: `${given} is not a chat: give a group (oc_…), a person (ou_…) or an e-mail address. "approval-relay chats" lists the groups.`,
  zh: `${given} 不是有效的会话：请写群（oc_…）、用户（ou_…）或邮箱。approval-relay chats 可列出机器人所在的群。`,
});

/** Remedies for a chat that the configuration does not name, but that somebody gave to `try`. */
export const GIVEN_CHAT_REMEDIES: ReadonlyMap<Text, Text> = new Map<Text, Text>([
  [
    REMEDIES.badChat,
    {
      en: 'No chat or person has this id: check it. "approval-relay chats" lists the groups. Ids of chats differ from tenant to tenant, and open ids (ou_…) from app to app.',
      zh: '没有这个 ID 的群或用户：请核对。approval-relay chats 可列出机器人所在的群。群 ID 因租户而异，open_id（ou_…）因应用而异。',
    },
  ],
  [REMEDIES.dissolved, { en: 'The group was dissolved: give another chat.', zh: '群已解散：请换一个群。' }],
  [
    REMEDIES.encrypted,
    {
      en: 'Bots cannot write to encrypted chats: give another chat.',
      zh: '机器人不能在加密群里发言：请换一个群。',
    },
  ],
]);

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
