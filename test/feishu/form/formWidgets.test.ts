import { describe, expect, it } from 'vitest';
import { readWidgets } from '../../../src/feishu/form/formWidgets.ts';

const valuesOf = (form: unknown) => readWidgets(form).map(({ value }) => value);

describe('the form of an instance', () => {
  it('becomes widgets, with everything next to the value', () => {
    const form =
      '[{"id":"w1","custom_id":"who","name":"人","type":"contact","value":["u1"],"ext":null,"open_ids":["ou_1"]}]';
    expect(readWidgets(form)).toEqual([
      {
        id: 'w1',
        customId: 'who',
        name: '人',
        type: 'contact',
        value: ['u1'],
        ext: null,
        option: undefined,
        extra: { open_ids: ['ou_1'] },
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['an empty list', '[]'],
    ['half a form', '[{"id":"w1","type":"input","va'],
    ['a number', 7],
    ['a text', '"hello"'],
    ['things that are no widgets', '[1,"x",null,[],{}]'],
  ])('of %s holds none', (_, form) => {
    expect(readWidgets(form)).toEqual([]);
  });

  it('is saved as far as it can be', () => {
    const widget = { id: 'w1', type: 'input', value: 'x' };
    expect(valuesOf(JSON.stringify([null, widget, 'odd', JSON.stringify(widget)]))).toEqual(['x', 'x']);
    expect(valuesOf(JSON.stringify(JSON.stringify([widget])))).toEqual(['x']);
    expect(valuesOf([widget])).toEqual(['x']);
    expect(valuesOf(widget)).toEqual(['x']);
    expect(valuesOf({ w1: widget, w2: 'odd' })).toEqual(['x']);
  });

  it('keeps all digits of numbers, and leaves digits in texts alone', () => {
    const form =
      '[{"id":"w","value":[99.50,12345678901234567890,1.0,7,-2.5,1e21,"12345678901234567890 \\"1.0\\" 3.0"]}]';
    expect(valuesOf(form)).toEqual([
      ['99.50', '12345678901234567890', '1.0', 7, -2.5, '1e21', '12345678901234567890 "1.0" 3.0'],
    ]);
  });

  it('undoes escapes that were escaped once more', () => {
    expect(valuesOf('[{"id":"w","value":"a\\\\u0026b \\\\u003ci\\\\u003E \\u0026 \\\\u0041"}]')).toEqual([
      'a&b <i> & \\u0041',
    ]);
  });

  it('survives what was built to break it', () => {
    expect(readWidgets('['.repeat(200_000))).toEqual([]);
    expect(readWidgets(`[{"id":"w","value":"${'\\"1'.repeat(100_000)}"}]`)).toHaveLength(1);
    expect(readWidgets('[{"id":"w","type":"constructor","__proto__":{"x":1},"value":"v"}]')).toHaveLength(1);
  });
});
