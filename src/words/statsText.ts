import type { Text } from '../base/language.ts';

// Texts that `stats` prints.

export const STATS_HEAD: readonly Text[] = [
  { en: 'APPROVAL', zh: '审批' },
  { en: 'STEP', zh: '节点' },
  { en: 'NEW', zh: '新增' },
  { en: 'DECIDED', zh: '已审批' },
  { en: 'MEDIAN', zh: '中位用时' },
  { en: '90 % WITHIN', zh: '90% 用时' },
  { en: 'MEDIAN BEFORE', zh: '上期中位用时' },
  { en: 'WAITING', zh: '等待中' },
  { en: 'LONGEST', zh: '最久已等' },
];

export const WHO_HEAD: Text = { en: 'WHO', zh: '审批人' };

/** In place of a step. */
export const WHOLE_REQUEST: Text = { en: '(whole request)', zh: '（全程）' };

export const NO_FIGURES: Text = {
  en: 'No request was submitted or decided in this period, as far as the bot knows.',
  zh: '这段时间内没有提交或审批的记录（以机器人看到的为准）。',
};

export const EITHER_CSV_OR_JSON: Text = {
  en: '--csv and --json exclude each other: give one of them.',
  zh: '--csv 和 --json 不能同时使用：请只选一个。',
};

export const namesProgress = (done: number, all: number): Text => ({
  en: `names: ${done} of ${all}`,
  zh: `正在查询姓名：${done} / ${all}`,
});
