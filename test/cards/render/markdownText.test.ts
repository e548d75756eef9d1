import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../../src/cards/render/markdownText.ts';
import { readMarkdown } from '../reader.ts';

describe('a text in Markdown', () => {
  it.each([
    ['a < b & c > d', 'a &#60; b &#38; c &#62; d'],
    ['约 1.5 元', '约 1.5 元'],
    ['1. 一', '1&#46; 一'],
    ['  x  ', '&#32;&#32;x&#32;&#32;'],
    ['a\nb', 'a<br>b'],
    ['@all', '&#64;all'],
  ])('%j becomes %j', (typed, escaped) => {
    expect(escapeMarkdown(typed, '<br>')).toBe(escaped);
  });

  it.each([' ', '\t', '\u3000'])('keeps a long run of %j inside a line', (space) => {
    const typed = `a${space.repeat(300_000)}b`;
    expect(escapeMarkdown(typed, '<br>')).toBe(typed);
  });

  it('shows as it was typed, and is no markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (typed) => {
        const { visible, markup, links } = readMarkdown(`x${escapeMarkdown(typed, '<br>')}x`);
        expect(visible).toBe(`x${typed}x`);
        expect([...markup, ...links]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
