import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCard } from '../../../src/cards/check/cardCheck.ts';
import type { JsonObject, JsonValue } from '../../../src/cards/check/locatedJson.ts';
import { expectBothLanguages } from '../../support/bothLanguages.ts';

const plain = (content: string): JsonObject => ({ tag: 'plain_text', content });

/** A card with these elements. */
function card(elements: readonly JsonValue[], more: JsonObject = {}): JsonObject {
  return { schema: '2.0', body: { elements }, ...more };
}

function faults(given: JsonValue): string[] {
  return checkCard(given).faults.map(({ message }) => {
    expectBothLanguages(message);
    return message.en;
  });
}

const header = (more: JsonObject): JsonObject => card([], { header: { title: plain('x'), ...more } });
const markdown = (more: JsonObject): JsonObject => card([{ tag: 'markdown', content: 'x', ...more }]);
const table = (more: JsonObject): JsonObject =>
  card([{ tag: 'table', columns: [{ name: 'a', data_type: 'text' }], rows: [], ...more }]);
const column = (more: JsonObject): JsonObject =>
  card([{ tag: 'column_set', columns: [{ tag: 'column', elements: [], ...more }] }]);
const button = (more: JsonObject): JsonObject => card([{ tag: 'button', text: plain('x'), ...more }]);

describe('a value that Feishu refuses', () => {
  it.each<[string, JsonObject, string]>([
    ['a header colour', header({ template: 'bleu' }), '"template" cannot be "bleu"; it takes blue, wathet,'],
    ['a header colour of texts', header({ template: 'grey-50' }), '"template" cannot be "grey-50"'],
    [
      'the colour of a tag',
      header({ text_tag_list: [{ tag: 'text_tag', text: plain('x'), color: 'grey' }] }),
      '"color" cannot be "grey"; it takes neutral, blue',
    ],
    [
      'an icon',
      header({ icon: { tag: 'icon', token: 'x' } }),
      '"tag" cannot be "icon"; it takes standard_icon',
    ],
    ['a width mode', card([], { config: { width_mode: 'wide' } }), '"width_mode" cannot be "wide"'],
    [
      'an element_id',
      markdown({ element_id: '1st' }),
      '"element_id" cannot be "1st"; it takes a letter and then',
    ],
    ['a long element_id', markdown({ element_id: 'a'.repeat(21) }), '"element_id" cannot be'],
    ['a size of text', markdown({ text_size: 'big' }), '"text_size" cannot be "big"'],
    [
      'an alignment',
      markdown({ text_align: 'middle' }),
      '"text_align" cannot be "middle"; it takes left, center or right',
    ],
    ['a margin', markdown({ margin: '4' }), '"margin" cannot be "4"; it takes one to four lengths'],
    ['a margin beyond its range', markdown({ margin: '100px' }), '"margin" cannot be "100px"'],
    [
      'a colour in a text',
      markdown({ content: "<font color='gray'>x</font>" }),
      'no colour "gray" for a text: did you mean "grey"?',
    ],
    [
      'a colour of a tag in a text',
      markdown({ content: '<text_tag color="pink">x</text_tag>' }),
      'no colour "pink"',
    ],
    [
      'a column’s width',
      column({ width: 'fill' }),
      '"width" cannot be "fill"; it takes auto, weighted or 16px to 600px',
    ],
    ['a weight', column({ weight: 6 }), '"weight" cannot be 6; it takes a whole number from 1 to 5'],
    [
      'a background',
      column({ background_style: 'blue-55' }),
      '"background_style" cannot be "blue-55"; it takes a colour',
    ],
    [
      'a spacing',
      column({ vertical_spacing: 'tiny' }),
      '"vertical_spacing" cannot be "tiny"; it takes small, medium',
    ],
    [
      'a flag as text',
      button({ disabled: 'true' }),
      '"disabled" cannot be "true"; it takes true or false, without quotes',
    ],
    ['a type of button', button({ type: 'filled' }), '"type" cannot be "filled"; it takes default, primary'],
    [
      'a width of a button',
      button({ width: '50px' }),
      '"width" cannot be "50px"; it takes default, fill or 100px or more',
    ],
    [
      'a behaviour',
      button({ behaviors: [{ type: 'open', default_url: 'https://x.cn' }] }),
      '"type" cannot be "open"',
    ],
    [
      'the height of rows',
      table({ row_height: '20px' }),
      '"row_height" cannot be "20px"; it takes low, middle, high, auto or 32px to 124px',
    ],
    ['the greatest height of rows', table({ row_max_height: 'auto' }), '"row_max_height" cannot be "auto"'],
    ['the size of a page', table({ page_size: 20 }), '"page_size" cannot be 20'],
    [
      'a type of data',
      card([{ tag: 'table', columns: [{ name: 'a', data_type: 'string' }], rows: [] }]),
      '"data_type" cannot be "string"; it takes text, lark_md',
    ],
    [
      'how columns flow',
      card([{ tag: 'column_set', flex_mode: 'wrap', columns: [] }]),
      '"flex_mode" cannot be "wrap"; it takes none, stretch, flow, bisect or trisect',
    ],
    [
      'the angle of a panel’s icon',
      card([{ tag: 'collapsible_panel', header: { icon_expanded_angle: 45 }, elements: [] }]),
      '"icon_expanded_angle" cannot be 45',
    ],
  ])('%s', (_, given, message) => {
    expect(faults(given)).toEqual([expect.stringContaining(message)]);
  });

  it('is suggested a better one', () => {
    expect(faults(header({ template: 'turqoise' }))[0]).toMatch(/did you mean "turquoise"\?$/);
  });

  it('is an element_id that stands twice, in whatever component', () => {
    const twice = card([
      { tag: 'hr', element_id: 'a' },
      { tag: 'div', text: { ...plain('x'), element_id: 'a' } },
    ]);
    expect(faults(twice)).toEqual(['the element_id "a" is in the card twice: it must be unique']);
  });

  it('is an audio in a card that may be forwarded', () => {
    expect(faults(card([{ tag: 'audio', file_key: 'file_v3_x' }]))).toEqual([
      'a card with an audio needs "enable_forward": false in its config',
    ]);
  });
});

describe('a value that the documentation allows', () => {
  const audio: JsonObject = {
    tag: 'audio',
    element_id: 'custom_id',
    margin: '0px 0px 0px 0px',
    file_key: 'file_v3_00or_x',
    i18n_file_key: { zh_cn: 'file_v3_00or_y' },
    audio_id: '1',
    disabled: false,
    disabled_tips: plain('已禁用'),
    show_progress_bar: true,
    show_time: true,
    time_display: 'both',
    time_position: 'both_sides',
    border: { color: 'border-color', corner_radius: '8px' },
    style: 'speak',
    padding: '12px',
    background_style: 'default',
    fill_color: 'blue-800',
    width: 'fill',
    fallback: { tag: 'fallback_text', text: plain('x') },
  };

  it.each<[string, JsonObject]>([
    ['the id of a text', card([{ tag: 'div', text: { ...plain('x'), element_id: 'note_1' } }])],
    [
      'all of an audio',
      card([audio], {
        config: {
          enable_forward: false,
          style: { color: { 'border-color': { light_mode: 'rgba(5,157,178,0.52)' } } },
        },
      }),
    ],
    [
      'a size and a colour of one’s own',
      card([{ tag: 'markdown', content: "<font color='cus-0'>x</font>", text_size: 'cus-0' }], {
        config: { style: { color: { 'cus-0': {} }, text_size: { 'cus-0': { default: 'medium' } } } },
      }),
    ],
    ['margins in short', markdown({ margin: '4px 0' })],
    ['rows as high as their cells', table({ row_height: 'auto', row_max_height: '999px' })],
    [
      'a column by its share',
      card([{ tag: 'table', columns: [{ name: 'a', data_type: 'number', width: '25%' }], rows: [] }]),
    ],
    [
      'an icon in its own colour',
      header({ icon: { tag: 'standard_icon', token: 'approval_colorful', color: '' } }),
    ],
    [
      'every colour of a tag in a text',
      markdown({ content: "<text_tag color='neutral'>x</text_tag><font color=red>y</font>" }),
    ],
    [
      'a neutral tag',
      header({ text_tag_list: [{ tag: 'text_tag', element_id: 't1', text: plain('x'), color: 'neutral' }] }),
    ],
  ])('%s', (_, given) => {
    expect(faults(given)).toEqual([]);
  });

  it.each(['pending', 'everything'])('the card %s, made after the documentation’s examples', (name) => {
    expect(faults(JSON.parse(readFileSync(`test/browser/cards/${name}.json`, 'utf8')) as JsonValue)).toEqual(
      [],
    );
  });

  it('a value that comes with the instance', () => {
    expect(faults(markdown({ margin: '\ue0000\ue001' }))).toEqual([]);
  });
});
