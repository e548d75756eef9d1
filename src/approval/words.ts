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
  /** Stands for a value of which nothing readable can be shown. */
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
  'ja-JP': { day: ' 日', hour: ' 時間', minute: ' 分' },
};

/** `3 天`, `1.5 hours`. `count` is the number as text; the unit is Feishu's, and days where it is unknown. */
export function durationText(count: string, unit: string, locale: Locale): string {
  const name = /^hours?$/i.test(unit) ? 'hour' : /^min(ute)?s?$/i.test(unit) ? 'minute' : 'day';
  const plural = locale === 'en-US' && count !== '1' ? 's' : '';
  return `${count}${(UNITS[locale] ?? UNITS['zh-CN'])[name]}${plural}`;
}

/** How many there are of what cannot be named. */
export function countText(count: number, thing: 'people' | 'attachment' | 'image', locale: Locale): string {
  const texts: Readonly<Record<typeof thing, Readonly<Record<Locale, string>>>> = {
    people: { 'zh-CN': '人', 'en-US': count === 1 ? 'person' : 'people', 'ja-JP': '人' },
    attachment: { 'zh-CN': '个附件', 'en-US': count === 1 ? 'file' : 'files', 'ja-JP': '件の添付' },
    image: { 'zh-CN': '张图片', 'en-US': count === 1 ? 'image' : 'images', 'ja-JP': '枚の画像' },
  };
  return `${count} ${texts[thing][locale] ?? texts[thing]['zh-CN']}`;
}
