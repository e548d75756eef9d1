import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCard } from '../../src/cardview/card.tsx';
import { cardStyles } from '../../src/cardview/styles.ts';

const people = new Map([
  ['ou_wang', '王若溪'],
  ['ou_evil', '<img src=x onerror=alert(1)>'],
]);
const card = (...elements: unknown[]): unknown => ({ schema: '2.0', body: { elements } });
const markdown = (content: string): string => drawCard(card({ tag: 'markdown', content }), { people });
/** What a person reads: the drawing without its tags. */
const textOf = (html: string): string => html.replace(/<[^>]*>/g, '');

describe('a drawn card', () => {
  it('shows header, labels and body', () => {
    const html = drawCard({
      schema: '2.0',
      header: {
        template: 'green',
        title: { tag: 'plain_text', content: '采购申请' },
        subtitle: { tag: 'plain_text', content: '编号 7' },
        text_tag_list: [{ tag: 'text_tag', text: { tag: 'plain_text', content: '已通过' }, color: 'green' }],
      },
      body: { elements: [{ tag: 'div', text: { tag: 'plain_text', content: '金额 5' } }] },
    });
    expect(textOf(html)).toBe('采购申请已通过编号 7金额 5');
    expect(html).toContain('--fs-tint:var(--fs-green-100)');
  });

  it('takes the language of its reader', () => {
    const text = { tag: 'plain_text', content: '你好', i18n_content: { en_us: 'Hello' } };
    expect(textOf(drawCard(card({ tag: 'div', text }), { locale: 'en_us' }))).toBe('Hello');
    expect(textOf(drawCard(card({ tag: 'div', text })))).toBe('你好');
  });

  it('names what it does not know in a box', () => {
    expect(drawCard(card({ tag: 'hologram', spec: {} }))).toContain(
      '<div class="fs-unknown"><span>无法预览的组件</span><code>hologram</code></div>',
    );
  });

  it('draws a button as a link only to the web', () => {
    const button = (url: string): string =>
      drawCard(
        card({
          tag: 'button',
          text: { tag: 'plain_text', content: '查看' },
          behaviors: [{ type: 'open_url', default_url: url }],
        }),
      );
    expect(button('https://example.com/a')).toContain('href="https://example.com/a"');
    expect(button('javascript:alert(1)')).not.toContain('href');
  });

  it('folds a panel into <details>', () => {
    const panel = {
      tag: 'collapsible_panel',
      header: { title: { tag: 'plain_text', content: '明细' } },
      elements: [{ tag: 'markdown', content: '三项' }],
    };
    expect(drawCard(card(panel))).toMatch(/<details class="fs-panel"><summary>.*明细.*三项.*<\/details>/s);
    expect(drawCard(card({ ...panel, expanded: true }))).toContain('<details class="fs-panel" open');
  });

  it('writes the cells of a table by their type, and says how many rows wait on further pages', () => {
    const html = drawCard(
      card({
        tag: 'table',
        page_size: 1,
        columns: [
          {
            name: 'a',
            display_name: '金额',
            data_type: 'number',
            format: { symbol: '¥', precision: 2, separator: true },
          },
          { name: 'b', data_type: 'date', date_format: 'YYYY/MM/DD HH:mm' },
          { name: 'c', data_type: 'persons' },
          { name: 'd', data_type: 'options' },
        ],
        rows: [{ a: 1234567.5, b: 1_795_500_000_000, c: ['ou_wang'], d: [{ text: '急', color: 'red' }] }, {}],
      }),
      { people },
    );
    expect(html).toContain('¥1,234,567.50');
    expect(html).toContain('2026/11/24 14:00');
    expect(html).toContain('王若溪');
    expect(html).toContain('fs-tag-red');
    expect(textOf(html)).toContain('1–1 / 2');
  });

  it('gives the rows of a table the height that they ask for, and cuts what does not fit', () => {
    const table = (more: object): string =>
      drawCard(
        card({
          tag: 'table',
          columns: [{ name: 'a', display_name: 'A', width: '40%' }],
          rows: [{ a: 'x' }],
          ...more,
        }),
      );
    expect(table({})).toMatch(/<tr style="height:40px;"><td style="width:40%;">.*-webkit-line-clamp:1;/);
    expect(table({ row_height: 'middle' })).toMatch(/height:62px;.*-webkit-line-clamp:2;/);
    expect(table({ row_height: '90px' })).toMatch(/height:90px;.*-webkit-line-clamp:3;/);
    const auto = table({ row_height: 'auto', row_max_height: '999px' });
    expect(auto).toMatch(/<tr><td.*-webkit-line-clamp:44;/);
    // Without a largest height it is 124 px.
    expect(table({ row_height: 'auto' })).toMatch(/<tr><td.*-webkit-line-clamp:4;/);
    expect(table({ header_style: { lines: 2 } })).toMatch(/<th.*-webkit-line-clamp:2;.*<tbody>/);
  });

  it('draws pictures, charts and controls as fields with their words', () => {
    const words = { tag: 'plain_text', content: '请选择' };
    const html = drawCard(
      card(
        { tag: 'img', img_key: 'img_1', alt: { tag: 'plain_text', content: '现场' } },
        { tag: 'chart', aspect_ratio: '4:3', chart_spec: { type: 'bar', title: { text: '本月用时' } } },
        { tag: 'select_static', placeholder: words },
        { tag: 'button', text: { tag: 'plain_text', content: '稍后' }, behaviors: [{ type: 'callback' }] },
      ),
    );
    expect(textOf(html)).toBe('现场本月用时请选择稍后');
    expect(html).toContain('aspect-ratio:4 / 3;');
    expect(html).not.toContain('fs-unknown');
  });

  it('lists people by name, with avatars only if the card asks for them', () => {
    const list = (more: object): string =>
      drawCard(card({ tag: 'person_list', persons: [{ id: 'ou_wang' }], ...more }), { people });
    expect(textOf(list({}))).toBe('王若溪');
    expect(list({})).not.toContain('fs-avatar');
    expect(list({ show_avatar: true })).toContain('fs-avatar');
    expect(list({ show_avatar: true, show_name: false })).toContain('fs-chain');
  });

  it('knows the colours a card defines itself, and only those that are colours', () => {
    const draw = (light: string): string =>
      drawCard({
        config: { style: { color: { mine: { light_mode: light, dark_mode: 'rgba(1,2,3,0.5)' } } } },
        body: { elements: [{ tag: 'markdown', content: "<font color='mine'>x</font>" }] },
      });
    expect(draw('rgba(9, 8, 7, 1)')).toContain('color:light-dark(rgba(9,8,7,1),rgba(1,2,3,0.5))');
    expect(draw('red;background:url(//evil)')).not.toContain('evil');
  });

  it('has a style for every hue, in both themes', () => {
    expect(cardStyles).toContain('--fs-carmine-600:light-dark(#b82879,#ed77ba);');
    expect(cardStyles).toContain('[data-theme="dark"]{color-scheme:dark}');
  });
});

describe("Feishu's Markdown", () => {
  it('draws its own tags', () => {
    const html = markdown(
      "<at id=ou_wang></at> <person id='ou_wang'></person> <font color='red'>红</font> <text_tag color='lime'>标</text_tag> <link icon='chat_outlined' url='https://a.cn'>群</link> <a href='https://b.cn'></a> <number_tag>3</number_tag>",
    );
    expect(html).toContain('<span class="fs-at">@王若溪</span>');
    expect(html).toContain('style="color:var(--fs-red-600);"');
    expect(html).toContain('fs-tag-lime');
    expect(html).toContain('href="https://a.cn"');
    expect(html).toContain('>https://b.cn</a>');
  });

  it('shows an id without a known name as an unknown person', () => {
    expect(textOf(markdown('<person id=ou_gone></person> <at id=all></at>'))).toContain('未知用户 @所有人');
    const content = '<person id=ou_gone></person> <at id=all></at>';
    const english = drawCard(card({ tag: 'markdown', content }), { locale: 'en_us' });
    expect(textOf(english)).toContain('Unknown user @All');
  });

  it('writes a time in the zone of its reader', () => {
    const content =
      "<local_datetime millisecond='1795500000000' format_type='date_num'></local_datetime> <local_datetime millisecond='1795500000000' format_type='time'></local_datetime> <local_datetime millisecond='1795500000000' format_type='timezone'></local_datetime>";
    const draw = (timezone: string): string =>
      textOf(drawCard(card({ tag: 'markdown', content }), { timezone }));
    expect(draw('Asia/Shanghai')).toBe('2026-11-24 14:00 GMT+8:00');
    expect(draw('America/New_York')).toBe('2026-11-24 01:00 GMT-5:00');
  });

  it('keeps single newlines, lists, headings, quotes and tables', () => {
    const html = markdown('# 题\n一\n二\n\n- 甲\n\n> 引\n\n| a | b |\n| - | -: |\n| 1 | 2 |');
    expect(html).toMatch(/<h1>题<\/h1>.*一<br\/>二.*<li>甲<\/li>.*<blockquote>.*引.*<th>a<\/th>/s);
    expect(html).toContain('<td style="text-align:right;">2</td>');
  });

  it('swallows tags that Feishu does not know, as Feishu does', () => {
    expect(textOf(markdown('a <b>c</b> <script>d</script> e'))).toBe('a c d e');
  });

  it('links bare addresses of the web and nothing else', () => {
    expect(markdown('见 https://a.cn/x 与 mailto:a@b.cn //c.cn a.cn')).toContain('href="https://a.cn/x"');
    expect(markdown('mailto:a@b.cn //c.cn a.cn [x](javascript:alert(1)) [y](ftp://z)')).not.toContain('href');
  });

  it('ends what was opened inside a tag that is closed', () => {
    expect(textOf(markdown('**粗<font color=red>红**黑'))).toBe('粗红黑');
    expect(textOf(markdown('</font>x</at>'))).toBe('x');
  });
});

describe('what a person typed', () => {
  const HOSTILE = [
    '<img src=x onerror=alert(1)>',
    '</style><script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    '&lt;img src=x onerror=alert(1)&gt;',
    '<font color="red;position:fixed">x</font>',
    '<a href="javascript:alert(1)">x</a>',
    '<link url="data:text/html,x">x</link>',
    '[x](javascript:alert(1))',
    "<person id='\"><img src=x onerror=alert(1)>'></person>",
    '<at id=ou_evil></at>',
  ];
  const everywhere = (text: string): unknown => ({
    header: {
      template: text,
      title: { tag: 'lark_md', content: text },
      subtitle: { tag: 'plain_text', content: text },
      icon: { tag: 'standard_icon', token: text, color: text },
      text_tag_list: [{ text: { content: text }, color: text }],
    },
    body: {
      padding: text,
      elements: [
        { tag: 'markdown', content: text, text_size: text, margin: text, icon: { token: text, color: text } },
        { tag: 'div', text: { tag: 'plain_text', content: text, text_color: text }, width: text },
        { tag: 'div', fields: [{ text: { tag: 'lark_md', content: text } }] },
        {
          tag: 'button',
          text: { content: text },
          hover_tips: { content: text },
          type: text,
          width: text,
          behaviors: [{ type: 'open_url', default_url: text }],
        },
        {
          tag: 'collapsible_panel',
          header: { title: { tag: 'markdown', content: text } },
          border: { color: text },
          elements: [],
        },
        { tag: 'table', columns: [{ name: 'a', display_name: text, width: text }], rows: [{ a: text }] },
        {
          tag: 'column_set',
          flex_mode: text,
          background_style: text,
          columns: [{ width: text, elements: [{ tag: text }] }],
        },
        { tag: 'img', alt: { content: text } },
        { tag: 'person', user_id: text, size: text },
      ],
    },
  });
  /** Every element and attribute there is in a drawing: whatever else appears came out of the text. */
  const ELEMENTS =
    /^(article|div|span|svg|path|a|button|details|summary|br|hr|p|h[1-6]|ul|ol|li|blockquote|pre|code|strong|em|s|table|thead|tbody|tr|th|td|time)$/;
  const ATTRIBUTES =
    /^(class|lang|style|href|target|rel|title|type|disabled|open|role|aria-label|aria-hidden|viewBox|width|height|d|scope|start|datetime)$/;

  function strangers(html: string): string[] {
    const found: string[] = [];
    for (const [, name = '', attributes = ''] of html.matchAll(
      /<([a-zA-Z][^\s/>]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/g,
    )) {
      if (!ELEMENTS.test(name)) found.push(name);
      for (const [, key = '', value = ''] of attributes.matchAll(/([^\s="]+)(?:="([^"]*)")?/g)) {
        if (!ATTRIBUTES.test(key)) found.push(key);
        if (key === 'href' && !/^https?:/.test(value)) found.push(value);
        if (key === 'style' && /url|expression|position|@/i.test(value)) found.push(value);
      }
    }
    // A "<" that starts nothing we know is a "<" that was not escaped.
    if (/<(?![a-zA-Z/])/.test(html)) found.push('<');
    return found;
  }

  it.each(HOSTILE)('stays text wherever it stands: %s', (text) => {
    expect(strangers(drawCard(everywhere(text), { people }))).toEqual([]);
  });

  it('stays text whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...HOSTILE,
        '<',
        '>',
        '"',
        "'",
        '&',
        '`',
        '**',
        '](',
        '<font color=',
        '<a href=',
        '-->',
        '\n\n',
        '|',
        '&#60;',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(strangers(drawCard(everywhere(pieces.join('')), { people }))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('escaped as Feishu asks, reads as it was typed', () => {
    const typed = '**a** <at id=all></at> [x](https://y.cn) ~b~ :DONE: #1';
    const escaped = typed.replace(/[^\w\s]/g, (mark) => `&#${mark.codePointAt(0)};`);
    const decode = (html: string): string =>
      html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    expect(decode(textOf(markdown(escaped)))).toBe(typed);
  });
});

describe('a drawing never fails', () => {
  it('whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(drawCard(value)).toContain('<article');
        expect(drawCard({ header: value, config: value, body: { elements: [value] } })).toContain('<article');
      }),
    );
  });

  it('whatever its components hold', () => {
    const tags = fc.constantFrom(
      'markdown',
      'div',
      'column_set',
      'collapsible_panel',
      'interactive_container',
      'table',
      'button',
      'hr',
      'img',
      'person',
      'person_list',
    );
    const keys = fc.constantFrom(
      'tag',
      'content',
      'text',
      'columns',
      'rows',
      'elements',
      'header',
      'fields',
      'icon',
      'persons',
      'behaviors',
      'width',
      'name',
    );
    fc.assert(
      fc.property(tags, fc.dictionary(keys, fc.jsonValue()), (tag, rest) => {
        expect(drawCard(card({ ...rest, tag }))).toContain('<article');
      }),
    );
  });

  it('an object in the place of a word that can be turned into no text', () => {
    const odd = { toString: 0, valueOf: 0 };
    const parts = [
      'width',
      'flex_mode',
      'type',
      'size',
      'row_height',
      'aspect_ratio',
      'margin',
      'text_align',
      'color',
    ];
    const rest = Object.fromEntries(parts.map((part) => [part, odd]));
    const tags = ['column_set', 'button', 'table', 'markdown', 'div', 'img', 'chart', odd];
    for (const tag of tags) {
      const columns = [{ name: odd, width: odd, data_type: 'markdown', vertical_align: odd }];
      expect(drawCard(card({ ...rest, tag, columns, rows: [{ x: odd, '': odd }] }))).toContain('<article');
    }
  });

  it('however deep containers stand in each other', () => {
    let element: unknown = { tag: 'hr' };
    for (let i = 0; i < 2_000; i += 1) element = { tag: 'interactive_container', elements: [element] };
    expect(drawCard(card(element))).toContain('fs-unknown');
    expect(markdown('>'.repeat(5_000))).toContain('<article');
  });
});
