import type { Instance, PersonId } from '../../approval/instance.ts';
import { waitingSteps } from '../../approval/waiting.ts';
import type { Budget } from './budget.ts';
import type { CardInput } from './cardInput.ts';
import type { CardValues } from './cardValues.ts';
import { shorten } from './cleanText.ts';
import { COLORS } from './colors.ts';
import type { Deferral, OverdueInstance, OverdueStep } from './reminderNote.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, textValue, wordsOfValue } from './value.ts';
import { titleValues } from './viewTitle.ts';
import { viewWeek, type WeekView } from './viewWeek.ts';
import { type Word, wordIn } from './words.ts';

/** A step that has waited for too long, as a template sees it; texts are tokens. */
export interface OverdueView {
  /** One, or all, of the people a step waits for. */
  readonly who: string;
  /** The same; those whom the card mentions are mentioned here. */
  readonly mentioned: string;
  /** For whom, if it is a stand-in; otherwise empty. */
  readonly onBehalfOf: string;
  readonly node: string;
  readonly since: string;
  readonly waited: string;
  /** Only the duration. */
  readonly span: string;
  readonly isAnyOf: boolean;
  readonly count: number;
}

/** One instance among several. */
export interface ItemView {
  readonly title: string;
  /** How much, or when. */
  readonly extent: string;
  /** Empty if it reminds. */
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
  /** The figures of the last week; absent on most cards. */
  readonly week?: WeekView;
  /** Whether the card has buttons that defer it. */
  readonly mayDefer: boolean;
  /** Who deferred it and until when, or stopped it; empty: nobody did. */
  readonly deferred: string;
}

export function viewReminder(
  input: CardInput,
  rung: readonly PersonId[],
  {
    values,
    tokens,
    budget,
  }: { readonly values: CardValues; readonly tokens: Tokens; readonly budget: Budget },
): ReminderView {
  const {
    tellsChanges = false,
    isEscalated = false,
    steps = [],
    instances = [],
    count = 0,
    deferral,
    week,
  } = input.reminder ?? {};
  const viewLine = ({ people, isAnyOf, step }: OverdueLine): OverdueView => ({
    who: people.length === 0 ? '' : tokens.put(values.people(people, budget.story)),
    mentioned: people.length === 0 ? '' : tokens.put(values.peopleRung(people, rung, budget.story)),
    onBehalfOf:
      step.standIn === undefined ? '' : tokens.put(values.word('onBehalfOf', values.person(step.person))),
    node: tokens.put(values.name(step.node)),
    since: tokens.put(values.shortTime(step.since)),
    waited: tokens.put(values.word('waited', textValue(step.waited))),
    span: tokens.put(textValue(step.waited)),
    isAnyOf,
    count: step.count,
  });
  const shown = instances.slice(0, budget.items);
  return {
    tellsChanges,
    isEscalated,
    overdue: linesOf(steps.slice(0, budget.story), input.instance).map(viewLine),
    items: shown.map((one) => {
      const { title, extent } = titleOf(one, input, values);
      return {
        title: tokens.put(values.link(title, one.instanceCode)),
        extent: tokens.put(extent),
        statusName: one.status ? tokens.put(values.word(one.status.toLowerCase() as Word)) : '',
        color: one.status ? COLORS[one.status] : '',
        overdue: linesOf(one.steps, one.instance).slice(0, MOST_STEPS).map(viewLine),
      };
    }),
    moreItems: Math.max(0, count - shown.length),
    ...(week ? { week: viewWeek(week, values, tokens) } : {}),
    mayDefer: deferral?.by === '',
    deferred: deferral ? deferredText(deferral, values, tokens) : '',
  };
}

function deferredText({ by, until }: Deferral, values: CardValues, tokens: Tokens): string {
  if (by === '') return '';
  const who = values.person(by);
  return tokens.put(
    until == null ? values.word('stoppedBy', who) : values.word('deferredBy', who, values.shortTime(until)),
  );
}

/** Steps that differ only in their people. */
interface OverdueLine {
  readonly people: readonly PersonId[];
  readonly isAnyOf: boolean;
  readonly step: OverdueStep;
}

/** One line for all people a step has waited for equally long, or of whom any one is enough. */
function linesOf(steps: readonly OverdueStep[], instance: Instance | undefined): OverdueLine[] {
  const anyOf = instance ? waitingSteps(instance).filter((step) => step.anyOf) : [];
  const lines = new Map<string, OverdueLine>();
  for (const step of steps) {
    const { person, standIn, node, waited, count } = step;
    const who = standIn ?? person;
    const either = anyOf.find((one) => standIn === undefined && one.people.includes(person));
    const key = JSON.stringify(
      either ? [either.nodeId] : [node, waited, count, who === '', standIn, standIn && person],
    );
    const people = [...(lines.get(key)?.people ?? []), ...(who === '' ? [] : [who])];
    const isAnyOf = people.length > 1 && either !== undefined;
    lines.set(key, { people, isAnyOf, step: lines.get(key)?.step ?? step });
  }
  return [...lines.values()];
}

/** Of one instance among many. */
const MOST_STEPS = 5;
/** Short enough that a card has room for many. */
const LONGEST_TITLE = 76;

/** In plain words, since it is the text of a link. */
function titleOf(
  one: OverdueInstance,
  input: CardInput,
  values: CardValues,
): Record<'title' | 'extent', CardValue> {
  const { title, extent } = titleValues(
    {
      ...one,
      distinction: one.distinction,
      serialNumber: one.instance?.serialNumber ?? '',
      changedAt: input.changedAt,
    },
    values,
  );
  const words = wordsOfValue(title, wordIn(input.locale, 'someone'));
  return { title: textValue(shorten(words, LONGEST_TITLE)), extent };
}
