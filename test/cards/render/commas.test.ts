import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgiveCommas } from '../../../src/cards/render/commas.ts';

describe('commas that stand one too many', () => {
  it.each([
    ['before a bracket that closes', '[1,2,]', '[1,2 ]'],
    ['before a brace that closes, over lines', '{"a":1,\n  ,\n}', '{"a":1 \n   \n}'],
    ['behind one that opens', '[ ,, {,"a":[,]}]', '[    { "a":[ ]}]'],
    ['doubled', '[1,, ,2]', '[1,   2]'],
    ['in a text, where they stay', '{"a,,":",],}",}', '{"a,,":",],}" }'],
    ['behind an escaped quotation mark', String.raw`["\",,]\\",,"b"]`, String.raw`["\",,]\\", "b"]`],
    ['in a text without end', '[1,,"a,,', '[1, "a,,'],
    ['at the end', '1,,', '1, '],
  ])('are blanked out %s', (_where, text, forgiven) => {
    expect(forgiveCommas(text)).toBe(forgiven);
  });

  it('cost nothing: what was JSON before means the same, at the same places', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', ',', ' ,\n,'), (json, extra) => {
        expect(forgiveCommas(json)).toBe(json);
        const padded = forgiveCommas(`[${extra}${json}${extra}]`);
        expect(JSON.parse(padded)).toEqual([JSON.parse(json)]);
        expect(padded).toHaveLength(json.length + 2 * extra.length + 2);
      }),
    );
  });
});
