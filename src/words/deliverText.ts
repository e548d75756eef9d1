import type { Text } from '../base/language.ts';

/** What to do about deliveries that wait for a person, for reasons of our own. */
export const DELIVER_REMEDIES = {
  outcomeUnknown: {
    en: 'Check the chat: if the card is missing, replay the row; otherwise discard it as sent.',
    zh: '请到群里看一下：如果没有卡片，请重放这一行；否则请标记为已发送。',
  },
  unreadable: {
    en: 'Another version of approval-relay wrote it, or somebody edited the store: replay it with that version, or discard it.',
    zh: '它由另一个版本的 approval-relay 写入，或有人改过存储：请用那个版本重放，或丢弃。',
  },
  mistake: {
    en: 'Report it, with the log; then replay the row.',
    zh: '请附上日志反馈给我们，然后重放这一行。',
  },
  notBuzzed: {
    en: 'Add them to the group and to the app\'s availability, or remove them from "mention".',
    zh: '请把他们加入群和应用的可用范围，或从 mention 中去掉。',
  },
} as const satisfies Readonly<Record<string, Text>>;
