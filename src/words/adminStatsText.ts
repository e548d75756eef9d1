import type { Text } from '../base/language.ts';
import { NO_FIGURES } from './statsText.ts';

// Texts of the operators' page "figures".

export const STATS = {
  title: { en: 'Where requests wait', zh: '审批停在哪里' },
  chart: {
    en: 'How long the slowest steps take, in working time',
    zh: '最慢的节点用时（工作时间）',
  },
  median: { en: 'median', zh: '中位用时' },
  p90: { en: '90th percentile', zh: '90% 用时' },
  none: NO_FIGURES,
  spans: { en: 'Time', zh: '时间范围' },
  compared: {
    en: 'Compared with the same number of days before.',
    zh: '与之前同样多的天数相比。',
  },
} as const satisfies Readonly<Record<string, Text>>;

export const lastDaysText = (days: number): Text => ({ en: `${days} days`, zh: `${days} 天` });

/** A number, and what it was before. */
export const withBefore = (now: string, before: string): Text => ({
  en: `${now} (before: ${before})`,
  zh: `${now}（上期 ${before}）`,
});
