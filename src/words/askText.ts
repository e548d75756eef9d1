import type { Text } from '../base/language.ts';

// Messages of commands that ask the running bot.

export const dropped = (command: string): Text => ({
  en: `${command}: the bot dropped the command: see its log, and try again.`,
  zh: `${command}：机器人丢弃了这条命令：请查看它的日志，然后重试。`,
});

export const notTakenUp = (command: string): Text => ({
  en:
    `${command}: the bot that works on this store has not started it for a minute: see its log, or stop it ` +
    'and run this command again.',
  zh: `${command}：正在使用这个存储的机器人一分钟内没有受理：请查看它的日志，或停止它后再运行此命令。`,
});

export const stoppedHalfway = (command: string, kept: Text): Text => ({
  en:
    `${command}: the bot stopped before it was done, and no other works on this store: ${kept.en}, and the rest is ` +
    'withdrawn. Run this command again, or start the bot and see its log.',
  zh: `${command}：机器人中途停止，且没有其他机器人在使用这个存储：${kept.zh}，其余已撤回。请再次运行此命令，或启动机器人并查看日志。`,
});

export const FOUND_IS_KEPT: Text = { en: 'what it found is kept', zh: '已找到的内容已保留' };
export const MOVED_IS_DONE: Text = {
  en: 'the rows that it changed stay changed',
  zh: '已处理的行保持处理后的状态',
};

export const ANOTHER_WORKS: Text = {
  en: 'store: another process works on it now: run this command again to ask that process.',
  zh: '存储：现在有另一个进程在使用：请再次运行此命令，会由它来执行。',
};
