import { describe, expect, it } from 'vitest';
import { calendarDaysLeft, calendarWarning } from '../../src/settings/calendarWarning.ts';
import { APPROVALS, FEISHU, linesOf, read, settingsOf } from './read.ts';

const BASE = `${FEISHU}${APPROVALS}`;
/** In Shanghai. */
const day = (text: string): number => Date.parse(`${text}T12:00+08:00`);
const warningOf = (text: string, today: string): string | undefined =>
  calendarWarning(settingsOf(text), day(today))?.en;

describe('the end of the calendar of working days', () => {
  it('is reported from 30 days before it, and after it', () => {
    const text = `${BASE}reminders: {}\n`;
    expect(warningOf(text, '2026-11-30')).toBeUndefined();
    expect(warningOf(text, '2026-12-01')).toBe(
      "The calendar of China's holidays and make-up workdays ends on 2026-12-31: after it only weekends and the " +
        'holidays fixed by statute are free. Update approval-relay, or list the days of 2027 in "calendar.holidays" ' +
        'and "calendar.workdays", or in a file under "calendar.file".',
    );
    expect(warningOf(text, '2026-12-31')).toMatch(/ends on 2026-12-31/);
    expect(warningOf(text, '2027-01-01')).toMatch(/ended on 2026-12-31/);
  });

  it('is the end of a day in the configured zone', () => {
    const at = Date.parse('2026-11-30T20:00Z');
    expect(calendarDaysLeft(settingsOf(`${BASE}reminders: {}\n`), at)).toBe(30);
    expect(calendarDaysLeft(settingsOf(`${BASE}reminders: {}\ntimezone: UTC\n`), at)).toBe(31);
  });

  it.each([
    ['nobody is reminded', ''],
    ['reminders are off', 'reminders: false\n'],
    ['reminders go by another calendar', 'reminders: { calendar: weekdays }\n'],
    ['every chat has its own say', 'reminders: {}\ndefaults: { reminders: false }\n'],
  ])('causes no warning if %s', (what, text) => {
    const own = what.startsWith('every')
      ? 'approvals: { A-1: { reminders: false, chats: [oc_1] } }\n'
      : APPROVALS;
    expect(warningOf(`${FEISHU}${own}${text}`, '2027-03-01')).toBeUndefined();
    expect(calendarDaysLeft(settingsOf(`${FEISHU}${own}${text}`), day('2026-12-01'))).toBeUndefined();
  });

  it('matters if one chat alone goes by it', () => {
    const text = `${FEISHU}approvals:
  A-1:
    reminders: { calendar: always }
    chats: [{ chat: oc_1, reminders: { calendar: china } }]
`;
    expect(warningOf(text, '2026-12-24')).toMatch(/ends on/);
  });

  it('moves to the next year once its days are listed', () => {
    const listed = `${BASE}reminders: {}\ncalendar: { holidays: [2027-02-09, 2027-02-10], workdays: [2027-02-20] }\n`;
    expect(warningOf(listed, '2027-06-01')).toBeUndefined();
    expect(warningOf(listed, '2027-12-01')).toMatch(/ends on 2027-12-31.*the days of 2028/);
    expect(calendarDaysLeft(settingsOf(listed), day('2026-12-31'))).toBe(365);
  });

  it('does not move for a listed day that was known to be free', () => {
    const listed = `${BASE}reminders: {}\ncalendar: { holidays: [2027-01-01, 2027-01-02] }\n`;
    expect(warningOf(listed, '2026-12-24')).toMatch(/ends on 2026-12-31/);
  });
});

describe('validate', () => {
  const warningsOf = (text: string): string[] =>
    linesOf(read(text, {}, day('2026-12-24')).problems).filter((line) => line.includes('warning'));

  it.each([
    ['at the reminders', `${BASE}timezone: Asia/Shanghai\nreminders: {}\n`, '4:1'],
    ['at the listed days', `${BASE}reminders: {}\ncalendar: { holidays: [2026-12-25] }\n`, '4:1'],
    [
      'at the approval that has reminders of its own',
      `${FEISHU}reminders: false\napprovals:\n  A-1:\n    chats: [oc_1]\n    reminders: {}\n`,
      '6:5',
    ],
    [
      'at the chat that has reminders of its own',
      `${FEISHU}approvals:\n  A-1:\n    chats:\n      - { chat: oc_1, reminders: {} }\n`,
      '5:23',
    ],
    ['at the defaults', `${BASE}defaults: { reminders: {} }\n`, '3:13'],
  ])('reports it %s', (_where, text, place) => {
    expect(warningsOf(text)).toEqual([expect.stringContaining(`${place}: warning: The calendar of China`)]);
  });
});
