import { describe, expect, it } from 'vitest';
import { canonical, sumOf } from '../../src/approval/decimal.ts';

describe('decimals', () => {
  it.each([
    ['007', '7'],
    ['0', '0'],
    ['-0.00', '0'],
    ['+1.50', '1.5'],
    ['100', '100'],
    ['0.10', '0.1'],
    ['-12.340', '-12.34'],
    ['12345678901234567890', '12345678901234567890'],
  ])('%s is %s', (given, expected) => {
    expect(canonical(given)).toBe(expected);
  });

  it('are summed without losing a cent', () => {
    expect(sumOf(['0.1', '0.2'])).toBe('0.3');
    expect(sumOf(['12345678901234567890.01', '-0.02', '5'])).toBe('12345678901234567894.99');
    expect(sumOf(['-0.5', '0.2'])).toBe('-0.3');
    expect(sumOf([])).toBe('0');
  });
});
