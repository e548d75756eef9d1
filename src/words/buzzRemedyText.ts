import type { Text } from '../base/language.ts';
import { CONSOLE, PUBLISH } from './consoleText.ts';

/** What to do about refused buzzes. */
export const BUZZ_REMEDIES = {
  unreadBuzzes: {
    en: 'Somebody who should be buzzed has 200 unread buzzes and has to read some of them first.',
    zh: '要加急的人已有 200 条未读加急：需要对方先读一些。',
  },
  buzzQuota: {
    en: "The tenant's quota of buzzes is used up: ask its administrator.",
    zh: '租户的加急额度已用完：请联系管理员。',
  },
  noBuzz: {
    en: "The group does not let the bot buzz: allow it for all members in the group's settings, or make the bot an administrator.",
    zh: '这个群不允许机器人加急：请在群设置中允许所有成员加急，或把机器人设为群管理员。',
  },
  noBuzzScope: {
    en: `The app may not buzz here: add the scope im:message.urgent under "Permissions & Scopes" ${CONSOLE.en}, ${PUBLISH.en}; in an external group it cannot.`,
    zh: `应用不能在这里加急：请在${CONSOLE.zh}的“权限管理”中开通 im:message.urgent，${PUBLISH.zh}；外部群无法加急。`,
  },
  foldedBuzz: {
    en: 'The message was folded by Feishu and cannot be buzzed.',
    zh: '这条消息已被飞书折叠，无法加急。',
  },
  buzzScope: {
    en: `Add the scope im:message.urgent under "Permissions & Scopes" ${CONSOLE.en}, ${PUBLISH.en}.`,
    zh: `请在${CONSOLE.zh}的“权限管理”中开通 im:message.urgent，${PUBLISH.zh}。`,
  },
  nobodyToBuzz: {
    en: 'None of the people to be buzzed is in the group: check "mention" in the configuration.',
    zh: '要加急的人都不在群里：请检查配置中的 mention。',
  },
  buzzFailed: {
    en: 'Feishu could not buzz: if this persists, report it to Feishu with the log id.',
    zh: '飞书加急失败：如果持续出现，请附上 log id 反馈给飞书。',
  },
} as const satisfies Readonly<Record<string, Text>>;
