import type { Text } from '../base/language.ts';
import { SCOPE_RIGHTS } from './scopeText.ts';

// Findings of `doctor`. Each is one line; the remedy is below it.

export const NETWORK = {
  reached: (url: string): Text => ({ en: `${url} is reached.`, zh: `可以连接 ${url}。` }),
  unreached: (url: string, why: Text): Text => ({
    en: `${url} cannot be reached: ${why.en}.`,
    zh: `无法连接 ${url}：${why.zh}。`,
  }),
  through: (proxy: string): Text => ({
    en: `Feishu is asked through the proxy ${proxy}.`,
    zh: `经代理 ${proxy} 访问飞书。`,
  }),
  direct: { en: 'Feishu is asked directly, without a proxy.', zh: '直接访问飞书，未使用代理。' },
  notAsked: {
    en: 'Feishu answers nothing else: scopes, approvals and groups are not checked.',
    zh: '无法向飞书核对其余各项：权限、审批和群都没有检查。',
  },
} as const;

export const APP = {
  credentials: (name: string): Text => ({
    en: `Feishu accepts the credentials of the app ${name}.`,
    zh: `飞书接受应用 ${name} 的凭证。`,
  }),
  refused: (why: Text): Text => ({
    en: `Feishu refuses the app's credentials: ${why.en}.`,
    zh: `飞书拒绝了应用凭证：${why.zh}。`,
  }),
  disabled: (why: Text): Text => ({
    en: `The app is not enabled: ${why.en}.`,
    zh: `应用未启用：${why.zh}。`,
  }),
  elsewhere: (cloud: 'Feishu' | 'Lark'): Text => ({
    en: `The app belongs to ${cloud}: feishu.domain names the other cloud.`,
    zh: `这是${cloud === 'Lark' ? ' Lark ' : '飞书'}的应用：feishu.domain 写的是另一边。`,
  }),
  setDomain: (domain: string): Text => ({
    en: `Write "domain: ${domain}" under "feishu" in the configuration.`,
    zh: `请在配置的 feishu 下写 domain: ${domain}。`,
  }),
  ip: (why: Text): Text => ({
    en: `Feishu refuses the address of this machine: ${why.en}.`,
    zh: `飞书拒绝了本机的 IP：${why.zh}。`,
  }),
  bot: { en: 'The bot ability is on.', zh: '机器人能力已开启。' },
  noBot: {
    en: 'The app has no bot: no card can be sent.',
    zh: '应用没有机器人能力：无法发送卡片。',
  },
  botDisabled: {
    en: 'The bot is not enabled in the tenant: no card can be sent.',
    zh: '机器人在租户内未启用：无法发送卡片。',
  },
  failed: (what: Text, why: Text): Text => ({
    en: `${what.en} cannot be checked: ${why.en}.`,
    zh: `无法检查${what.zh}：${why.zh}。`,
  }),
} as const;

export const WHAT = {
  bot: { en: 'The bot ability', zh: '机器人能力' },
  scopes: { en: 'Scopes', zh: '权限' },
  versions: { en: 'Versions and events', zh: '版本和事件' },
  approval: (name: string): Text => ({ en: `The approval ${name}`, zh: `审批 ${name}` }),
  chat: (name: string): Text => ({ en: `The group ${name}`, zh: `群 ${name}` }),
} as const;

export const SCOPES = {
  granted: (scope: string, right: Text): Text => ({
    en: `${scope} is granted: ${right.en}.`,
    zh: `已开通 ${scope}：${right.zh}。`,
  }),
  missing: (scopes: readonly string[], cost: Text): Text => ({
    en: `${scopes.join(' or ')} is not granted: ${cost.en}.`,
    zh: `未开通 ${scopes.join(' 或 ')}：${cost.zh}。`,
  }),
  ask: {
    en: 'Add it by this link, and publish a new version; an administrator may have to agree.',
    zh: '请打开此链接开通，然后发布新版本；可能需要管理员审核。',
  },
} as const;

export const EVENTS = {
  published: (version: string): Text => ({
    en: `Version ${version} of the app is published.`,
    zh: `应用版本 ${version} 已发布。`,
  }),
  underReview: (version: string): Text => ({
    en: `Version ${version} waits for an administrator: what is new in it does not work yet.`,
    zh: `版本 ${version} 正在等待管理员审核：其中的新内容尚未生效。`,
  }),
  review: {
    en: 'Ask an administrator of the tenant to agree to it.',
    zh: '请租户管理员审核通过。',
  },
  noVersion: {
    en: 'Feishu lists no published version, so events cannot be checked. Without one nothing works.',
    zh: '飞书没有返回已发布的版本，因此无法检查事件。未发布版本时一切都不会生效。',
  },
  publish: {
    en: 'Check under "Version Management & Release" that a version is published, or create one.',
    zh: '请在“版本管理与发布”中确认已发布版本，或创建一个。',
  },
  added: (event: string): Text => ({
    en: `The event ${event} is added.`,
    zh: `已添加事件 ${event}。`,
  }),
  notAdded: (event: string, cost: Text): Text => ({
    en: `The event ${event} is not added: ${cost.en}.`,
    zh: `未添加事件 ${event}：${cost.zh}。`,
  }),
  add: {
    en: 'Add it under "Events & Callbacks" > "Event Configuration", and publish a new version.',
    zh: '请在“事件与回调 > 事件配置”中添加，并发布新版本。',
  },
  notKnown: {
    en: 'Which events are added cannot be checked: Feishu does not say.',
    zh: '无法检查添加了哪些事件：飞书没有返回。',
  },
  seeEvents: {
    en: 'Check that "Events & Callbacks" > "Event Configuration" lists approval_instance and approval_task.',
    zh: '请在“事件与回调 > 事件配置”中确认有 approval_instance 和 approval_task。',
  },
  needsScope: {
    en: 'Which events are added cannot be checked without the scope application:application:self_manage.',
    zh: '没有权限 application:application:self_manage，无法检查添加了哪些事件。',
  },
  costs: {
    approval_instance: SCOPE_RIGHTS.hear.cost,
    approval_task: {
      en: 'cards show who is next only when the approval itself changes',
      zh: '只有审批本身变化时，卡片才会更新“等待谁”',
    },
    'im.chat.member.bot.added_v1': SCOPE_RIGHTS.joined.cost,
    'im.chat.member.bot.deleted_v1': {
      en: 'the bot notices only with its next card that it was removed from a group, and welcomes no group twice',
      zh: '机器人被移出群后，要到发送下一张卡片时才会发现，重新入群时也不会再次欢迎',
    },
    'im.message.receive_v1': SCOPE_RIGHTS.messages.cost,
  },
  mode: (isWebhook: boolean): Text =>
    isWebhook
      ? {
          en: 'The configuration takes events by webhook. How Feishu sends them cannot be checked.',
          zh: '配置为通过 webhook 接收事件。飞书侧的推送方式无法检查。',
        }
      : {
          en: 'The configuration takes events over the long connection. How Feishu sends them cannot be checked.',
          zh: '配置为通过长连接接收事件。飞书侧的推送方式无法检查。',
        },
  seeMode: (isWebhook: boolean): Text =>
    isWebhook
      ? {
          en: 'Check under "Events & Callbacks" that "Send notifications to developer\'s server" is chosen, with the address of /webhook/event.',
          zh: '请在“事件与回调”中确认订阅方式是“将事件发送至开发者服务器”，地址指向 /webhook/event。',
        }
      : {
          en: 'Check under "Events & Callbacks" that "Receive events through persistent connection" is chosen; Feishu saves it only while the bot runs.',
          zh: '请在“事件与回调”中确认订阅方式是“使用长连接接收事件”；只有机器人在运行时飞书才允许保存。',
        },
  lastPushed: (at: string): Text => ({
    en: `Feishu pushed the last change at ${at}.`,
    zh: `飞书最近一次推送审批变化：${at}。`,
  }),
  neverPushed: (at: string | undefined): Text =>
    at === undefined
      ? { en: 'No event has come in yet.', zh: '还没有收到过任何事件。' }
      : {
          en: `Feishu has pushed no change yet; the last event came at ${at}.`,
          zh: `飞书还没有推送过审批变化；最近一次收到事件：${at}。`,
        },
  seePushed: {
    en: 'Start the bot and submit a request of a mapped approval. If nothing comes: console > "Log Search" > "Event Logs".',
    zh: '请启动机器人并提交一条已配置的审批。如果收不到：开发者后台 > “日志检索” > “事件日志”。',
  },
} as const;

export const VERDICT = {
  well: (checks: number): Text => ({
    en: `All is well: ${checks} checks.`,
    zh: `一切正常：共检查 ${checks} 项。`,
  }),
  noneBlocks: (checks: number): Text => ({
    en: `${checks} checks: nothing keeps cards from arriving.`,
    zh: `共检查 ${checks} 项：没有会阻止卡片送达的问题。`,
  }),
  blocks: (findings: number): Text => ({
    en: `${findings} ${findings === 1 ? 'finding (✗) keeps' : 'findings (✗) keep'} cards from arriving.`,
    zh: `有 ${findings} 个问题（✗）会阻止卡片送达。`,
  }),
} as const;
