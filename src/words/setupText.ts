import type { Text } from '../base/language.ts';

// What `setup` prints and asks.

export const NO_TERMINAL: Text = {
  en: 'setup asks questions and needs a terminal: run it in one, or follow docs/connect.md by hand.',
  zh: 'setup 需要在终端里回答问题：请在终端中运行，或按 docs/zh-CN/connect.md 手动配置。',
};

export const STOPPED: Text = {
  en: 'setup was stopped. Run it again: it continues from here.',
  zh: 'setup 已中断。再次运行会从这里继续。',
};

export const YES: Text = { en: 'Yes', zh: '是' };
export const NO: Text = { en: 'No', zh: '否' };
/** After a question with a list of answers. */
export const HOW_TO_CHOOSE: Text = { en: '↑/↓ to navigate, Enter to confirm', zh: '↑/↓ 选择，回车确认' };

export const TWO_WAYS: Text = {
  en: '--domain needs --existing: an app at a private deployment is created in its own console.',
  zh: '--domain 需要和 --existing 一起使用：私有化部署的应用要在它自己的开发者后台创建。',
};

export const APP = {
  goOn: (appId: string): Text => ({
    en: `.env has the app ${appId}, and Feishu accepts its credentials. Continue with it?`,
    zh: `.env 里有应用 ${appId}，飞书接受它的凭证。继续使用它吗？`,
  }),
  refused: (why: Text): Text => ({
    en: `Feishu does not accept these credentials: ${why.en}.`,
    zh: `飞书不接受这组凭证：${why.zh}。`,
  }),
  id: {
    en: 'App ID (developer console > "Credentials & Basic Info")',
    zh: 'App ID（开发者后台 > “凭证与基础信息”）',
  },
  badId: {
    en: 'An App ID is cli_ followed by 16 hexadecimal digits (0-9, a-f).',
    zh: 'App ID 以 cli_ 开头，后面是 16 位十六进制数字（0-9、a-f）。',
  },
  secret: { en: 'App Secret (the same page)', zh: 'App Secret（在同一页）' },
  empty: { en: 'It is empty: copy it from the console.', zh: '内容为空：请从开发者后台复制。' },
  scan: {
    en: 'Scan this code with Feishu or Lark on your phone, or open the link below it, and agree to create the app:',
    zh: '请用手机上的飞书扫描二维码，或打开下面的链接，并同意创建应用：',
  },
  narrow: {
    en: 'The terminal is too narrow for the QR code. Open this link, and agree to create the app:',
    zh: '终端太窄，放不下二维码。请打开此链接，并同意创建应用：',
  },
  made: (appId: string): Text => ({
    en: `The app ${appId} is ready. Its credentials are in .env, which only you can read.`,
    zh: `应用 ${appId} 已就绪。凭证已写入 .env，仅您本人可读。`,
  }),
  notMade: (why: string): Text => ({
    en: `No app was created: ${why}. Run setup again, or use an existing app: approval-relay setup --existing.`,
    zh: `应用没有创建成功：${why}。请重新运行 setup，或使用已有的应用：approval-relay setup --existing。`,
  }),
  denied: { en: 'the request was refused on the phone', zh: '在手机上被拒绝' },
  expired: { en: 'nobody scanned the code in time', zh: '二维码已过期' },
} as const;

export const SCOPES = {
  all: { en: 'All scopes that are needed are granted.', zh: '所需权限都已开通。' },
  missing: (scopes: readonly string[], link: string): Text => ({
    en: `These scopes are not granted yet: ${scopes.join(', ')}.\nAsk for them here, then create and publish a version: ${link}`,
    zh: `以下权限尚未开通：${scopes.join('、')}。\n请在此页面开通，然后创建并发布版本：${link}`,
  }),
  unknown: (why: Text): Text => ({
    en: `Which scopes are granted cannot be checked: ${why.en}.`,
    zh: `无法检查已开通的权限：${why.zh}。`,
  }),
  next: { en: 'How do you want to continue?', zh: '接下来？' },
  again: { en: 'Done: check again', zh: '已开通，重新检查' },
  code: { en: 'Add them to the app by QR code', zh: '扫码为应用添加权限' },
  later: { en: 'Later: continue without them', zh: '稍后处理，先继续' },
} as const;

export const APPROVAL = {
  which: {
    en: 'Which approval? Paste its address from the approval admin, or its code. Empty: wait for the next request',
    zh: '要转发哪个审批？请粘贴审批管理后台中该审批的地址，或审批的 code。留空：等待下一条审批',
  },
  noCode: {
    en: 'There is no code in it. Open the approval in the approval admin and copy the address: it contains definitionCode=…',
    zh: '其中没有审批的 code。请在审批管理后台打开该审批并复制地址：其中有 definitionCode=…',
  },
  found: (name: string): Text => ({ en: `Found: ${name}.`, zh: `已找到：${name}。` }),
  refused: (why: Text, remedy: Text): Text => ({
    en: `Feishu does not show this approval: ${why.en}. ${remedy.en}`,
    zh: `飞书没有返回这个审批：${why.zh}。${remedy.zh}`,
  }),
} as const;

export const HEAR = {
  webhook: {
    en: 'The configuration receives events by webhook, so setup cannot wait for one. Paste the address or the code.',
    zh: '配置通过 webhook 接收事件，setup 无法在此等待。请粘贴地址或 code。',
  },
  anotherBot: {
    en: 'A bot already works on this store, and a second connection would take events away from it. Paste the address or the code.',
    zh: '已有机器人在使用这个存储，再开一个连接会抢走它的事件。请粘贴地址或 code。',
  },
  waiting: (link: string): Text => ({
    en: `Connected to Feishu. Submit a request now, or decide one; events come only for approvals that this app is subscribed to. While this waits, you can choose "Receive events through persistent connection" here: ${link}\nWaiting for ten minutes …`,
    zh: `已连接飞书。请现在提交或处理一条审批；只能收到本应用已订阅的审批。等待期间，可以在此页面选择“使用长连接接收事件”：${link}\n最多等待十分钟 ……`,
  }),
  none: {
    en: 'No change of an approval came within ten minutes. Paste the address or the code.',
    zh: '十分钟内没有收到任何审批变化。请粘贴地址或 code。',
  },
} as const;

export const WAITING = {
  nothing: (days: number): Text => ({
    en: `No request of the last ${days} days is pending.`,
    zh: `近 ${days} 天提交的审批都已处理完。`,
  }),
  these: (count: number, days: number): Text => ({
    en: `${count} ${count === 1 ? 'request' : 'requests'} of the last ${days} days ${count === 1 ? 'is' : 'are'} pending:`,
    zh: `近 ${days} 天提交的审批中，有 ${count} 条正在等待：`,
  }),
  head: {
    en: ['NUMBER', 'SINCE', 'WAITING FOR', 'STEP'],
    zh: ['编号', '等待自', '等待', '节点'],
  },
  unknown: (why: Text): Text => ({
    en: `Pending requests cannot be listed now: ${why.en}. Later: npx approval-relay reconcile --since 7d --adopt`,
    zh: `暂时无法查询正在等待的审批：${why.zh}。之后可以运行：npx approval-relay reconcile --since 7d --adopt`,
  }),
  adopt: {
    en: 'Send reminders about them from now on? (No card is posted about them now.)',
    zh: '从现在起也催办这些审批吗？（现在不会为它们发卡片。）',
  },
  adopted: (count: number): Text =>
    count === 0
      ? { en: 'They are already recorded.', zh: '这些审批之前已经记录。' }
      : {
          en: `${count} ${count === 1 ? 'request is' : 'requests are'} recorded: reminders begin when the bot runs.`,
          zh: `已记录 ${count} 条审批：机器人运行后开始催办。`,
        },
  later: {
    en: 'They were not recorded. Later: npx approval-relay reconcile --since 7d --adopt',
    zh: '未作记录。之后可以运行：npx approval-relay reconcile --since 7d --adopt',
  },
} as const;

export const CHAT = {
  which: { en: 'Which group should the cards go to?', zh: '卡片发到哪个群？' },
  another: { en: 'Another group: I will add the bot to it now', zh: '其他群：我现在把机器人拉进去' },
  add: (bot: string): Text => ({
    en: `Add the bot to the group: group settings > "Bots" > "Add Bot" > ${bot}. Waiting for it …`,
    zh: `请把机器人拉进群：群设置 > “群机器人” > “添加机器人” > ${bot}。正在等待 ……`,
  }),
  joined: (name: string): Text => ({ en: `The bot is in ${name}.`, zh: `机器人已加入 ${name}。` }),
  notSeen: {
    en: 'The bot was not added to a group within ten minutes. Run setup again: it continues from here.',
    zh: '十分钟内机器人没有被拉进任何群。再次运行 setup 会从这里继续。',
  },
  asking: { en: 'The groups could not be listed', zh: '无法列出群' },
} as const;

export const CONFIG = {
  /** The first line of a new file. */
  made: {
    en: '# Made by "approval-relay setup". docs/configuration.md explains every key.',
    zh: '# 由 approval-relay setup 生成。每个键的含义见 docs/zh-CN/configuration.md。',
  },
  written: (file: string): Text => ({ en: `${file} is written.`, zh: `已写入 ${file}。` }),
  has: (file: string): Text => ({
    en: `${file} already relays it: nothing was changed.`,
    zh: `${file} 里已有这条转发：没有改动。`,
  }),
  mayAdd: (file: string): Text => ({
    en: `${file} exists. Add this approval and group to it? (The old file is kept as .bak.)`,
    zh: `${file} 已存在。把这个审批和群加进去吗？（原文件会另存为 .bak。）`,
  }),
  left: (file: string): Text => ({
    en: `${file} was not changed. To relay it, add these lines:`,
    zh: `${file} 没有改动。要转发，请加入以下内容：`,
  }),
  invalid: (problem: Text): Text => ({
    en: `the existing configuration has an error; correct it, then run setup again: ${problem.en}`,
    zh: `已有的配置有错误，请改正后再运行 setup：${problem.zh}`,
  }),
} as const;

export const END = {
  checking: { en: 'What works and what is missing:', zh: '检查结果：' },
  connection: (link: string): Text => ({
    en: `Start the bot: npx approval-relay start\nThe first time, while it runs, choose "Receive events through persistent connection" under "Events & Callbacks" for events and for callbacks (Feishu saves it only then), and publish a version: ${link}`,
    zh: `启动机器人：npx approval-relay start\n首次启动后，请在它运行时到“事件与回调”把事件和回调的订阅方式都设为“使用长连接接收”（只有此时飞书才允许保存），并发布版本：${link}`,
  }),
} as const;
