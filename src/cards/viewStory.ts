import type { Story, StoryDeed, StoryEntry } from '../approval/story.ts';
import type { WaitingStep } from '../approval/waiting.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import type { Tokens } from './tokens.ts';
import type { Word } from './words.ts';

/** One thing that happened, as a template meets it; texts are tokens. */
export interface EntryView {
  readonly deed: StoryDeed;
  readonly did: string;
  readonly color: string;
  readonly who: string;
  readonly others: string;
  readonly node: string;
  readonly comment: string;
  readonly at: string;
}

export interface WaitingView {
  readonly node: string;
  readonly people: string;
  readonly isAnyOf: boolean;
  readonly since: string;
}

/** A story up to this long stands open; of a longer one only the end does. */
const LONGEST_OPEN = 6;
const OPEN_END = 4;

export interface StoryView {
  readonly story: readonly EntryView[];
  readonly recent: readonly EntryView[];
  readonly earlier: readonly EntryView[];
  /** All that do not stand open, those that are left out too. */
  readonly earlierCount: number;
}

export function viewStory(story: Story, values: CardValues, tokens: Tokens, budget: Budget): StoryView {
  const all = story.entries;
  const shown = all.slice(-budget.story).map((entry) => viewEntry(entry, values, tokens, budget));
  const open = all.length <= Math.min(LONGEST_OPEN, budget.story) ? all.length : OPEN_END;
  const at = Math.max(0, shown.length - open);
  return {
    story: shown,
    recent: shown.slice(at),
    earlier: shown.slice(0, at),
    earlierCount: Math.max(0, all.length - open),
  };
}

export function viewEntry(entry: StoryEntry, values: CardValues, tokens: Tokens, budget: Budget): EntryView {
  return {
    deed: entry.deed,
    did: tokens.put(values.word(DEED_WORDS[entry.deed] ?? (entry.deed as Word))),
    color: DEED_COLORS[entry.deed] ?? 'default',
    who: entry.who === '' ? '' : tokens.put(values.person(entry.who)),
    others: tokens.put(values.people(entry.others, budget.story)),
    node: tokens.put(values.name(entry.node)),
    comment: tokens.put(values.text(entry.comment, budget.comment)),
    at: entry.at === undefined ? '' : tokens.put(values.shortTime(entry.at)),
  };
}

export function viewWaiting(
  steps: readonly WaitingStep[],
  values: CardValues,
  tokens: Tokens,
  budget: Budget,
): WaitingView[] {
  return steps.slice(0, budget.story).map((step) => ({
    node: tokens.put(values.name(step.nodeName)),
    people: tokens.put(values.people(step.people, budget.story)),
    isAnyOf: step.anyOf,
    since: step.since === undefined ? '' : tokens.put(values.shortTime(step.since)),
  }));
}

/** Where the word for a deed is also the word for a status, it has a name of its own. */
const DEED_WORDS: Partial<Readonly<Record<StoryDeed, Word>>> = {
  approved: 'didApproved',
  rejected: 'didRejected',
  deleted: 'didDeleted',
};

const DEED_COLORS: Partial<Readonly<Record<StoryDeed, string>>> = {
  approved: 'green',
  autoApproved: 'green',
  repeatSkipped: 'green',
  rejected: 'red',
  autoRejected: 'red',
  sentBack: 'orange',
  withdrew: 'grey',
  revoked: 'purple',
  deleted: 'grey',
  overtimeClosed: 'orange',
  overtimeRecovered: 'turquoise',
};
