import type { Text } from '../base/language.ts';

// Texts that `demo` prints.

export const notPort = (given: string): Text => ({
  en: `--port ${given} is not a port: give a number from 0 to 65535.`,
  zh: `--port ${given} 不是端口：请写 0 到 65535 之间的数字。`,
});
export const demoOpen = (url: string): Text => ({
  en: `\n  Approval Relay plays with a sandbox Feishu. Open ${url}\n  Ctrl-C ends it.\n`,
  zh: `\n  Approval Relay 正在与沙盒飞书一起运行。请打开 ${url}\n  按 Ctrl-C 结束。\n`,
});
export const folderKept = (folder: string): Text => ({
  en: `  The data folder is ${folder}`,
  zh: `  数据文件夹：${folder}`,
});
