/** The developer console, in the middle of a sentence. */
export const CONSOLE = {
  en: 'in the developer console (open.feishu.cn/app or open.larksuite.com/app)',
  zh: '开发者后台（open.feishu.cn/app 或 open.larksuite.com/app）',
};
/** Nothing works without this; the end of a sentence. */
export const PUBLISH = {
  en: 'and publish a new version under "Version Management & Release"',
  zh: '并在“版本管理与发布”中发布新版本',
};
