import type { Text } from '../base/language.ts';

// Texts that `chats` prints.

export const CHATS_HEAD: readonly Text[] = [
  { en: 'CHAT', zh: '群 ID' },
  { en: 'NAME', zh: '群名' },
  { en: 'MAY SPEAK', zh: '可发言' },
  { en: 'APPROVALS', zh: '转发的审批' },
];

export const YES: Text = { en: 'yes', zh: '是' };
export const NO: Text = { en: 'no', zh: '否' };
export const UNKNOWN: Text = { en: 'not known', zh: '未知' };

export const ASKING_CHATS: Text = {
  en: 'The groups cannot be listed',
  zh: '无法列出群',
};

export const NO_CHATS: Text = {
  en: 'The bot is in no group. Add it to one: group settings > "Bots" > "Add Bot".',
  zh: '机器人还不在任何群里。请把它加进群：群设置 > “群机器人” > “添加机器人”。',
};

/** Chats of the configuration that Feishu does not list. */
export const outsideOf = (chats: readonly string[]): Text => ({
  en: `The configuration names groups that the bot is not in: ${chats.join(', ')}. Add the bot there (group settings > "Bots"), or correct the ids.`,
  zh: `配置里有机器人不在的群：${chats.join('、')}。请把机器人加进这些群（群设置 > “群机器人”），或改正群 ID。`,
});
