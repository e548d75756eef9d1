import type { Text } from '../base/language.ts';
import { plural } from '../base/plural.ts';

// Texts of the cards for operators, about what needs a person.

export const OPERATOR_WORDS = {
  remedy: { en: 'What to do: ', zh: '处理办法：' },
  run: { en: 'Run:', zh: '可运行：' },
  said: { en: 'In detail: ', zh: '详情：' },
} as const satisfies Readonly<Record<string, Text>>;

/** The title of a card about this many matters. */
export function operatorsTitle(begun: number, over: number): Text {
  if (begun === 0) return { en: `Approval Relay: ${over} resolved`, zh: `审批播报：${over} 项已恢复` };
  const needs: Text = {
    en: `Approval Relay: ${begun} ${plural(begun, 'problem')} to fix`,
    zh: `审批播报：${begun} 项需要处理`,
  };
  return over === 0 ? needs : { en: `${needs.en}, ${over} resolved`, zh: `${needs.zh}，${over} 项已恢复` };
}

/** Beyond what a card can list. */
export const moreMatters = (more: number): Text => ({
  en: `… and ${more} more: run approval-relay doctor.`,
  zh: `……另有 ${more} 项：请运行 approval-relay doctor。`,
});

/** A matter that ended. */
export const overText = (message: string, lasted: Text): Text => ({
  en: `Resolved after ${lasted.en}: ${message}`,
  zh: `已恢复（持续 ${lasted.zh}）：${message}`,
});

/** Why rows are parked, in words; an unknown reason is shown as it is. */
const REASONS: Readonly<Record<string, Text>> = {
  refused: { en: 'they were refused', zh: '被拒绝' },
  'gave-up': { en: 'they were tried for too long', zh: '重试了太久' },
  'outcome-unknown': { en: 'it is unknown whether they arrived', zh: '不确定是否已送达' },
  undecidable: { en: 'a condition cannot be decided', zh: '无法判断条件是否成立' },
  unreadable: { en: 'they cannot be read', zh: '无法读取' },
  error: { en: 'an error of the program', zh: '程序出错' },
};

const reasonText = (reason: string): Text => {
  const known = REASONS[reason];
  return known
    ? { en: `${known.en} (${reason})`, zh: `${known.zh}（${reason}）` }
    : { en: reason, zh: reason };
};

/** Rows that wait for a person. `chat`: empty for events. */
export function parkedText(chat: string, reason: string, rows: number): Text {
  const why = reasonText(reason);
  const what: Text =
    chat === ''
      ? { en: `${rows} ${plural(rows, 'event')}`, zh: `${rows} 个事件` }
      : {
          en: `${rows} ${plural(rows, 'delivery', 'deliveries')} to ${chat}`,
          zh: `发往 ${chat} 的 ${rows} 条消息`,
        };
  return { en: `Parked: ${what.en}, since ${why.en}.`, zh: `${what.zh}已搁置：${why.zh}。` };
}

/** What to do about parked rows that have no remedy of their own. */
export const PARKED_REMEDY: Text = {
  en: 'Fix what the reason says, then replay the rows, or discard them.',
  zh: '请先解决“原因”中的问题，再重放，或丢弃。',
};
