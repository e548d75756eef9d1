import { describe, expect, it } from 'vitest';
import { isMoneyLabel, isMoneyText, moneyText } from '../../src/approval/currency.ts';

describe('an amount as a reader writes it', () => {
  it.each([
    ['41600.5', 'CNY', 'zh-CN', '¥41,600.50'],
    ['41600.5', 'CNY', 'en-US', 'CN¥41,600.50'],
    ['41600', 'USD', 'en-US', '$41,600.00'],
    ['98000.00', 'JPY', 'ja-JP', '¥98,000'],
    ['98000', 'JPY', 'zh-CN', 'JP¥98,000'],
    // Nobody's digits are rounded away.
    ['0.125', 'CNY', 'zh-CN', '¥0.125'],
    ['12345678901234567890.1', 'EUR', 'zh-CN', '€12,345,678,901,234,567,890.10'],
    ['-5', 'CNY', 'zh-CN', '-¥5.00'],
    ['-1200', 'CHF', 'zh-CN', 'CHF -1,200.00'],
    ['1200', '', 'zh-CN', '1,200'],
    ['1200.5', '', 'zh-CN', '1,200.50'],
    ['1', '__proto__', 'zh-CN', '__proto__ 1.00'],
  ] as const)('%s %s in %s', (decimal, currency, locale, text) => {
    expect(moneyText(decimal, currency, locale)).toBe(text);
  });

  it('is known again', () => {
    for (const text of ['¥41,600.50', 'US$1.00', '-¥5.00', 'CHF -1,200.00'])
      expect(isMoneyText(text)).toBe(true);
    for (const text of ['41,600.50', '合计 ¥5', 'NO 5 pieces', '¥']) expect(isMoneyText(text)).toBe(false);
  });

  it('distinguishes money from a number of something by its name', () => {
    for (const name of ['报销总额', '含税合计', 'Estimated cost', '合計金額'])
      expect(isMoneyLabel(name)).toBe(true);
    for (const name of ['合计天数', '份数', 'Total days', '数量', '编号'])
      expect(isMoneyLabel(name)).toBe(false);
  });
});
