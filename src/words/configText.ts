import { spaced, type Text } from '../base/language.ts';

// Problems of several configuration keys together, and advice. Whole sentences; `name` is a key as a person would say
// it, in quotation marks.

export const THE_FILE_ITSELF: Text = { en: 'The file', zh: '文件' };

/** A sentence that begins with the name of a key, or with {@link THE_FILE_ITSELF}. */
export const about = (name: Text, rest: Text): Text => ({
  en: `${name.en} ${rest.en}`,
  zh: name === THE_FILE_ITSELF ? name.zh + spaced(rest.zh) : `${name.zh} ${rest.zh}`,
});

export const CREDENTIALS: Text = {
  en:
    '"feishu" needs "encryptKey" or "verificationToken" for events by webhook, or anybody could post events: ' +
    'copy the Encrypt Key from "Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console.',
  zh:
    '用 webhook 接收事件时，"feishu" 需要 "encryptKey" 或 "verificationToken"，否则任何人都能提交事件：' +
    '请从开发者后台“事件与回调 > 加密策略”复制 Encrypt Key。',
};
export const bothDays = (day: string): Text => ({
  en: `"calendar" calls "${day}" both a holiday and a workday: keep one of them.`,
  zh: `"calendar" 把 "${day}" 同时列为节假日和工作日：请只保留一个。`,
});

export const HOOKS = {
  twice: {
    en: '"hooks.name" is used above already: give each hook its own.',
    zh: '"hooks.name" 上面已经用过：每个 hook 的名称不能相同。',
  },
  https: {
    en: '"hooks.url" must begin with https://, unless "allowPrivate" is true.',
    zh: '"hooks.url" 必须以 https:// 开头，除非 "allowPrivate" 为 true。',
  },
  unmapped: {
    en: '"hooks.approvals" names an approval that is not under "approvals"',
    zh: '"hooks.approvals" 中的审批不在 "approvals" 里',
  },
  mapFirst: { en: ': map it there first.', zh: '：请先在那里配置它。' },
  private: {
    en: '"hooks.url" leads to an address that is not public, and nothing is sent there: set "allowPrivate: true" if that is intended.',
    zh: '"hooks.url" 指向非公网地址，不会向它发送任何内容：如果确实需要，请设置 "allowPrivate: true"。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** The rest of a sentence about a key under `approvals`. */
export const CODES = {
  person: {
    en: 'is not an approval code: chats and people belong under "chats" of a code.',
    zh: '不是审批 code：会话和用户要写在某个 code 的 "chats" 下。',
  },
  variable: {
    en: 'is not an approval code: variables are replaced in values, not in keys.',
    zh: '不是审批 code：变量只在值里替换，不在键里替换。',
  },
  other: {
    en: "is not an approval code: it is in the address of the approval's page, after definitionCode=.",
    zh: '不是审批 code：它在审批页面的地址里，definitionCode= 之后。',
  },
  link: { en: 'is a link', zh: '是链接' },
} as const satisfies Readonly<Record<string, Text>>;

export const LONE_OTHERWISE: Text = {
  en: '"when: otherwise" needs another entry of this approval with conditions: give it some.',
  zh: '"when: otherwise" 要求该审批另有带条件的条目：请给其他条目加上条件。',
};
/** The rest of a sentence about `fields`. */
export const ONLY_AND_HIDE: Text = {
  en: 'has both "only" and "hide": keep one of them.',
  zh: '同时有 "only" 和 "hide"：请只保留一个。',
};
/** The rest of a sentence about a key under `when`, without its hint. */
export const NO_SUBJECT: Text = { en: 'cannot be used in a condition', zh: '不能用作条件' };
export const SUBJECTS: Text = {
  en: ': write applicant, department or form.<name or id of the widget>.',
  zh: '：请写 applicant、department 或 form.<控件的名称或 ID>。',
};
export const besideStage = (what: string): Text => ({
  en: `"${what}" cannot be combined with "stage": remove it, or make two entries.`,
  zh: `"${what}" 不能与 "stage" 一起使用：请删去，或拆成两个条目。`,
});

// Advice.

export const aboveLimit = (key: string, limit: number): Text => ({
  en: `"limits.${key}" is above ${limit}, which Feishu refuses to exceed: lower it, unless a private deployment allows more.`,
  zh: `"limits.${key}" 超过了飞书的上限 ${limit}：请调低，除非私有化部署允许更多。`,
});
export const SHORT_RETENTION: Text = {
  en: '"retention" is shorter than a day: a request that is reverted after that time gets a new card, and its old one stays as it is. Make it 1d or longer.',
  zh: '"retention" 不足一天：超过这个时长后被撤销的审批会另发一张新卡片，原卡片不再更新。请设为 1d 或更长。',
};
export const RINGS_NOBODY: Text = {
  en: '"urgent" buzzes the people whom the card mentions, and this one mentions nobody: write under "mention" whom: approvers or open ids (ou_…).',
  zh: '"urgent" 会加急卡片 @ 的人，而这张卡片没有 @ 任何人：请在 "mention" 中写明 approvers 或 open_id（ou_…）。',
};
/** `isStage`: the entries are for steps, not for statuses. */
export const neverUsed = (chat: string, isStage: boolean): Text => {
  const [en, zh] = isStage ? ['steps', '节点'] : ['statuses', '状态'];
  return {
    en: `"${chat}" is listed above for all these ${en} already, so this entry is never used: give the entries different ${en}, or remove one.`,
    zh: `"${chat}" 上面已经列出了所有这些${zh}，这个条目永远用不到：请让两个条目的${zh}不同，或删去一个。`,
  };
};
export const MENTION_ALONE: Text = {
  en: '"mention" reaches nobody else in a message to one person: remove it.',
  zh: '发给个人的消息里，"mention" 提醒不到其他人：请删去。',
};

// The folders of templates.

export const noTemplates = (folder: string): Text => ({
  en: `"templates" names "${folder}", but there is no such folder: create it, or remove the key.`,
  zh: `"templates" 写的是 "${folder}"，但没有这个文件夹：请新建，或删去这个键。`,
});
export const noTemplateFolder = (folder: string, path: string): Text => ({
  en: `"template" names the folder "${folder}", but there is no ${path} with templates in it: create it, or remove the key.`,
  zh: `"template" 写的是文件夹 "${folder}"，但没有含模板的 ${path}：请新建，或删去这个键。`,
});

/** The end of the calendar of China's working days: its last day, and whether it is past. */
export const calendarEndText = (
  ends: string,
  isOver: boolean,
): { readonly message: Text; readonly remedy: Text } => {
  const next = Number(ends.slice(0, 4)) + 1;
  return {
    message: {
      en:
        `The calendar of China's holidays and make-up workdays ${isOver ? 'ended' : 'ends'} on ${ends}: after it only ` +
        'weekends and the holidays fixed by statute are free.',
      zh: `中国节假日与调休日历${isOver ? '已于' : '将于'} ${ends} 到期：此后只有周末和法定固定节日算休息日。`,
    },
    remedy: {
      en:
        `Update approval-relay, or list the days of ${next} in "calendar.holidays" and "calendar.workdays", ` +
        'or in a file under "calendar.file".',
      zh: `请升级 approval-relay，或在 "calendar.holidays" 和 "calendar.workdays"（或 "calendar.file" 所指的文件）中列出 ${next} 年的日期。`,
    },
  };
};
