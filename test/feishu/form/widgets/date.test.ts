import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../../../src/feishu/form/formDefinition.ts';
import { shownOf } from '../readShown.ts';

const ofFormat = (type: string, format: string) =>
  readDefinition(
    JSON.stringify([
      { id: 'widget1', type, value: type === 'date' ? format : { format, intervalAllowModify: false } },
    ]),
    'zh-CN',
  );

describe('a date', () => {
  it.each<[string, unknown, string]>([
    ['to the minute', '2026-11-20T09:00:00+08:00', '2026-11-20 09:00'],
    ['of a picker elsewhere', '2026-11-20T10:00:00+09:00', '2026-11-20 09:00'],
    ['without a time of day', '2026-11-20T00:00:00+08:00', '2026-11-20'],
    ['without a time of day, picked elsewhere', '2026-11-20T00:00:00-05:00', '2026-11-20'],
    ['in UTC, midnight in the zone', '2026-11-19T16:00:00Z', '2026-11-20'],
    ['ms since the epoch', '1795136400000', '2026-11-20 09:00'],
    ['seconds since the epoch', 1795136400, '2026-11-20 09:00'],
    ['a day alone', '2026-11-20', '2026-11-20'],
    ['a time of nowhere', '2026-11-20 09:00', '2026-11-20 09:00'],
    ['the documentation with Z and an offset', '2019-10-01T00:00:00Z+08:00', '2019-10-01'],
    ['the documentation with one digit', '2019-10-02T00:0:00+08:00', '2019-10-02'],
    ['a fraction of a second', '2026-11-20T09:00:00.123+0800', '2026-11-20 09:00'],
    ['without end, in UTC', '9999-12-31T23:59:59Z', '10000-01-01 07:59'],
    ['no date', '下周三', '下周三'],
    ['a day that does not exist', '2026-02-30', '2026-02-30'],
  ])('%s', (_, value, expected) => {
    expect(shownOf({ type: 'date', value })).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['YYYY-MM-DD', '2026-11-20T09:00:00+08:00', '2026-11-20'],
    ['YYYY-MM-DD', '2026-11-20T01:00:00+09:00', '2026-11-20'],
    ['YYYY-MM-DD a', '2026-11-20T00:00:00+08:00', '2026-11-20 上午'],
    ['YYYY-MM-DD a', '2026-11-20T12:00:00+08:00', '2026-11-20 下午'],
    ['YYYY-MM-DD hh:mm', '2026-11-20T00:00:00+08:00', '2026-11-20 00:00'],
  ])('of %s', (format, value, expected) => {
    expect(shownOf({ type: 'date', value }, { definitions: ofFormat('date', format) })).toBe(expected);
  });

  it('stands in the configured zone and locale', () => {
    const widget = { type: 'date', value: '2026-11-20T09:05:00+08:00' };
    expect(shownOf(widget, { timezone: 'America/New_York', locale: 'en-US' })).toBe('Nov 19, 2026 20:05');
    expect(shownOf(widget, { timezone: 'Asia/Tokyo', locale: 'ja-JP' })).toBe('2026/11/20 10:05');
    expect(shownOf(widget, { timezone: 'Atlantis/Poseidonis' })).toBe('2026-11-20 01:05');
  });

  it.each<[string, unknown, number, string]>([
    ['a day', '2026-11-20T23:00:00+08:00', -540, '2026-11-21'],
    ['a day in the west', '2026-11-20T13:00:00+08:00', 300, '2026-11-20'],
    ['a day in steps of half an hour', '2026-11-20T02:30:00+08:00', -330, '2026-11-20'],
    ['a time of day, and whose', '2026-11-20T23:30:00+08:00', -540, '2026-11-21 00:30 UTC+9'],
    ['a time of day in the west', '2026-11-20T09:00:00+08:00', 210, '2026-11-19 21:30 UTC-3:30'],
    ['a time of day here', '2026-11-20T09:00:00+08:00', -480, '2026-11-20 09:00'],
    ['an offset that no clock has', '2026-11-20T09:00:00+08:00', -5400, '2026-11-20 09:00'],
  ])("stands on the picker's clock: %s", (_, value, timezoneOffset, expected) => {
    expect(shownOf({ type: 'date', value, timezoneOffset })).toBe(expected);
  });

  it.each([
    ['2026-11-20T11:00:00+08:00', '2026-11-20 下午'],
    ['2026-11-20T10:59:00+08:00', '2026-11-20 上午'],
  ])('parts the day at noon there: %s', (value, expected) => {
    const options = { definitions: ofFormat('date', 'YYYY-MM-DD a') };
    expect(shownOf({ type: 'date', value, timezoneOffset: -540 }, options)).toBe(expected);
  });

  it("takes the picker's offset from next to the value", () => {
    const widget = { type: 'date', value: '2026-11-19T16:00:00Z', timezoneOffset: -480 };
    expect(shownOf(widget, { timezone: 'Europe/Berlin' })).toBe('2026-11-20');
  });

  it('is right on the day the clocks change', () => {
    const before = { type: 'date', value: '2026-10-25T00:30:00Z' };
    const after = { type: 'date', value: '2026-10-25T01:30:00Z' };
    expect(shownOf(before, { timezone: 'Europe/Berlin' })).toBe('2026-10-25 02:30');
    expect(shownOf(after, { timezone: 'Europe/Berlin' })).toBe('2026-10-25 02:30');
  });
});

describe('an interval', () => {
  const days = { start: '2026-11-20T00:00:00+08:00', end: '2026-11-22T00:00:00+08:00', interval: 3 };

  it.each<[string, unknown, string | undefined]>([
    ['of days', days, '2026-11-20 至 2026-11-22（3 天）'],
    [
      'that ends with a day',
      { ...days, end: '2026-11-22T23:59:59+08:00' },
      '2026-11-20 至 2026-11-22（3 天）',
    ],
    [
      'with times',
      { start: '2026-11-20T09:00:00+08:00', end: '2026-11-20T18:00:00+08:00', interval: '0.50' },
      '2026-11-20 09:00 至 2026-11-20 18:00（0.5 天）',
    ],
    ['as text', JSON.stringify(days), '2026-11-20 至 2026-11-22（3 天）'],
    ['as a pair', [days.start, days.end], '2026-11-20 至 2026-11-22'],
    ['without an end', { start: days.start }, '2026-11-20'],
    ['of nothing but days', { interval: 2.5 }, '2.5 天'],
    ['of an hour, given in days', { interval: 0.041666666666666664 }, '1 小时'],
    [
      'of hours, given in days',
      { start: '2026-11-20T09:00:00+08:00', end: '2026-11-20T18:00:00+08:00', interval: 0.375 },
      '2026-11-20 09:00 至 2026-11-20 18:00（9 小时）',
    ],
    ['of hours and minutes', { interval: 1.3333333333333333, unit: 'HOUR' }, '1 小时 20 分钟'],
    ['of minutes', { interval: 45, unit: 'MINUTE' }, '45 分钟'],
    ['of a third of a working day', { ...days, interval: 0.333333 }, '2026-11-20 至 2026-11-22（0.33 天）'],
    ['of nothing', { start: '', end: null, interval: 0 }, undefined],
  ])('%s', (_, value, expected) => {
    expect(shownOf({ type: 'dateInterval', value })).toBe(expected);
  });

  it('of half days', () => {
    const value = { start: '2026-11-20T00:00:00+08:00', end: '2026-11-20T12:00:00+08:00', interval: 1 };
    const definitions = ofFormat('dateInterval', 'YYYY-MM-DD a');
    expect(shownOf({ type: 'dateInterval', value }, { definitions })).toBe(
      '2026-11-20 上午 至 2026-11-20 下午（1 天）',
    );
  });

  it('in other languages', () => {
    expect(shownOf({ type: 'dateInterval', value: days }, { locale: 'en-US' })).toBe(
      'Nov 20, 2026 – Nov 22, 2026 (3 days)',
    );
    expect(shownOf({ type: 'dateInterval', value: days }, { locale: 'ja-JP' })).toBe(
      '2026/11/20 ～ 2026/11/22（3日）',
    );
  });
});
