import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../src/cards/check/locatedJson.ts';
import { fillCard, openCard } from '../../../src/cards/render/fill.ts';
import { MisplacedValue } from '../../../src/cards/render/misplacedValue.ts';
import type { ShowOptions } from '../../../src/cards/render/showValue.ts';
import { maskContacts } from '../../../src/cards/view/mask.ts';
import { Tokens } from '../../../src/cards/view/tokens.ts';
import { textValue } from '../../../src/cards/view/value.ts';

const look: ShowOptions = {
  rings: () => true,
  someone: '有关人员',
  fallbackUrl: 'https://fallback.example/',
};

/** An object with one value in it, filled in. */
function filled(make: (token: string) => JsonObject, typed: string, by = look): JsonObject {
  const tokens = new Tokens();
  const card = openCard(make(tokens.put(textValue(typed))));
  return JSON.parse(fillCard(card, tokens, by)) as JsonObject;
}

describe('a value in a card is read as its place says', () => {
  it.each<[string, (token: string) => JsonObject, string, JsonObject]>([
    ['plain text', (t) => ({ tag: 'plain_text', content: t }), '*a*', { content: '*a*' }],
    ['Markdown', (t) => ({ tag: 'markdown', content: t }), '*a*\nb', { content: '&#42;a&#42;<br>b' }],
    ['lark_md', (t) => ({ tag: 'lark_md', content: t }), '*a*\nb', { content: '&#42;a&#42;\nb' }],
    ['the summary of a chat list', (t) => ({ content: t }), '*a*', { content: '*a*' }],
    ['an address', (t) => ({ url: t }), 'https://a.cn/x y', { url: 'https://a.cn/x%20y' }],
    ['no address', (t) => ({ url: t }), 'javascript:0', { url: 'https://fallback.example/' }],
    [
      'a part of an address',
      (t) => ({ url: `https://a.cn/?q=${t}` }),
      'a&b',
      { url: 'https://a.cn/?q=a%26b' },
    ],
    ['a fixed word', (t) => ({ tag: 'hr', margin: t }), '4px"}', { margin: '4px' }],
    [
      'what a button sends back',
      (t) => ({ type: 'callback', value: { k: t } }),
      '"<at>',
      { value: { k: '"<at>' } },
    ],
    [
      'another language',
      (t) => ({ tag: 'markdown', content: 'x', i18n_content: { en_us: t } }),
      '*a*',
      { i18n_content: { en_us: '&#42;a&#42;' } },
    ],
  ])('%s', (_, make, typed, expected) => {
    expect(filled(make, typed)).toMatchObject(expected);
  });

  it.each<[string, (token: string) => JsonObject, string, JsonObject]>([
    ['a text', (t) => ({ tag: 'plain_text', content: t }), '010-12345678', { content: '010-******78' }],
    [
      'an address',
      (t) => ({ url: `https://a.cn/?id=${t}` }),
      'C5A77746-917D-4D04-9800-52A33D408D49',
      { url: 'https://a.cn/?id=C5A77746-917D-4D04-9800-52A33D408D49' },
    ],
    ['a whole address', (t) => ({ url: t }), 'https://a.cn/04-9800-52', { url: 'https://a.cn/04-9800-52' }],
    [
      'what a button sends back',
      (t) => ({ type: 'callback', value: { k: t } }),
      '04-9800-52',
      { value: { k: '04-9800-52' } },
    ],
    ['an id', (t) => ({ tag: 'hr', element_id: t }), '04-9800-52', { element_id: '04-9800-52' }],
  ])('contacts are masked for the reader only: %s', (_, make, typed, expected) => {
    expect(filled(make, typed, { ...look, mask: maskContacts })).toMatchObject(expected);
  });

  it.each<[string, (token: string) => JsonObject]>([
    ["a property's name", (t) => ({ [t]: 1 })],
    ['a tag', (t) => ({ tag: t })],
    ['the name of a tag in Markdown', (t) => ({ tag: 'markdown', content: `<${t}>` })],
  ])('and stands nowhere as %s', (place, make) => {
    expect(() => filled(make, 'x')).toThrow(MisplacedValue);
    expect(() => filled(make, 'x')).toThrow(place.replace(' in Markdown', ''));
  });

  it('is filled into the same card again and again', () => {
    const tokens = new Tokens();
    const card = openCard({
      tag: 'plain_text',
      content: `a ${tokens.put(textValue('"b"'))}`,
      size: [1, null],
    });
    const other = new Tokens();
    other.put(textValue('c'));
    expect(fillCard(card, tokens, look)).toBe('{"tag":"plain_text","content":"a \\"b\\"","size":[1,null]}');
    expect(fillCard(card, other, look)).toBe('{"tag":"plain_text","content":"a c","size":[1,null]}');
  });

  it('says where a misplaced value stands', () => {
    const inner = { tag: 'hr', x: { '\ue0000\ue001': 1 } } as JsonObject;
    try {
      openCard({ body: inner });
      expect.unreachable();
    } catch (thrown) {
      expect(thrown instanceof MisplacedValue && isObject(inner.x) && thrown.where?.object).toBe(inner.x);
    }
  });
});
