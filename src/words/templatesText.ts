import type { Text } from '../base/language.ts';

// Texts that `templates copy` prints.

export const notAnAction = (given: string): Text => ({
  en: `templates ${given} is unknown: write approval-relay templates copy [NAME …].`,
  zh: `templates ${given} 不存在：请用 approval-relay templates copy [名称 …]。`,
});

export const noTemplate = (given: string, names: readonly string[]): Text => ({
  en: `There is no built-in template "${given}": use one of ${names.join(', ')}.`,
  zh: `没有名为 ${given} 的内置模板，可用的有：${names.join('、')}。`,
});

export const sameFolder = (folder: string): Text => ({
  en: `${folder} contains the built-in templates themselves: name your own folder with "templates" in the configuration.`,
  zh: `${folder} 就是内置模板所在的文件夹：请在配置的 templates 中写您自己的文件夹。`,
});

export const notCopied = (file: string, why: string): Text => ({
  en: `${file} cannot be written (${why}): check the folder and its permissions.`,
  zh: `无法写入 ${file}（${why}）：请检查该文件夹及其写权限。`,
});

export const copied = (file: string): Text => ({ en: `${file}: copied.`, zh: `${file}：已复制。` });

export const kept = (file: string): Text => ({
  en: `${file}: exists already, and was not changed.`,
  zh: `${file}：已存在，保持不变。`,
});
