import type { CardValues } from './cardValues.ts';
import type { WeekNote } from './reminderNote.ts';
import type { Tokens } from './tokens.ts';
import type { Word } from './words.ts';

/** The figures of a week as a template sees them: texts as tokens, empty if nothing was decided. */
export interface WeekView {
  readonly title: string;
  readonly created: string;
  readonly decided: string;
  readonly median: string;
  readonly p90: string;
  readonly slowest: string;
}

export function viewWeek(week: WeekNote, values: CardValues, tokens: Tokens): WeekView {
  const { from, to, created, decided, median, p90, before, slowest } = week;
  const say = (word: Word, ...filling: readonly (string | number)[]): string =>
    tokens.put(values.word(word, ...filling.map((part) => values.name(String(part)))));
  const medians =
    before.median === '' ? say('weekMedian', median) : say('weekMedianBoth', median, before.median);
  return {
    title: say('week', from, to),
    created: say('weekCreated', created, before.created),
    decided: say('weekDecided', decided, before.decided),
    median: median === '' ? '' : medians,
    p90: p90 === '' ? '' : say('weekP90', p90),
    slowest: slowest ? say('weekSlowest', slowest.approvalName, slowest.stepName, slowest.median) : '',
  };
}
