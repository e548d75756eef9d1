import type { Budget } from './budget.ts';
import type { CardInput } from './cardInput.ts';
import type { CardValues } from './cardValues.ts';
import { COLORS } from './colors.ts';
import type { OverdueInstance, OverdueStep } from './reminderNote.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, textValue, wordsOfValue } from './value.ts';
import { type Word, wordIn } from './words.ts';

/** A step that has waited for too long, as a template meets it; texts are tokens. */
export interface OverdueView {
  readonly who: string;
  readonly node: string;
  readonly since: string;
  readonly waited: string;
  readonly count: number;
}

/** One instance among several. */
export interface ItemView {
  readonly title: string;
  /** Empty where it reminds. */
  readonly statusName: string;
  readonly color: string;
  readonly overdue: readonly OverdueView[];
}

export interface ReminderView {
  readonly tellsChanges: boolean;
  readonly isEscalated: boolean;
  readonly overdue: readonly OverdueView[];
  readonly items: readonly ItemView[];
  readonly moreItems: number;
}

export function viewReminder(
  input: CardInput,
  values: CardValues,
  tokens: Tokens,
  budget: Budget,
): ReminderView {
  const {
    tellsChanges = false,
    isEscalated = false,
    steps = [],
    instances = [],
    count = 0,
  } = input.reminder ?? {};
  const viewStep = (step: OverdueStep): OverdueView => ({
    who: step.person === '' ? '' : tokens.put(values.person(step.person)),
    node: tokens.put(values.name(step.node)),
    since: tokens.put(values.shortTime(step.since)),
    waited: tokens.put(values.word('waited', textValue(step.waited))),
    count: step.count,
  });
  const shown = instances.slice(0, budget.story);
  return {
    tellsChanges,
    isEscalated,
    overdue: steps.slice(0, budget.story).map(viewStep),
    items: shown.map((one) => ({
      title: tokens.put(values.link(titleOf(one, input, values), one.instanceCode)),
      statusName: one.status ? tokens.put(values.word(one.status.toLowerCase() as Word)) : '',
      color: one.status ? COLORS[one.status] : '',
      overdue: one.steps.slice(0, MOST_STEPS).map(viewStep),
    })),
    moreItems: Math.max(0, count - shown.length),
  };
}

/** Of one instance among many. */
const MOST_STEPS = 5;

/** In plain words, since it is the text of a link. */
function titleOf(one: OverdueInstance, { locale }: CardInput, values: CardValues): CardValue {
  const given = values.name(one.approvalName);
  const approval = wordsOfValue(given, '') === '' ? values.word('approval') : given;
  const applicant = values.person(one.applicant);
  const isNamed = applicant.kind === 'person' && applicant.name !== '';
  const title = isNamed ? values.word('title', applicant, approval) : approval;
  return textValue(wordsOfValue(title, wordIn(locale, 'someone')));
}
