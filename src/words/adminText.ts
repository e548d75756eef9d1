import type { Text } from '../base/language.ts';

// Texts of every operators' page: its frame, the sign-in, errors.

export const ADMIN_TITLE: Text = { en: 'Operators', zh: '运维' };

/** The pages, by their names in the menu. */
export const ADMIN_PAGES = {
  now: { en: 'Now', zh: '当前状态' },
  deliveries: { en: 'Deliveries', zh: '发送记录' },
  waiting: { en: 'Waiting', zh: '待审批' },
  stats: { en: 'Figures', zh: '统计' },
  chats: { en: 'Chats', zh: '会话' },
  configuration: { en: 'Configuration', zh: '配置' },
} as const satisfies Readonly<Record<string, Text>>;

export const FRAME = {
  skip: { en: 'Skip to the content', zh: '跳到正文' },
  menu: { en: 'Pages', zh: '页面' },
  otherLanguage: { en: '中文', zh: 'English' },
  theme: { en: 'Light or dark', zh: '切换明暗' },
  signOut: { en: 'Sign out', zh: '退出' },
  offline: {
    en: 'Connection lost. This page may be out of date; reconnecting.',
    zh: '连接已断开：页面内容可能已过时，正在重试。',
  },
  worker: { en: 'Active', zh: '本进程负责发送' },
  standby: { en: 'Standby', zh: '本进程为备用' },
} as const satisfies Readonly<Record<string, Text>>;

export const SIGN_IN = {
  title: { en: 'Sign in', zh: '登录' },
  token: { en: 'Token', zh: '令牌' },
  where: {
    en: 'It is server.adminToken in the configuration.',
    zh: '令牌是配置中的 server.adminToken。',
  },
  go: { en: 'Sign in', zh: '登录' },
} as const satisfies Readonly<Record<string, Text>>;

/** Why a sign-in failed. The form shows nothing more than this. */
export const REFUSED = {
  unknown: { en: '', zh: '' },
  'wrong-token': { en: 'Wrong token.', zh: '令牌不正确。' },
  'too-many': {
    en: 'Too many wrong tokens from this address. Wait a minute.',
    zh: '此地址提交错误令牌的次数过多，请一分钟后再试。',
  },
  'store-away': {
    en: 'Wrong token. (The store does not answer.)',
    zh: '令牌不正确。（存储暂时没有响应。）',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** When something could not be shown or done. */
export const TROUBLE = {
  title: { en: 'This did not work', zh: '操作未完成' },
  notFound: { en: 'There is no such page.', zh: '没有这个页面。' },
  foreignForm: {
    en: 'This form belongs to another session, so nothing was changed. Reload the page and try again.',
    zh: '此表单不属于当前会话，未做任何更改。请重新打开页面后再试。',
  },
  storeAway: {
    en: 'The store does not answer, so this page cannot be shown. Reload it to try again.',
    zh: '存储暂时没有响应，无法显示此页面。请稍后刷新。',
  },
  failed: {
    en: 'Something went wrong; the log says what.',
    zh: '出错了，详情见日志。',
  },
  back: { en: 'Back', zh: '返回' },
} as const satisfies Readonly<Record<string, Text>>;
