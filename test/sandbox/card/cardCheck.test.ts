import { describe, expect, it } from 'vitest';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';

const of = (...elements: object[]): string => JSON.stringify({ schema: '2.0', body: { elements } });
const md = (content: string): string => of({ tag: 'markdown', content });
const codeOf = (content: string, world = {}): number | undefined => {
  const refusal = cardRefusal(content, world);
  return refusal?.subCode ?? refusal?.code;
};
const nest = (depth: number): object =>
  depth === 0
    ? { tag: 'hr' }
    : { tag: 'column_set', columns: [{ tag: 'column', elements: [nest(depth - 1)] }] };
const table = (more: object = {}): object => ({
  tag: 'table',
  page_size: 5,
  columns: [{ name: 'a', display_name: '物品', data_type: 'text' }],
  rows: [{ a: '显示器' }],
  ...more,
});

describe('checkCard', () => {
  it('takes a card with most of what there is', () => {
    const card = {
      schema: '2.0',
      config: { update_multi: true, summary: { content: '采购申请' }, width_mode: 'fill' },
      card_link: {
        url: 'https://applink.feishu.cn/client/mini_program/open?appId=cli_1&path=pages%2Fdetail',
      },
      header: {
        title: { tag: 'plain_text', content: '采购申请', i18n_content: { en_us: 'Purchase' } },
        subtitle: { tag: 'lark_md', content: '**加急**' },
        template: 'blue',
        text_tag_list: [{ tag: 'text_tag', text: { tag: 'plain_text', content: '待审批' }, color: 'orange' }],
        icon: { tag: 'standard_icon', token: 'approval_colorful' },
      },
      body: {
        direction: 'vertical',
        elements: [
          {
            tag: 'markdown',
            element_id: 'intro',
            content: '[详情](https://example.com/a) <at id=ou_1></at>',
          },
          {
            tag: 'column_set',
            flex_mode: 'bisect',
            columns: [{ tag: 'column', width: 'weighted', weight: 1, elements: [{ tag: 'hr' }] }],
          },
          { tag: 'div', text: { tag: 'plain_text', content: '<at id=all></at> *raw*', lines: 2 } },
          { tag: 'person_list', persons: [{ id: 'ou_1' }], size: 'small', show_avatar: true },
          {
            tag: 'collapsible_panel',
            expanded: false,
            header: { title: { tag: 'markdown', content: '更多' }, icon_position: 'right' },
            elements: [{ tag: 'markdown', content: '内容' }],
          },
          table(),
          {
            tag: 'button',
            type: 'primary',
            text: { tag: 'plain_text', content: '查看' },
            behaviors: [
              {
                type: 'open_url',
                default_url: 'https://example.com',
                ios_url: 'lark://msgcard/unsupported_action',
              },
            ],
          },
        ],
      },
    };
    expect(cardRefusal(JSON.stringify(card))).toBeUndefined();
  });

  it('words a refusal as the platform does', () => {
    const corner = { tag: 'column_set', columns: [{ tag: 'column', corner_radius: '8px', elements: [] }] };
    expect(cardRefusal(of({ tag: 'hr' }, corner))).toEqual({
      code: 230099,
      subCode: 200621,
      message:
        'Failed to create card content, ext=ErrCode: 200621; ErrMsg: msg: [parse card json err, please check ' +
        'whether the card json is correct], value: [unknown property, property: corner_radius, path: ROOT -> ' +
        'body -> elements -> [1](tag: column_set) -> columns -> [0](tag: column)]; ',
    });
    expect(cardRefusal(of({ tag: 'note', elements: [] }))?.message).toContain('unsupported tag note');
  });

  it.each<[string, string, number]>([
    ['not JSON', '{', 200621],
    ['a list', '[]', 200621],
    ['a config of 1.0', JSON.stringify({ schema: '2.0', config: { wide_screen_mode: true } }), 200621],
    ['a header without title', JSON.stringify({ schema: '2.0', header: { template: 'red' } }), 200621],
    ['a tag of 1.0', of({ tag: 'action', actions: [] }), 200861],
    ['a tag named like an object member', of({ tag: 'constructor' }), 200861],
    ['text where a number belongs', of(table({ page_size: '5' })), 200915],
    ['content that is no text', of({ tag: 'markdown', content: 5 }), 200621],
    ['an element_id twice', of({ tag: 'hr', element_id: 'a' }, { tag: 'hr', element_id: 'a' }), 200621],
    ['an element_id with a hyphen', of({ tag: 'hr', element_id: 'a-b' }), 200621],
    ['a mention of all', md('<at id=all></at>'), 11310],
    [
      'a mention of all in lark_md',
      of({ tag: 'div', text: { tag: 'lark_md', content: '<at id="all"></at>' } }),
      11310,
    ],
    ['a quoted mention of nobody', md("<at id='x y'></at>"), 100290],
    ['one bad id among several', md('<at ids=ou_1,nobody></at>'), 100290],
    ['an unknown person', of({ tag: 'person', user_id: 'nobody' }), 100290],
    ['an unknown person in a cell', of(table({ columns: [{ name: 'a', data_type: 'persons' }] })), 100290],
    ['a script link', md('[x](javascript:alert(1))'), 11310],
    ['a link with a space', md('[x](https://a.example/b c)'), 11310],
    ['an address that runs into Chinese', md('见https://a.example/b，谢谢'), 11310],
    ['a picture by address', md('![x](https://a.example/p.png)'), 200570],
    ['five tables in one text', md(Array(5).fill('|a|b|\n|-|-|\n|1|2|\n').join('\n')), 11310],
    ['six tables', of(...Array(6).fill(table())), 11310],
    [
      'a table in a column',
      of({ tag: 'column_set', columns: [{ tag: 'column', elements: [table()] }] }),
      200914,
    ],
    ['11 rows a page', of(table({ page_size: 11 })), 200915],
    ['a column type nobody knows', of(table({ columns: [{ name: 'a', data_type: 'picture' }] })), 200914],
    ['201 elements', of(...Array(201).fill({ tag: 'hr' })), 11310],
    ['six containers deep', of(nest(6)), 11310],
    ['over 30 KB', md('x'.repeat(31_000)), 230025],
    [
      'a button that opens nothing',
      of({ tag: 'button', behaviors: [{ type: 'open_url', default_url: '' }] }),
      200621,
    ],
    [
      'a button to another scheme',
      of({ tag: 'button', behaviors: [{ type: 'open_url', default_url: 'ftp://a' }] }),
      11310,
    ],
    ['an own card', JSON.stringify({ schema: '2.0', config: { update_multi: false } }), 11310],
    [
      'a link for one platform only',
      JSON.stringify({ schema: '2.0', card_link: { pc_url: 'https://a.example' } }),
      200621,
    ],
  ])('refuses %s', (_what, content, code) => {
    expect(codeOf(content)).toBe(code);
  });

  it('lets through what only looks wrong', () => {
    expect(codeOf(md('&#60;at id=all&#62;&#60;/at&#62;'))).toBeUndefined();
    expect(codeOf(md('&#91;x&#93;&#40;javascript&#58;1&#41;'))).toBeUndefined();
    expect(codeOf(md('<person id=nobody></person>'))).toBeUndefined();
    expect(codeOf(md('[电话](tel://10086) https://a.example/b 谢谢'))).toBeUndefined();
    expect(codeOf(of(nest(5)))).toBeUndefined();
    expect(
      codeOf(of({ tag: 'person_list', drop_invalid_user_id: true, persons: [{ id: '?' }] })),
    ).toBeUndefined();
    expect(codeOf(JSON.stringify({ elements: [{ tag: 'note', whatever: 1 }] }))).toBeUndefined();
  });

  it('knows people, and refuses leaks if the tenant does', () => {
    expect(codeOf(md('<at id=ou_1></at>'), { isPerson: () => false })).toBe(100290);
    expect(codeOf(md('电话 13812345678'))).toBeUndefined();
    expect(codeOf(md('电话 13812345678'), { dlp: true })).toBe(230028);
    expect(codeOf(of({ tag: 'div', text: { tag: 'plain_text', content: 'a@b.cn' } }), { dlp: true })).toBe(
      230028,
    );
    expect(codeOf(of(table({ rows: [{ a: '13812345678' }] })), { dlp: true })).toBe(230028);
  });
});
