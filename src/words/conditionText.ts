import type { Text } from '../base/language.ts';

// Advice about conditions that are probably not what was meant.

export const neverHolds = (subject: string, why: Text): Text => ({
  en: `"when.${subject}" can never hold, since ${why.en}: fix it, or remove the entry.`,
  zh: `"when.${subject}" 永远不会成立，因为${why.zh}：请改正，或删去这个条目。`,
});

export const SAME_NOT: Text = { en: 'its "not" is the same', zh: '它的 "not" 与它相同' };
export const TWO_IDS: Text = { en: 'nobody has two ids of one kind', zh: '没有人有两个同类的 ID' };
export const nothingIs = (range: Text): Text => ({
  en: `nothing is ${range.en}`,
  zh: `没有值${range.zh}`,
});
export const noValueIs = (range: Text): Text => ({
  en: `no value that it names is ${range.en}`,
  zh: `它列出的值都不满足：${range.zh}`,
});

/** One end of a range. */
interface End {
  readonly at: string | number;
  readonly isIn: boolean;
}

/** `at least 5 and less than 10`. */
export function rangeText(low: End | undefined, high: End | undefined): Text {
  const en = [
    low && `${low.isIn ? 'at least' : 'more than'} ${low.at}`,
    high && `${high.isIn ? 'at most' : 'less than'} ${high.at}`,
  ];
  const zh = [
    low && `${low.isIn ? '不小于' : '大于'} ${low.at}`,
    high && `${high.isIn ? '不大于' : '小于'} ${high.at}`,
  ];
  return { en: en.filter(Boolean).join(' and '), zh: zh.filter(Boolean).join('且') };
}

/** A sentence about the range of an entry and that of another. */
export const aboutRange = (subject: string, why: Text): Text => ({
  en: `"when.${subject}" ${why.en}`,
  zh: `"when.${subject}" ${why.zh}`,
});

const BOTH: Text = {
  en: 'both chats get what is in both. Let one end where the other begins (lt and gte), unless that is intended.',
  zh: '两边都有的会发到两个会话。除非有意如此，请让一个范围在另一个开始处结束（lt 和 gte）。',
};
export const OVERLAPS_ENDLESS: Text = {
  en: `overlaps with the range of an entry above or below, which ends nowhere: ${BOTH.en}`,
  zh: `与上面或下面某个没有尽头的条目的范围重叠：${BOTH.zh}`,
};
/** The ranges share what is between two values, or a single value. */
export const overlaps = (from: string | number, to: string | number): Text => ({
  en: `overlaps with the range of another entry (${from === to ? `${from} is in both` : `from ${from} to ${to} both hold`}): ${BOTH.en}`,
  zh: `与另一个条目的范围重叠（${from === to ? `${from} 在两边都成立` : `从 ${from} 到 ${to} 两边都成立`}）：${BOTH.zh}`,
});
/** Neither range has what is between two values, or a single value. */
export const leavesGap = (from: string | number, to: string | number): Text => ({
  en: `leaves a gap to the range of another entry: ${from === to ? `${from} itself` : `what is between ${from} and ${to}`} reaches neither chat. Let the ranges meet (lt and gte), or add an entry with "when: otherwise".`,
  zh: `与另一个条目的范围之间有空隙：${from === to ? `${from} 本身` : `${from} 与 ${to} 之间的`}不会发到任何一个会话。请让两个范围相接（lt 和 gte），或添加 "when: otherwise" 条目。`,
});
