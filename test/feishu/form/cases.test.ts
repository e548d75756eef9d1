import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import { chooseFields } from '../../../src/feishu/form/form.ts';
import { seen } from './readShown.ts';

/** An answer of get-instance, read for a chat: what a reader sees, by label. */
function fieldsOf(name: string, timezone = 'Asia/Shanghai'): [string, string][] {
  const file = new URL(`cases/${name}.json`, import.meta.url);
  const answer = JSON.parse(readFileSync(file, 'utf8')) as { data: unknown };
  const instance = parseSnapshot(JSON.stringify(answer.data), '');
  const choice = { hide: [], mask: [], show: [] };
  const fields = chooseFields(instance?.form ?? [], { timezone, locale: 'zh-CN' }, choice);
  return fields.map(({ name: label, value }) => [label, seen(value)]);
}

describe('answers of get-instance that were once read wrong', () => {
  it.each(['Asia/Shanghai', 'America/New_York', 'UTC'])(
    'dates stand on the clock of whoever picked them, whatever zone is configured: %s',
    (zone) => {
      expect(fieldsOf('pickedInTokyoAndJakarta', zone)).toEqual([
        ['請求日', '2026-06-11'],
        ['Tanggal faktur', '2026-06-11'],
        ['时间', '2026-06-11 至 2026-06-12（2 天）'],
        ['假期类型', '年次有給'],
        ['时间', '2026-06-11 上午 至 2026-06-11 下午（2 天）'],
        ['假期类型', '午前休'],
        ['訪問期間', '2026-06-11 至 2026-06-13（3 天）'],
        ['明細', '納品日\n2026-06-11'],
        ['补卡日期', '2026-06-11'],
        ['补卡时间', '2026-06-11 09:30 UTC+9'],
        ['事由', '打刻忘れ'],
      ]);
    },
  );

  it('accounts show names and the end of the number, and nothing that a program left behind', () => {
    expect(fieldsOf('accountSpoilt')).toEqual([
      ['收款账户', '周舟 · ****4567'],
      ['退款账户', '****4321'],
      ['备用账户', '林夏 · 工商银行 · 滨江支行 · ****2223'],
    ]);
  });

  it('numbers of accounts, telephones and papers are masked under labels of other languages', () => {
    expect(fieldsOf('labelsAbroad').map(([, value]) => value)).toEqual([
      '****4567',
      '****4567',
      '****4567',
      '****0002',
      '****5432',
      '****4321',
      '****4567',
    ]);
  });

  it('lengths and numbers stand as a person says them', () => {
    expect(fieldsOf('lengths')).toEqual([
      ['使用会议室', '2026-11-20 14:00 至 2026-11-20 15:00（1 小时）'],
      ['占用时间', '2026-11-20 09:00 至 2026-11-22 10:30（2 天 1 小时 30 分钟）'],
      ['人均', '66.67'],
      ['加班类型', '休息日'],
      ['加班时段', '时间\n2026-11-21 18:00 至 2026-11-21 20:00\n2026-11-22 09:00 至 2026-11-22 10:30'],
      ['时长', '3.5 小时'],
      ['事由', '割接'],
    ]);
  });

  it('a table keeps all its columns', () => {
    const [[, table] = []] = fieldsOf('tableOfElevenColumns');
    expect(table?.split('\n')[0]?.split(' | ')).toHaveLength(11);
  });

  it('widgets without a type are read by what they hold', () => {
    expect(fieldsOf('widgetsWithoutType')).toEqual([
      ['时间', '2026-10-12 09:00 至 2026-10-13 17:00'],
      ['开始时间', '2026-10-12 09:00'],
      ['补卡日期', '2026-10-12'],
      ['补卡时间', '2026-10-12 09:00'],
      ['事由', '忘带工牌'],
      ['明细', '补卡日期 | 补卡时间\n2026-10-12 | 2026-10-12 09:00\n2026-10-13 | 2026-10-13 18:00'],
      ['新控件', '2026-10-12 09:00 至 2026-10-12 10:00\n会议室 3\n2026-11-20 10:00'],
      ['字段', '临时申请'],
    ]);
  });
});
