import type { Text } from '../base/language.ts';

// Findings of `doctor` on this machine.

export const HERE = {
  config: (file: string): Text => ({ en: `${file} is valid.`, zh: `${file} 有效。` }),
  store: (where: string): Text => ({ en: `The store ${where} can be read.`, zh: `存储 ${where} 可以读取。` }),
  noStore: (where: string): Text => ({
    en: `There is no store ${where} yet: the bot has not been started with this configuration.`,
    zh: `还没有存储 ${where}：机器人还没有用这份配置启动过。`,
  }),
  start: {
    en: 'Start it: "approval-relay start".',
    zh: '请启动：approval-relay start。',
  },
  running: { en: 'A bot works on this store.', zh: '机器人正在运行。' },
  notRunning: {
    en: 'No bot works on this store: cards are sent only while one runs.',
    zh: '机器人没有运行：只有运行时才会发送卡片。',
  },
  clock: (seconds: number): Text => ({
    en: `The clock of this machine agrees with Feishu's (${seconds} s apart).`,
    zh: `本机时钟与飞书一致（相差 ${seconds} 秒）。`,
  }),
  clockOff: (seconds: number): Text => ({
    en: `The clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} Feishu's.`,
    zh: `本机时钟比飞书${seconds > 0 ? '快' : '慢'} ${Math.abs(seconds)} 秒。`,
  }),
  noClock: {
    en: "The clock cannot be compared with Feishu's.",
    zh: '无法与飞书核对时钟。',
  },
  timeService: {
    en: 'Let a time service (chrony, systemd-timesyncd) keep it.',
    zh: '请用时间同步服务（chrony、systemd-timesyncd）校准。',
  },
  calendar: (days: number): Text => ({
    en: `The calendar of China's working days is known for ${days} more days.`,
    zh: `中国工作日日历还可用 ${days} 天。`,
  }),
  calendarEnds: (days: number): Text =>
    days < 0
      ? {
          en: `The calendar of China's working days ended ${-days} days ago.`,
          zh: `中国工作日日历已于 ${-days} 天前到期。`,
        }
      : {
          en: `The calendar of China's working days ends in ${days} days.`,
          zh: `中国工作日日历将在 ${days} 天后到期。`,
        },
  renewCalendar: {
    en: 'Update approval-relay, or list the days of the next year under "calendar".',
    zh: '请升级 approval-relay，或在配置的 calendar 中列出下一年的日期。',
  },
  quota: (calls: number): Text => ({
    en: `The bot has made ${calls} calls this month that count against the tenant's quota. Feishu does not say how large that is.`,
    zh: `机器人本月已使用 ${calls} 次计入额度的 API 调用。额度是多少飞书不提供查询。`,
  }),
  seeQuota: {
    en: 'See the admin console under "Cost Center" > "Version Benefits"; the free plan has had 10 000 a month.',
    zh: '请在管理后台“费用中心 > 版本权益”查看；免费版曾为每月 1 万次。',
  },
  parked: (rows: number): Text => ({
    en: `${rows} ${rows === 1 ? 'card or event waits' : 'cards or events wait'} for a person (parked).`,
    zh: `有 ${rows} 条卡片或事件被搁置，需要人工处理。`,
  }),
  seeParked: {
    en: '"approval-relay deliveries --state parked" says why and what to do; then "approval-relay replay --parked".',
    zh: '运行 approval-relay deliveries --state parked 查看原因和处理办法，之后运行 approval-relay replay --parked。',
  },
} as const;
