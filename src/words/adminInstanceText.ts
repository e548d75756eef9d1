import type { Text } from '../base/language.ts';

// Texts of the operators' page about one instance.

export const INSTANCE = {
  title: { en: 'Request', zh: '审批实例' },
  story: { en: 'What happened', zh: '经过' },
  nothing: { en: 'There is no record of this request.', zh: '没有关于它的记录。' },
  changed: { en: 'changed', zh: '变更于' },
  byPush: { en: 'pushed by Feishu', zh: '由飞书推送' },
  byLookup: { en: 'found by a look-up', zh: '由查询发现' },
  lookedAt: { en: 'looked up', zh: '查询于' },
  deliveries: { en: 'Its deliveries', zh: '它的发送记录' },
  silence: { en: 'Defer its reminders', zh: '推迟它的催办' },
  pushed: { en: 'Event from Feishu:', zh: '飞书推送：' },
  found: { en: 'Found by a look-up:', zh: '查询发现：' },
  notComposed: { en: 'Not processed yet.', zh: '尚未处理。' },
  decided: { en: 'Decided', zh: '处理于' },
  lookup: { en: 'Look-up', zh: '查询' },
  noAnswer: { en: 'no answer', zh: '无响应' },
  notBefore: { en: 'Not before', zh: '最早发送时间' },
  ended: { en: 'Ended', zh: '结束于' },
  route: { en: 'Where it would go now', zh: '按当前状态会发送到哪里' },
  noRoute: {
    en: 'Not known right now: the bot has not seen this request, or Feishu does not answer.',
    zh: '暂时无法判断：尚未见过此审批，或飞书没有响应。',
  },
  unmapped: {
    en: 'The configuration maps this approval to no chat.',
    zh: '配置没有把这个审批对应到任何会话。',
  },
  cards: { en: 'The card in each chat', zh: '各会话中的卡片' },
  cardsAbout: {
    en: 'Drawn from the last look-up, with the templates and field rules of each chat.',
    zh: '根据最近一次查询、模板和该会话的字段规则绘制。',
  },
  cardIn: { en: 'Card in', zh: '卡片：' },
  noCards: { en: 'No chat gets a card for it.', zh: '没有会话会收到它的卡片。' },
} as const satisfies Readonly<Record<string, Text>>;
