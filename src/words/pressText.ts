import type { Text } from '../base/language.ts';

// The toasts that Feishu shows when somebody presses a button of a reminder.

/** Why a press changes nothing. */
export const PRESS_REFUSED = {
  foreign: { en: 'This card belongs to another app.', zh: '这张卡片属于另一个应用。' },
  'unknown-button': { en: 'This button is not one of ours.', zh: '无法识别这个按钮。' },
  nobody: { en: 'Feishu did not say who pressed it.', zh: '飞书没有说明是谁点击的。' },
  'unknown-card': {
    en: 'This is not a reminder with buttons, or it is too old.',
    zh: '这不是可操作的催办卡片，或已过期。',
  },
  'other-chat': { en: 'This works only in the chat to which it was sent.', zh: '只能在原会话中操作。' },
  unmapped: {
    en: 'The bot no longer reminds this chat of it.',
    zh: '机器人已不再在此会话催办这个审批。',
  },
  ended: { en: 'The approval has already been decided.', zh: '审批已经结束。' },
  'step-over': { en: 'This step is already over.', zh: '这个节点已经处理完。' },
  'already-deferred': {
    en: 'Somebody has deferred it already: undo that first.',
    zh: '已有人推迟了催办：请先撤销。',
  },
  'nothing-to-undo': { en: 'There is nothing left to undo.', zh: '已没有可撤销的操作。' },
  duplicate: { en: 'This was already done.', zh: '已经处理过。' },
  failed: { en: 'This did not work: try again.', zh: '暂时未能处理，请重试。' },
} as const satisfies Readonly<Record<string, Text>>;

export const deferredUntil = (time: string): Text => ({
  en: `You will be reminded again at ${time}.`,
  zh: `将在 ${time} 再次催办。`,
});

export const STOPPED: Text = { en: 'No more reminders of this step here.', zh: '这个节点不再在这里催办。' };
export const UNDONE: Text = { en: 'Undone: reminders go on.', zh: '已撤销，催办照常进行。' };
