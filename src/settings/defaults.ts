import { STATUSES } from '../approval/status.ts';
import type {
  ChatEntry,
  FeishuSettings,
  HookSettings,
  ReconcileSettings,
  ReminderSettings,
  Settings,
} from './settings.ts';

// Every default of the configuration, by section. docs/configuration.md lists them all.

const DAY_MS = 86_400_000;

/** Of the top level. */
export const DEFAULTS: Omit<Settings, 'file' | 'feishu' | 'approvals'> = {
  server: { host: '0.0.0.0', port: 3000, adminToken: '', trustedProxies: [] },
  store: { kind: 'sqlite', path: 'data/relay.db' },
  timezone: 'Asia/Shanghai',
  locale: 'zh-CN',
  templates: 'templates',
  retentionMs: 90 * DAY_MS,
  // Below PLATFORM_LIMITS: all bots of a chat share its limit.
  limits: { chatPerSecond: 4, appPerSecond: 45, appPerMinute: 900, foldAbove: 20 },
  log: { level: 'info' },
  defaultFields: { hide: [], mask: [], show: [] },
  hooks: [],
  stats: { people: false },
  calendar: { holidays: [], workdays: [] },
};

/** What Feishu allows for messages (open.feishu.cn/document/server-docs/im-v1/message/create). */
export const PLATFORM_LIMITS = { chatPerSecond: 5, appPerSecond: 50, appPerMinute: 1000 } as const;

/** Of `feishu`; `domain` is `feishu`, which decides `appLink`. */
export const FEISHU_DEFAULTS = { events: 'webhook', encryptKey: '', verificationToken: '' } as const;

/** The values of `domain` (open.feishu.cn/document, "Base URL"; node-sdk `Domain`). */
export const CLOUDS = {
  feishu: { baseUrl: 'https://open.feishu.cn', brand: 'feishu' },
  lark: { baseUrl: 'https://open.larksuite.com', brand: 'lark' },
} as const satisfies Record<string, Pick<FeishuSettings, 'baseUrl' | 'brand'>>;

/** open.feishu.cn/document/applink-protocol/supported-protocol/open-an-approval-page; the Lark host is its sibling. */
export const APP_LINKS: Readonly<Record<FeishuSettings['brand'], string>> = {
  feishu: 'https://applink.feishu.cn',
  lark: 'https://applink.larksuite.com',
};

/** Of a hook. */
export const HOOK_DEFAULTS: Pick<HookSettings, 'statuses' | 'approvals' | 'allowPrivate'> = {
  statuses: STATUSES,
  approvals: [],
  allowPrivate: false,
};

/** Of a chat entry; its locale is the global one. */
export const CHAT_DEFAULTS: Omit<ChatEntry, 'chat' | 'locale'> = {
  statuses: STATUSES,
  when: [],
  mode: 'live',
  notice: 'final',
  template: '',
  mention: [],
  fields: { hide: [], mask: [], show: [] },
};

/** What `reminders: {}` means. */
export const REMINDER_DEFAULTS: ReminderSettings = {
  schedule: '*/10 * * * *',
  after: { amount: 1, unit: 'd', ms: DAY_MS },
  every: { amount: 1, unit: 'd', ms: DAY_MS },
  max: 3,
  mention: ['approvers'],
  calendar: 'china',
  hours: { startMinute: 9 * 60, endMinute: 18 * 60 },
  as: 'cards',
  perChatPerDay: 20,
  escalate: [],
};

/** Of a step of `reminders.escalate`. */
export const ESCALATION_DEFAULTS = { mention: [] as readonly string[], urgent: false };

/** Of `reminders.digest`: at nine on every working day of the calendar. */
export const DIGEST_DEFAULTS = { schedule: '0 9 * * *', min: 1, weekly: false };

/** Of `reconcile`. */
export const RECONCILE_DEFAULTS: ReconcileSettings = {
  schedule: '17 */6 * * *',
  lookbackMs: 7 * DAY_MS,
  requestsPerHour: 600,
  requestsPerMonth: 2_000,
};
