import { z } from 'zod';
import type { ListedDays } from '../approval/calendar.ts';
import { joined, type Text } from '../base/language.ts';
import { NAMES } from '../words/targetText.ts';
import { ABSENT_CALENDAR, THE_CALENDAR_FILE } from '../words/yamlText.ts';
import { listOf, notMapping, wholeNumber, yesOrNo } from './leaf.ts';
import { problemsOf } from './pathProblems.ts';
import type { Problem } from './problem.ts';
import { readSourceText } from './sourceText.ts';
import { day } from './times.ts';
import { YamlFile } from './yamlFile.ts';

const mapping = <S extends z.ZodRawShape>(what: Text, shape: S) =>
  z.object(shape, { error: ({ input }) => notMapping(what, input) });

/** github.com/NateScarlet/holiday-cn, `schema.json`; its other keys are ignored. */
const format = mapping(NAMES.calendar, {
  year: wholeNumber(1900, 9999),
  days: listOf(mapping(NAMES.calendarDay, { date: day, isOffDay: yesOrNo }), 1),
});

/** The days that a file in the format of holiday-cn lists, and what is wrong with it. Never throws. */
export function readCalendarFile(file: string): ListedDays & { readonly problems: readonly Problem[] } {
  const refused = (problems: readonly Omit<Problem, 'file' | 'severity'>[]) => ({
    holidays: [],
    workdays: [],
    problems: problems.map((problem): Problem => ({ file, severity: 'error', ...problem })),
  });
  const source = readSourceText(file);
  if ('fault' in source) {
    const remedy = source.isAbsent ? ABSENT_CALENDAR : '';
    return refused([{ line: 1, column: 1, message: joined(THE_CALENDAR_FILE, source.fault, remedy) }]);
  }
  // JSON is YAML, and this parser gives line numbers.
  const yaml = new YamlFile(source.text, {});
  const read = format.safeParse(yaml.value);
  if (yaml.faults.length > 0 || !read.success) {
    const problems = yaml.faults.length > 0 || read.success ? [] : problemsOf(read.error.issues, yaml);
    const located = problems.map(({ path, part, message }) => ({ ...yaml.locate(path, part), message }));
    return refused([...yaml.faults, ...located]);
  }
  const days = (isOff: boolean): string[] =>
    read.data.days.filter(({ isOffDay }) => isOffDay === isOff).map(({ date }) => date);
  return { holidays: days(true), workdays: days(false), problems: [] };
}
