import type { Locale } from './locale.ts';

/** The fixed words around a form's values, in one locale. */
export interface Words {
  readonly yes: string;
  readonly no: string;
  readonly morning: string;
  readonly afternoon: string;
  /** Between the ends of an interval, and between the items of a list. */
  readonly to: string;
  readonly comma: string;
  readonly colon: string;
  readonly total: string;
  /** In place of a value that cannot be shown readably. */
  readonly seeApproval: string;
}

type Unit = 'day' | 'hour' | 'minute';

const ZH: Words = {
  yes: '是',
  no: '否',
  morning: '上午',
  afternoon: '下午',
  to: ' 至 ',
  comma: '、',
  colon: '：',
  total: '合计',
  seeApproval: '请在审批中查看',
};

const EN: Words = {
  yes: 'Yes',
  no: 'No',
  morning: 'morning',
  afternoon: 'afternoon',
  to: ' – ',
  comma: ', ',
  colon: ': ',
  total: 'Total',
  seeApproval: 'See it in Approval',
};

const JA: Words = {
  yes: 'はい',
  no: 'いいえ',
  morning: '午前',
  afternoon: '午後',
  to: ' ～ ',
  comma: '、',
  colon: '：',
  total: '合計',
  seeApproval: '承認アプリでご確認ください',
};

const WORDS: Readonly<Record<Locale, Words>> = { 'zh-CN': ZH, 'en-US': EN, 'ja-JP': JA };

export function wordsOf(locale: Locale): Words {
  return WORDS[locale] ?? ZH;
}

const UNITS: Readonly<Record<Locale, Readonly<Record<Unit, string>>>> = {
  'zh-CN': { day: ' 天', hour: ' 小时', minute: ' 分钟' },
  'en-US': { day: ' day', hour: ' hour', minute: ' minute' },
  'ja-JP': { day: '日', hour: '時間', minute: '分' },
};

/** A number as text and what it counts. */
export type LengthPart = readonly [count: string, unit: Unit];

/** `3 天`, `1.5 hours`, `1 小时 30 分钟`. */
export function lengthText(parts: readonly LengthPart[], locale: Locale): string {
  const units = UNITS[locale] ?? UNITS['zh-CN'];
  return parts
    .map(([count, unit]) => `${count}${units[unit]}${locale === 'en-US' && count !== '1' ? 's' : ''}`)
    .join(locale === 'ja-JP' ? '' : ' ');
}

export type Countable = 'people' | 'attachment' | 'image';

/** How many things there are that cannot be named. */
export function countText(count: number, thing: Countable, locale: Locale): string {
  const texts: Readonly<Record<typeof thing, Readonly<Record<Locale, string>>>> = {
    people: { 'zh-CN': '人', 'en-US': count === 1 ? 'person' : 'people', 'ja-JP': '人' },
    attachment: { 'zh-CN': '个附件', 'en-US': count === 1 ? 'file' : 'files', 'ja-JP': '件の添付' },
    image: { 'zh-CN': '张图片', 'en-US': count === 1 ? 'image' : 'images', 'ja-JP': '枚の画像' },
  };
  return `${count}${locale === 'ja-JP' ? '' : ' '}${texts[thing][locale] ?? texts[thing]['zh-CN']}`;
}

/** How many more there are than those that can be named: `另有 1 人`, `1 more person`. */
export function moreText(count: number, thing: Countable, locale: Locale): string {
  if (locale === 'en-US') return countText(count, thing, locale).replace(' ', ' more ');
  return `${locale === 'ja-JP' ? 'ほか' : '另有 '}${countText(count, thing, locale)}`;
}

type SpanUnit = 'workday' | Unit;

/** Including the separator between number and word, for one and for several. */
const SPAN_UNITS: Readonly<Record<Locale, Readonly<Record<SpanUnit, readonly [one: string, more: string]>>>> =
  {
    'zh-CN': {
      workday: [' 个工作日', ' 个工作日'],
      day: [' 天', ' 天'],
      hour: [' 小时', ' 小时'],
      minute: [' 分钟', ' 分钟'],
    },
    'en-US': {
      workday: [' working day', ' working days'],
      day: [' day', ' days'],
      hour: [' h', ' h'],
      minute: [' min', ' min'],
    },
    'ja-JP': {
      workday: ['営業日', '営業日'],
      day: ['日', '日'],
      hour: ['時間', '時間'],
      minute: ['分', '分'],
    },
  };

/**
 * How long something has been waiting: `2 个工作日 3 小时`, `2 working days 3 h`, `2営業日3時間`; the two largest units,
 * rounded down, and one minute at least. A day is one of `time.dayMs`; where every moment counts it is called a day.
 *
 * @param spanMs working time, ms
 */
export function workingSpanText(
  spanMs: number,
  time: { readonly dayMs: number; readonly isPlain: boolean },
  locale: Locale,
): string {
  const units = SPAN_UNITS[locale] ?? SPAN_UNITS['zh-CN'];
  const minutes = Math.max(1, Math.floor(spanMs / 60_000));
  const dayMinutes = time.dayMs / 60_000;
  const rest = minutes % dayMinutes;
  const parts: readonly (readonly [number, SpanUnit])[] = [
    [Math.floor(minutes / dayMinutes), time.isPlain ? 'day' : 'workday'],
    [Math.floor(rest / 60), 'hour'],
    [Math.floor(rest % 60), 'minute'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${units[unit][count === 1 ? 0 : 1]}`)
    .join(locale === 'ja-JP' ? '' : ' ');
}
