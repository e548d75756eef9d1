import type { Text } from '../base/language.ts';

// Messages of several commands.

export const MISTAKE: Text = {
  en: 'this is a bug in the program; please report it with the lines below.',
  zh: '程序本身出错了；请附上下面的内容反馈给我们。',
};

/** The database of the configuration cannot be reached, or cannot be read or written now. */
export const storeAway = (why: string): Text => ({
  en: `store: the database does not answer (${why}): check that it runs and can be reached, then try again.`,
  zh: `存储：数据库没有响应（${why}）：请确认它在运行且可以访问，然后重试。`,
});

/** Its user may not use the tables. */
export const storeRefuses = (why: string): Text => ({
  en: `store: PostgreSQL refuses what was asked (${why}): let this user read, create and change tables there, or write the bot's own user under "store" in the configuration.`,
  zh: `存储：PostgreSQL 拒绝了请求（${why}）：请允许该用户在其中读取、创建和修改表，或在配置的 "store" 中写机器人自己的用户。`,
});

export const cannotPrint = (why: string): Text => ({
  en: `standard output cannot be written (${why}): send it elsewhere.`,
  zh: `无法写入标准输出（${why}）：请把输出转到别处。`,
});

/** Feishu refused what a command needs, and what to do about it. */
export const refusedByFeishu = (what: Text, why: Text, remedy: Text): Text => ({
  en: `${what.en}: ${why.en}. ${remedy.en}`,
  zh: `${what.zh}：${why.zh}。${remedy.zh}`,
});

export const notMapped = (approval: string): Text => ({
  en: `--approval ${approval} is not in the configuration: copy its code from there.`,
  zh: `--approval ${approval} 不在配置里：请从配置中复制审批的 code。`,
});

export const notAStatus = (given: string, known: readonly string[]): Text => ({
  en: `${given} is not a status: give one of ${known.join(', ')}.`,
  zh: `没有 ${given} 这个状态：请从 ${known.join('、')} 中选一个。`,
});

export const badSince = (given: string): Text => ({
  en: `--since ${given} is not a duration: write one such as 12h or 7d.`,
  zh: `--since ${given} 不是有效的时长：请写成 12h 或 7d 这样。`,
});
