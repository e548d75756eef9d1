import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calendarOf as calendarRule } from '../../src/approval/calendar.ts';
import { calendarDaysLeft } from '../../src/settings/calendarWarning.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { APPROVALS, FEISHU, linesOf, read, settingsOf } from './read.ts';

/** As holiday-cn publishes it, with keys that do not matter here. */
const YEAR = {
  $schema: 'https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json',
  year: 2027,
  papers: ['https://www.gov.cn/zhengce/content/2026-11/content_0.htm'],
  days: [
    { name: '元旦', date: '2027-01-01', isOffDay: true },
    { name: '春节', date: '2027-02-05', isOffDay: true },
    { name: '春节', date: '2027-02-20', isOffDay: false },
  ],
};

function fileWith(text: string): string {
  const file = join(tempFolder(), 'holidays-2027.json');
  writeFileSync(file, text);
  return file;
}

const calendarOf = (keys: string): string => `${FEISHU}${APPROVALS}reminders: {}\ncalendar: { ${keys} }\n`;

describe('the days of a file in the format of holiday-cn', () => {
  it('are added to the listed ones', () => {
    const file = fileWith(JSON.stringify(YEAR, null, 2));
    const { calendar } = settingsOf(
      calendarOf(`file: ${file}, holidays: [2027-03-01], workdays: [2027-03-06]`),
    );
    expect(calendar).toEqual({
      file,
      holidays: ['2027-03-01', '2027-01-01', '2027-02-05'],
      workdays: ['2027-03-06', '2027-02-20'],
    });
  });

  it('count less than the listed ones', () => {
    const file = fileWith(JSON.stringify(YEAR));
    const { calendar } = settingsOf(calendarOf(`file: ${file}, holidays: 2027-02-20, workdays: 2027-02-05`));
    expect(calendar.holidays).toEqual(['2027-02-20', '2027-01-01']);
    expect(calendar.workdays).toEqual(['2027-02-05']);
  });

  it('decide what a working day is', () => {
    const settings = settingsOf(calendarOf(`file: ${fileWith(JSON.stringify(YEAR))}`));
    const isWorkday = calendarRule('china', settings.calendar);
    expect(['2027-02-05', '2027-02-20', '2027-02-27'].map(isWorkday)).toEqual([false, true, false]);
  });

  it('make its year known', () => {
    const settings = settingsOf(calendarOf(`file: ${fileWith(JSON.stringify(YEAR))}`));
    expect(calendarDaysLeft(settings, Date.parse('2026-12-31T12:00+08:00'))).toBe(365);
  });
});

describe('a file that cannot be used is an error, at its place', () => {
  const problemsIn = (file: string): string[] =>
    linesOf(read(calendarOf(`file: ${file}`)).problems).filter((line) => !line.includes('warning'));

  it.each([
    ['no JSON', '{ "year": 2027, "days": [', ['1:26: A bracket or brace that opens above is not closed']],
    ['no mapping', '[1]', ['1:1: The file must be a mapping of year and days']],
    ['no days', '{ "year": 2027, "days": [] }', ['1:25: "days" is an empty list']],
    ['no year', '{ "days": [{ "date": "2027-01-01", "isOffDay": true }] }', ['1:1: "year" is missing']],
    [
      'days that are none',
      '{ "year": 2027, "days": [\n  { "date": "2027-02-30", "isOffDay": true },\n  { "date": "2027-03-01", "isOffDay": "perhaps" },\n  { "name": "x", "isOffDay": null },\n  5\n] }',
      [
        '2:13: "days.date" must be a day that exists',
        '3:39: "days.isOffDay" must be true or false, not "perhaps"',
        '4:3: "days.date" is missing',
        '4:18: "days.isOffDay" is missing',
        '5:3: "days" must be a mapping of name, date and isOffDay',
      ],
    ],
  ])('%s', (_, text, expected) => {
    const file = fileWith(text);
    const { problems } = read(calendarOf(`file: ${file}`));
    expect(problemsIn(file)).toEqual(expected.map((words) => expect.stringContaining(words)));
    expect(problems.every((problem) => problem.file === file)).toBe(true);
  });

  it('not there, or a folder', () => {
    expect(problemsIn('there/is/no/such.json')).toEqual([
      '1:1: The file of "calendar.file" does not exist: write its path relative to the working directory.',
    ]);
    expect(problemsIn(tempFolder())).toEqual([
      '1:1: The file of "calendar.file" is a folder: name the file in it.',
    ]);
  });
});
