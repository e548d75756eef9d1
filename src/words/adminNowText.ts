import type { Text } from '../base/language.ts';

// Texts of the operators' page "now".

export const NOW = {
  well: { en: 'Everything is working', zh: '一切正常' },
  seeTo: (count: number): Text => ({
    en: count === 1 ? 'One thing needs attention' : `${count} things need attention`,
    zh: `${count} 件事需要处理`,
  }),
  notReady: { en: 'Not receiving events', zh: '暂时收不到事件' },
  storeFails: { en: 'The store does not answer.', zh: '存储没有响应。' },
  lastEvent: { en: 'Last event', zh: '最近一次事件' },
  noEvent: { en: 'none yet', zh: '尚无' },
  inbox: { en: 'Events to process', zh: '待处理事件' },
  outbox: { en: 'Deliveries to be sent', zh: '待发送' },
  parked: { en: 'Parked', zh: '已搁置' },
  chatsClosed: { en: 'Closed chats', zh: '已停用会话' },
  calls: { en: 'Calls this month', zh: '本月计费调用' },
  warnings: { en: 'Warnings', zh: '警告' },
  noWarnings: { en: 'No warnings.', zh: '没有需要处理的事。' },
  since: { en: 'since', zh: '始于' },
  noticedBy: { en: 'noticed by', zh: '发现者' },
  chart: { en: 'Deliveries in the last 24 hours', zh: '最近一天的发送量（按小时）' },
  noneEnded: { en: 'No deliveries in the last 24 hours.', zh: '最近一天没有发送。' },
  sent: { en: 'sent', zh: '已发送' },
  suppressed: { en: 'not needed', zh: '无需发送' },
  parkedPart: { en: 'parked', zh: '已搁置' },
  doctor: { en: 'Check-up', zh: '体检' },
  doctorAbout: {
    en: 'Asks Feishu what works and what is missing, like the command "doctor". It changes nothing.',
    zh: '像命令 doctor 一样询问飞书哪些正常、哪些缺失，不做任何更改。',
  },
  doctorGo: { en: 'Run the check-up', zh: '开始体检' },
} as const;
