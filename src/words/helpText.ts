import type { Text } from '../base/language.ts';

// Texts of `approval-relay --help` and `approval-relay COMMAND --help`.

export const PROGRAM: Text = {
  en: 'Relays Feishu and Lark approval status changes into group chats as interactive cards.',
  zh: '把飞书和 Lark 审批的状态变化以互动卡片的形式转发到群里。',
};

/** What each command does. */
export const SUMMARIES = {
  start: { en: 'run the bot until SIGTERM or SIGINT', zh: '运行机器人，直到收到 SIGTERM 或 SIGINT' },
  setup: {
    en: 'create the app, write the configuration, send a test card',
    zh: '创建应用、写好配置、发出测试卡片：从零开始接入',
  },
  doctor: {
    en: 'ask Feishu what works and what is missing, with a remedy for each finding',
    zh: '向飞书核对哪些正常、缺什么，并逐条给出解决办法',
  },
  chats: {
    en: 'list the groups that the bot is in, and what is relayed to them',
    zh: '列出机器人所在的群，以及转发到各群的审批',
  },
  try: { en: 'post a sample card, marked as a test', zh: '发送一张样例卡片，并标明是测试' },
  validate: {
    en: 'check the configuration and every template, offline',
    zh: '离线检查配置和全部模板',
  },
  preview: {
    en: 'render a card offline, with sample values or your own instance',
    zh: '离线渲染卡片，用样例数据或您自己的审批实例',
  },
  templates: {
    en: 'copy: put built-in templates into your own folder, to change them there',
    zh: 'copy：把内置模板复制到您自己的文件夹，在那里修改',
  },
  route: {
    en: 'explain which chats get an instance, and why; posts nothing',
    zh: '说明某个审批会转发到哪些会话、为什么；不发送任何内容',
  },
  pending: {
    en: 'list the open instances that the bot knows, longest waiting first',
    zh: '列出已知的进行中审批，等待最久的在前',
  },
  deliveries: {
    en: 'list what is sent, waiting or parked, with reason and remedy',
    zh: '列出已发送、等待中和被搁置的内容，以及原因和处理办法',
  },
  replay: {
    en: 'send parked deliveries and events again, with their current state',
    zh: '按当前状态重新发送被搁置的内容和事件',
  },
  discard: { en: 'end parked deliveries and events for good', zh: '彻底结束被搁置的内容和事件' },
  silence: {
    en: 'add, list or end: defer reminders for a while, or have a stand-in reminded',
    zh: 'add、list 或 end：在一段时间内暂缓催办，或改为催办代办人',
  },
  stats: {
    en: 'show where requests wait, and for how long: by approval, step and person',
    zh: '统计审批在哪里停留、停留多久：按审批、节点和审批人',
  },
  reconcile: { en: 'compare with Feishu, and relay what was missed', zh: '与飞书核对，补发漏掉的变化' },
  demo: {
    en: 'run the bot against a sandbox Feishu, with a page to try it',
    zh: '用沙盒飞书运行机器人，并打开一个可操作的页面',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** What each option does. */
export const OPTIONS = {
  config: {
    en: 'the configuration (default: $RELAY_CONFIG, or config/relay.yaml)',
    zh: '配置文件（默认：$RELAY_CONFIG，或 config/relay.yaml）',
  },
  lang: {
    en: 'zh or en: the language of the output (default: $RELAY_LANG, or $LANG)',
    zh: 'zh 或 en：输出的语言（默认：$RELAY_LANG，或 $LANG）',
  },
  statsSince: { en: 'of the last days, today included', zh: '最近多少天，包括今天' },
  csv: { en: 'print it for a spreadsheet', zh: '输出为电子表格（CSV）' },
  json: { en: 'print it as JSON', zh: '以 JSON 输出' },
  lark: { en: 'for Lark (larksuite.com) instead of Feishu', zh: '接入 Lark（larksuite.com），而不是飞书' },
  existing: {
    en: 'use an existing app, by its App ID and App Secret',
    zh: '使用已有的应用（需要 App ID 和 App Secret）',
  },
  domain: {
    en: 'the base URL of a private deployment, as in feishu.domain',
    zh: '私有化部署的地址，同配置中的 feishu.domain',
  },
  tryApproval: { en: 'with the name of this approval', zh: '用这个审批的名称' },
  approval: { en: 'as the configuration maps this approval', zh: '按配置中这个审批的规则' },
  chat: { en: 'as the configuration maps it to this chat', zh: '按配置中这个会话的规则' },
  template: { en: 'with the templates of this folder', zh: '用这个文件夹里的模板' },
  instance: {
    en: 'with this instance: the answer of get-instance, as JSON',
    zh: '用这个审批实例：“获取单个审批实例详情”返回的 JSON 文件',
  },
  routeApproval: {
    en: 'of this approval, with the values of the other options',
    zh: '这个审批，内容由其他选项给出',
  },
  status: { en: 'in this status (default: the one it is in)', zh: '处于这个状态时（默认：当前状态）' },
  field: {
    en: 'with this in the form; repeat it for more fields, or for more rows of a column',
    zh: '表单里的字段；可重复，用于更多字段或明细的更多行',
  },
  applicant: { en: 'submitted by this open_id or user_id', zh: '申请人的 open_id 或 user_id' },
  step: { en: 'while this step is open, by its name or id', zh: '正在处理的节点的名称或 ID' },
  department: { en: 'submitted for this department', zh: '申请所属的部门 ID' },
  locale: { en: 'in this language', zh: '卡片的语言' },
  kind: {
    en: 'what to show: the card (default), notice, reminder, summary or digest',
    zh: '渲染什么：card（默认）、notice、reminder、summary 或 digest',
  },
  previewStep: {
    en: 'the card of this step, by its name or id',
    zh: '这个节点的卡片（节点的名称或 ID）',
  },
  html: {
    en: 'write a page that draws the card, instead of its JSON',
    zh: '写成能看到卡片样子的网页，而不是输出 JSON',
  },
  gallery: {
    en: 'write pages with every card of a dozen sample approvals, in all languages or one',
    zh: '把十二个样例审批的全部卡片写成网页（所有语言，或 --locale 指定的一种）',
  },
  person: { en: 'defer reminders to this person (open_id)', zh: '对这个人（open_id）暂缓催办' },
  standIn: {
    en: 'remind this person instead, on behalf of the other',
    zh: '改为催办这个人，并注明代谁处理',
  },
  silencedApproval: { en: 'defer reminders of this approval', zh: '对这个审批暂缓催办' },
  silencedChat: { en: 'defer reminders in this chat', zh: '在这个会话里暂缓催办' },
  silencedInstance: { en: 'defer reminders of this instance', zh: '对这个审批实例暂缓催办' },
  until: {
    en: 'a duration of calendar time such as 3d, or a time such as "2026-12-01 09:00"',
    zh: '自然时长（如 3d），或时间（如 "2026-12-01 09:00"）',
  },
  reason: { en: 'why; shown in the list', zh: '原因，供查看列表的人参考' },
  since: {
    en: 'list instances created since then, such as 7d, instead of since the last run',
    zh: '列出这段时间内创建的实例（如 7d），而不是上次核对之后的',
  },
  openOnly: {
    en: 'look up only the open instances that the bot knows',
    zh: '只查看已知的进行中实例',
  },
  adopt: {
    en: 'record pending requests without posting; reminders for them start now',
    zh: '只记录正在等待的审批而不发卡片，从现在起对它们催办',
  },
  dryRun: {
    en: 'change nothing, and print what would be relayed',
    zh: '什么都不改，只显示会转发什么',
  },
  listChat: { en: 'only what goes to this chat', zh: '只列出发往这个会话的' },
  listInstance: { en: 'only what is about this instance', zh: '只列出关于这个审批实例的' },
  listSince: {
    en: 'nothing older, such as 12h (default: 7d for finished rows, all that wait or are parked)',
    zh: '不列出更早的，如 12h（默认：已结束的 7d，等待中和搁置的全部列出）',
  },
  listState: { en: 'sent, waiting, parked or suppressed', zh: 'sent、waiting、parked 或 suppressed' },
  parked: {
    en: 'all parked rows, except those that may have arrived (outcome-unknown)',
    zh: '全部被搁置的，但不包括可能已送达的（outcome-unknown）',
  },
  parkedReason: {
    en: 'with --parked: only for this reason, such as chat-closed',
    zh: '与 --parked 一起：只处理这个原因的，如 chat-closed',
  },
  parkedChat: { en: 'with --parked: only for this chat', zh: '与 --parked 一起：只处理这个会话的' },
  yes: {
    en: 'also those of unknown outcome: somebody has checked that they are missing in the chat',
    zh: '也包括结果未知的：已有人确认群里没有',
  },
  sent: { en: 'as sent: somebody has seen them in the chat', zh: '标记为已发送：已有人在群里看到' },
  port: { en: 'the port of the page', zh: '页面的端口' },
  keep: { en: 'leave the data folder behind', zh: '结束后保留数据文件夹' },
  help: { en: 'show this help', zh: '显示帮助' },
  version: { en: 'show the version', zh: '显示版本' },
} as const satisfies Readonly<Record<string, Text>>;

/** The headings and notes of commander's own help, by the English ones. */
export const HEADINGS: Readonly<Record<string, Text>> = {
  'Usage:': { en: 'Usage:', zh: '用法：' },
  'Arguments:': { en: 'Arguments:', zh: '参数：' },
  'Options:': { en: 'Options:', zh: '选项：' },
  'Commands:': { en: 'Commands:', zh: '命令：' },
};

export const HELP_COMMAND: Text = { en: 'show the help of a command', zh: '显示某个命令的帮助' };

export const AFTER_ERROR: Text = {
  en: '(run approval-relay --help for the commands)',
  zh: '（运行 approval-relay --help 查看所有命令）',
};

/** Chinese texts of commander's errors, by its code. English keeps commander's own. */
export const USAGE_ERRORS = {
  'commander.unknownCommand': (named: string): string => `没有 ${named} 这个命令`,
  'commander.unknownOption': (named: string): string => `没有 ${named} 这个选项`,
  'commander.missingArgument': (named: string): string => `缺少参数 ${named}`,
  'commander.excessArguments': (): string => '参数太多',
  'commander.optionMissingArgument': (named: string): string => `选项 ${named} 后面缺少值`,
} as const satisfies Readonly<Record<string, (named: string) => string>>;

/** What commander asks after an error: one of these may have been meant. */
export const MEANT = (names: string): string => `（是不是 ${names}？）`;

export const BAD_LANGUAGE = (given: string): Text => ({
  en: `--lang ${given} is not known: give zh or en.`,
  zh: `--lang ${given} 无法识别：请写 zh 或 en。`,
});
