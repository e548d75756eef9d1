import { describe, expect, it } from 'vitest';
import { addressPart, webAddress } from '../../../src/cards/render/webAddress.ts';

describe('an address that Feishu takes', () => {
  it.each([
    ['https://a.cn/x', 'https://a.cn/x'],
    ['  http://a.cn  ', 'http://a.cn/'],
    ['https://a.cn/中 文?q=<a>', 'https://a.cn/%E4%B8%AD%20%E6%96%87?q=%3Ca%3E'],
    ['https://a.cn/:OK:/x', 'https://a.cn/%3AOK:/x'],
    ['lark://msgcard/unsupported_action', 'lark://msgcard/unsupported_action'],
  ])('%s', (typed, address) => {
    expect(webAddress(typed)).toBe(address);
  });

  it.each([
    'javascript:alert(1)',
    'ftp://a.cn',
    '//a.cn',
    'a.cn',
    'https://',
    'https://good.cn@evil.cn',
    'http://[::1]/',
    `https://a.cn/${'x'.repeat(2_000)}`,
  ])('and none: %s', (typed) => {
    expect(webAddress(typed)).toBeUndefined();
  });

  it('keeps a part within its part', () => {
    expect(addressPart("a/b?c&d=e#f'(g)*!")).toBe('a%2Fb%3Fc%26d%3De%23f%27%28g%29%2A%21');
  });
});
