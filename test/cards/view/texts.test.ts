import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, oneLine, shorten } from '../../../src/cards/view/cleanText.ts';
import { maskContacts } from '../../../src/cards/view/mask.ts';

describe('a text for a card', () => {
  it('loses what no reader is to meet, and nothing else', () => {
    expect(cleanText('a\r\nb\u0000\u202ec\ud800\ue000d')).toBe('a\nbcd');
    expect(oneLine('  a \n b ')).toBe('a b');
  });

  it.each([
    ['新工位扩容', 10, '新工位扩容'],
    ['新工位扩容', 4, '新工位…'],
    ['👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 2, '👨‍👩‍👧‍👦…'],
  ])('%s in %d characters is %s', (text, most, short) => {
    expect(shorten(text, most)).toBe(short);
  });

  it('is shortened within a character that consists of thousands of marks, be it the last one', () => {
    const marked = `Z${'\u0301\u0489'.repeat(10_000)}`;
    expect(shorten(marked, 40)).toBe('…');
    expect(shorten(`ab${marked}`, 40)).toBe('ab…');
    expect(shorten(`ab${marked}cd`, 40)).toBe('ab…');
  });

  it('never gets longer by being shortened', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, most) => {
          expect(shorten(text, most).length).toBeLessThanOrEqual(Math.max(text.length, 1));
        },
      ),
    );
  });
});

describe('what data-loss rules look for', () => {
  it.each([
    ['13812345678', '138******78'],
    ['138 1234 5678', '138 **** **78'],
    ['+86 138-1234-5678', '+86 1**-****-**78'],
    ['010-12345678', '010-******78'],
    ['zhang.san@example.com', 'z***＠example.com'],
    ['mail：a@b.cn,c@d.cn;😀x@e.cn', 'mail：a***＠b.cn,c***＠d.cn;😀***＠e.cn'],
    ['a@b.cd@e.fg', 'a***＠b***＠e.fg'],
    ['@b.cn a@b a@ b.cn', '@b.cn a@b a@ b.cn'],
    ['2026-11-24 09:30', '2026-11-24 09:30'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskContacts(text)).toBe(masked);
  });

  it('is found in a word of any length', () => {
    const long = 'x'.repeat(300_000);
    expect(maskContacts(`${long} ${long}@`)).toBe(`${long} ${long}@`);
    expect(maskContacts(`${long}@b.cn`)).toBe('x***＠b.cn');
  });
});
