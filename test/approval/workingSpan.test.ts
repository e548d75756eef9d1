import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/approval/locale.ts';
import { workingSpanText } from '../../src/approval/words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OFFICE = { dayMs: 9 * HOUR_MS, isPlain: false };
const PLAIN = { dayMs: 24 * HOUR_MS, isPlain: true };
const AROUND_THE_CLOCK = { dayMs: 24 * HOUR_MS, isPlain: false };

describe('how long something has been waiting', () => {
  it.each([
    [21 * HOUR_MS, OFFICE, ['2 个工作日 3 小时', '2 working days 3 h', '2営業日3時間']],
    [9 * HOUR_MS, OFFICE, ['1 个工作日', '1 working day', '1営業日']],
    [18 * HOUR_MS - 1, OFFICE, ['1 个工作日 8 小时', '1 working day 8 h', '1営業日8時間']],
    [18 * HOUR_MS + 25 * MINUTE_MS, OFFICE, ['2 个工作日', '2 working days', '2営業日']],
    [3 * HOUR_MS + 20 * MINUTE_MS, OFFICE, ['3 小时 20 分钟', '3 h 20 min', '3時間20分']],
    [25 * MINUTE_MS, OFFICE, ['25 分钟', '25 min', '25分']],
    [0, OFFICE, ['1 分钟', '1 min', '1分']],
    [51 * HOUR_MS, PLAIN, ['2 天 3 小时', '2 days 3 h', '2日3時間']],
    [51 * HOUR_MS, AROUND_THE_CLOCK, ['2 个工作日 3 小时', '2 working days 3 h', '2営業日3時間']],
  ])('%s ms of working time %o', (spanMs, time, texts) => {
    expect(LOCALES.map((locale) => workingSpanText(spanMs, time, locale))).toEqual(texts);
  });
});
