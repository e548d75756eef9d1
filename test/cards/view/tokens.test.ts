import { describe, expect, it } from 'vitest';
import { Tokens } from '../../../src/cards/view/tokens.ts';
import { textValue } from '../../../src/cards/view/value.ts';

describe('tokens', () => {
  it('stand for values and are taken apart again', () => {
    const tokens = new Tokens();
    const [a, b] = [tokens.put(textValue('甲')), tokens.put(textValue('乙'))];
    expect(a).not.toContain('甲');
    expect(tokens.split(`x${a}y${b}`)).toEqual(['x', textValue('甲'), 'y', textValue('乙')]);
    expect(tokens.only(b)).toEqual(textValue('乙'));
    expect(tokens.only(`${b} `)).toBeUndefined();
  });

  it('are empty if the value is, so a template sees that there is nothing', () => {
    const tokens = new Tokens();
    expect(tokens.put(textValue(''))).toBe('');
    expect(tokens.put({ kind: 'several', values: [textValue('')] })).toBe('');
  });

  it('that were not issued have no value', () => {
    expect(new Tokens().split('a\ue0007\ue001b')).toEqual(['a', 'b']);
  });
});
