import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/cards/check/locatedJson.ts';
import { fillCard, openCard } from '../../../src/cards/render/fill.ts';
import { heldAlone, heldDots, heldTogether } from '../../../src/cards/render/heldTogether.ts';
import type { ShowOptions } from '../../../src/cards/render/showValue.ts';
import { Tokens } from '../../../src/cards/view/tokens.ts';
import { textValue } from '../../../src/cards/view/value.ts';
import { loosened } from '../../support/cardText.ts';

const LOOK: ShowOptions = { rings: () => false, someone: '', fallbackUrl: 'https://fallback.example/' };

/** The places where a line may not break, as `|`: a no-break space, or a joiner behind a hyphen. */
const seams = (text: string): string => text.replace(/[\u00a0\u2060]/g, '|');

describe('what stands on one line', () => {
  it.each([
    ['a separator and what precedes it', '总经理 · 11:40', '总经理|· 11:40'],
    ['one that somebody glued the other way', '总经理 ·\u00a011:40', '总经理|· 11:40'],
    ['a date among words', '年假 2026-12-01 至 2026-12-03', '年假 2026-|12-|01|至 2026-|12-|03'],
    ['a day and its time', '12-01 09:00起', '12-|01|09:00起'],
    ['a day in English', 'Annual leave: Dec 1, 2026 09:00', 'Annual leave: Dec|1,|2026|09:00'],
    ['a sum with a code, a negative one', 'CHF 1,200.00 or -¥5.00', 'CHF|1,200.00 or -|¥5.00'],
    ['a number and its unit', '2 个工作日 3 小时, 3 h', '2|个工作日 3|小时, 3|h'],
  ])('%s', (_, text, held) => {
    expect(seams(heldTogether(text))).toBe(held);
    expect(loosened(heldTogether(text))).toBe(loosened(text));
  });

  it.each([
    ['a telephone number', '010-12-31-55'],
    ['a number of a document', 'PO-2026-12-01'],
    ['an address', 'https://example.com/2026-12-01/a?d=2026-12-01'],
    ['a range', '13-45, 3-5'],
  ])('leaves %s as it is', (_, text) => {
    expect(heldTogether(text)).toBe(text);
  });

  it('leaves a date alone as it is, to be copied', () => {
    expect(heldAlone('2026-12-01')).toBe('2026-12-01');
    expect(heldAlone('2026-12-01 起')).not.toBe('2026-12-01 起');
  });

  it('holds separators of a template, too, and changes no address or callback value', () => {
    expect(heldDots('a · b · c')).toBe('a\u00a0· b\u00a0· c');
    const tokens = new Tokens();
    const day = tokens.put(textValue('2026-12-01 · 09:00'));
    const both = `天 · ${day}`;
    const fill = (card: JsonObject): unknown => JSON.parse(fillCard(openCard(card), tokens, LOOK));
    const held = '天\u00a0· 2026-\u206012-\u206001\u00a0· 09:00';
    expect(fill({ tag: 'plain_text', content: both })).toMatchObject({ content: held });
    expect(fill({ tag: 'markdown', content: `${both} [x](https://a.cn/${day})` })).toMatchObject({
      content: `${held.replaceAll('-', '&#45;').replace(':', '&#58;')} [x](https://a.cn/2026-12-01%20%C2%B7%2009%3A00)`,
    });
    const untouched = { type: 'callback', value: { k: '天 · 2026-12-01 · 09:00' } };
    expect(fill({ type: 'callback', value: { k: both } })).toEqual(untouched);
  });
});
