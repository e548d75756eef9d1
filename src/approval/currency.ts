import type { Locale } from './locale.ts';

type Symbols = Readonly<Partial<Record<Locale, string>>> & { readonly other: string };

/** Symbols that are unambiguous for a reader of the locale. Other currencies are shown by their code. */
const SYMBOLS: Readonly<Record<string, Symbols>> = {
  CNY: { 'zh-CN': '¥', other: 'CN¥' },
  JPY: { 'ja-JP': '¥', other: 'JP¥' },
  USD: { 'en-US': '$', other: 'US$' },
  EUR: { other: '€' },
  GBP: { other: '£' },
  HKD: { other: 'HK$' },
  TWD: { other: 'NT$' },
  MOP: { other: 'MOP$' },
  SGD: { other: 'S$' },
  AUD: { other: 'A$' },
  CAD: { other: 'CA$' },
  KRW: { other: '₩' },
  INR: { other: '₹' },
  THB: { other: '฿' },
  VND: { other: '₫' },
  PHP: { other: '₱' },
};

/** Currencies without decimals (ISO 4217). */
const WHOLE = new Set(['JPY', 'KRW', 'VND', 'IDR', 'CLP', 'ISK', 'PYG', 'UGX', 'XAF', 'XOF', 'KBW']);
const USUAL_DECIMALS = 2;

/**
 * An amount in the format of the locale: `¥41,600.50`, `JP¥98,000`, `CHF 1,200.00`. Nothing is rounded: extra decimals
 * stay.
 *
 * @param decimal digits, a point, digits; perhaps a minus in front
 * @param currency the code; empty: unknown
 */
export function moneyText(decimal: string, currency: string, locale: Locale): string {
  const sign = decimal.startsWith('-') ? '-' : '';
  const [whole = '', given = ''] = decimal.replace('-', '').split('.');
  const exact = given.replace(/0+$/, '');
  const least = currency === '' ? (exact === '' ? 0 : USUAL_DECIMALS) : decimalsOf(currency);
  const decimals = exact.padEnd(least, '0');
  const number = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals === '' ? '' : `.${decimals}`}`;
  const prefix = prefixOf(currency, locale);
  // A code is separated from the number and its sign.
  return prefix.endsWith(' ') ? `${prefix}${sign}${number}` : `${sign}${prefix}${number}`;
}

function decimalsOf(currency: string): number {
  return WHOLE.has(currency) ? 0 : USUAL_DECIMALS;
}

function prefixOf(currency: string, locale: Locale): string {
  if (currency === '') return '';
  const symbols = Object.hasOwn(SYMBOLS, currency) ? SYMBOLS[currency] : undefined;
  return symbols?.[locale] ?? symbols?.other ?? `${currency} `;
}

/** Whether a text is one amount as `moneyText` writes it with a currency. */
export function isMoneyText(text: string): boolean {
  return /^(?:-?[A-Z]{0,4}[$¥€£₩₹฿₫₱]|[A-Z]{3} -?)\d[\d,]*(?:\.\d+)?$/.test(text);
}

const MONEY =
  /金[额額]|[费費]用?|[总總][额額价價计計]|合[计計]|[预預]算|[单單単][价價価]|料金|代金|\b(?:amount|price|cost|fees?|total|budget|expenses?)\b/i;
const COUNT = /[数數量]|[天日]|[时時][间間长長]|\b(?:days?|hours?|number|count|qty|quantity)\b/i;

/** Whether a number of this name is money: `报销总额`, `Estimated cost`; not `合计天数`. */
export function isMoneyLabel(label: string): boolean {
  return MONEY.test(label) && !COUNT.test(label);
}
