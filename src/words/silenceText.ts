import type { Text } from '../base/language.ts';

// Texts that `silence` prints, and those of `pending` about silences.

export const BOT_SILENT: Text = {
  en: 'The bot that works on this store has not answered: see its log, or stop it and run this command again.',
  zh: '正在使用该数据库的机器人没有响应：请查看它的日志，或停止它后再次运行本命令。',
};

export const BOT_DROPPED: Text = {
  en: 'The bot dropped the command: see its log, and try again.',
  zh: '机器人没有执行这条命令：请查看它的日志后重试。',
};

export const botFailed = (why: string): Text => ({
  en: `The bot could not do it (${why}): see its log, and try again.`,
  zh: `机器人未能执行（${why}）：请查看它的日志后重试。`,
});

export const SILENCE_HEAD: readonly Text[] = [
  { en: 'ID', zh: '编号' },
  { en: 'COVERS', zh: '范围' },
  { en: 'UNTIL', zh: '直到' },
  { en: 'STAND-IN', zh: '代办人' },
  { en: 'REASON', zh: '原因' },
  { en: 'BY', zh: '设置者' },
];

export const NO_SILENCES: Text = { en: 'No silence is in force.', zh: '目前没有生效中的暂缓催办。' };
export const BY_COMMAND: Text = { en: 'command', zh: '命令' };
export const UNTIL_STEP_ENDS: Text = { en: 'the step ends', zh: '该节点结束' };

/** What a silence covers. */
export const COVERS = {
  person: { en: 'person', zh: '人员' },
  approval: { en: 'approval', zh: '审批' },
  chat: { en: 'chat', zh: '会话' },
  instance: { en: 'instance', zh: '审批实例' },
} as const satisfies Readonly<Record<string, Text>>;

export const silenceAdded = (id: string, until: string): Text => ({
  en: `Silence ${id} is in force until ${until}. To end it: approval-relay silence end ${id}`,
  zh: `暂缓催办 ${id} 已生效，直到 ${until}。提前结束：approval-relay silence end ${id}`,
});

export const silenceEnded = (id: string): Text => ({
  en: `Silence ${id} has ended. The reminders that it deferred are re-checked within minutes.`,
  zh: `暂缓催办 ${id} 已结束。被它推迟的催办会在几分钟内重新判断。`,
});

export const noSuchSilence = (id: string): Text => ({
  en: `No silence ${id} is in force: see approval-relay silence list.`,
  zh: `没有生效中的暂缓催办 ${id}：用 approval-relay silence list 查看。`,
});

export const notWaiting = (instance: string): Text => ({
  en: `No request ${instance} waits, as far as the bot knows: copy its code from approval-relay pending --json.`,
  zh: `机器人没有找到等待中的申请 ${instance}：请从 approval-relay pending --json 中复制其代码。`,
});

export const SILENCE_ACTION: Text = {
  en: 'Say what to do: silence add, silence list, or silence end ID.',
  zh: 'silence 需要说明做什么：silence add、silence list 或 silence end 编号。',
};

export const SILENCE_NEEDS_ID: Text = {
  en: 'silence end needs an id: see approval-relay silence list.',
  zh: 'silence end 需要编号：用 approval-relay silence list 查看。',
};

/** What may be wrong with a new silence. The command line and the page each have their own texts. */
export interface SilenceFaults {
  /** It covers nothing, or several things. */
  readonly oneOf: Text;
  readonly standIn: Text;
  badPerson(field: 'person' | 'standIn', given: string): Text;
  badId(field: 'approval' | 'chat' | 'instance', given: string): Text;
  badUntil(given: string | undefined): Text;
  unknownApproval(approval: string): Text;
  unknownChat(chat: string): Text;
}

/** Those of the command line name its options. */
export const SILENCE_COMMAND_FAULTS: SilenceFaults = {
  oneOf: {
    en: 'silence add covers one thing: give one of --person, --approval, --chat and --instance.',
    zh: 'silence add 只针对一项：请给出 --person、--approval、--chat、--instance 之一。',
  },
  standIn: {
    en: '--stand-in says who is reminded instead of somebody: give --person, too, and a different one.',
    zh: '--stand-in 表示由谁代替某人接收催办：请同时给出 --person，且两者不能相同。',
  },
  badPerson(field, given) {
    const option = field === 'person' ? '--person' : '--stand-in';
    return {
      en: `${option} ${given} is not an open_id: write one such as ou_84983ff6516d731e5b5f68d4ea2e1da5.`,
      zh: `${option} ${given} 不是 open_id：请写成 ou_84983ff6516d731e5b5f68d4ea2e1da5 这样的。`,
    };
  },
  badId: (field, given) => ({
    en: `--${field} ${given} is not an id: copy it from approval-relay pending --json or from the configuration.`,
    zh: `--${field} ${given} 不是有效的 ID：请从 approval-relay pending --json 或配置中复制。`,
  }),
  badUntil: (given) =>
    given === undefined
      ? {
          en: 'silence add needs --until: a duration such as 3d, or a time such as "2026-12-01 09:00".',
          zh: 'silence add 需要 --until：时长（如 3d）或时间（如 "2026-12-01 09:00"）。',
        }
      : {
          en: `--until ${given} is neither a duration nor a future time: write 3d, 2026-12-01 or "2026-12-01 09:00".`,
          zh: `--until ${given} 不是时长，也不是将来的时间：请写成 3d、2026-12-01 或 "2026-12-01 09:00"。`,
        },
  unknownApproval: (approval) => ({
    en: `The approval ${approval} is not in the configuration, so nobody is reminded of it: check the code.`,
    zh: `审批 ${approval} 不在配置里，本来就不会催办：请检查 code。`,
  }),
  unknownChat: (chat) => ({
    en: `The configuration sends no reminders to ${chat}: check the id with approval-relay chats.`,
    zh: `配置中没有发往 ${chat} 的催办：请用 approval-relay chats 核对 ID。`,
  }),
};

/** In the table of `pending`. */
export const silencedUntil = (until: Text): Text => ({
  en: `silenced until ${until.en}`,
  zh: `暂缓催办，直到${until.zh}`,
});

/** In the table of `pending`. */
export const standsInText = (person: string): Text => ({
  en: `${person} stands in`,
  zh: `由 ${person} 代办`,
});
