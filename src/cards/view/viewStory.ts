import type { PersonId } from '../../approval/instance.ts';
import type { Story, StoryDeed, StoryEntry } from '../../approval/story.ts';
import type { WaitingStep } from '../../approval/waiting.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import type { Tokens } from './tokens.ts';
import type { CardValue } from './value.ts';
import type { Word } from './words.ts';

/** One thing that happened, as a template sees it; texts are tokens. */
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
  /** The same; those whom the card mentions are mentioned here. */
  readonly mentioned: string;
  readonly isAnyOf: boolean;
  readonly since: string;
}

/** A story up to this length is shown in full; of a longer one only the end. */
const LONGEST_OPEN = 3;
const OPEN_END = 2;

export interface StoryView {
  readonly story: readonly EntryView[];
  readonly recent: readonly EntryView[];
  readonly earlier: readonly EntryView[];
  readonly earlierCount: number;
  /** How many still earlier ones do not fit the card. */
  readonly moreEarlier: number;
}

export function viewStory(story: Story, values: CardValues, tokens: Tokens, budget: Budget): StoryView {
  const shown = story.entries.slice(-budget.story);
  const views = shown.map((entry) => viewEntry(entry, values, tokens, budget));
  // The submission and the decision are shown at the top.
  const later = views.filter((_, i) => shown[i]?.deed !== 'submitted' && shown[i] !== story.decision);
  const open = later.length <= Math.min(LONGEST_OPEN, budget.story) ? later.length : OPEN_END;
  const at = Math.max(0, later.length - open);
  return {
    story: views,
    recent: later.slice(at),
    earlier: later.slice(0, at),
    earlierCount: at,
    moreEarlier: story.entries
      .slice(0, story.entries.length - shown.length)
      .filter((entry) => entry.deed !== 'submitted').length,
  };
}

export function viewEntry(entry: StoryEntry, values: CardValues, tokens: Tokens, budget: Budget): EntryView {
  const did = values.deed(DEED_WORDS[entry.deed] ?? (entry.deed as Word), entry.who === '');
  return {
    deed: entry.deed,
    did: tokens.put(did),
    color: DEED_COLORS[entry.deed] ?? 'default',
    who: entry.who === '' ? '' : tokens.put(values.person(entry.who)),
    others: tokens.put(values.people(entry.others, budget.story)),
    node: tokens.put(values.name(entry.node)),
    comment: saysMore(entry.comment, did) ? tokens.put(values.text(entry.comment, budget.comment)) : '',
    at: entry.at === undefined ? '' : tokens.put(values.shortTime(entry.at)),
  };
}

/** Whether a comment adds anything: one such as “同意” only repeats what was done. */
function saysMore(comment: string, did: CardValue): boolean {
  const said = comment.trim().replace(/[。.！!]$/, '');
  return did.kind !== 'text' || said.toLowerCase() !== did.text.toLowerCase();
}

export function viewWaiting(
  steps: readonly WaitingStep[],
  mentions: readonly PersonId[],
  {
    values,
    tokens,
    budget,
  }: { readonly values: CardValues; readonly tokens: Tokens; readonly budget: Budget },
): WaitingView[] {
  return steps.slice(0, budget.story).map((step) => ({
    node: tokens.put(values.name(step.nodeName)),
    people: tokens.put(values.people(step.people, budget.story)),
    mentioned: tokens.put(values.peopleRung(step.people, mentions, budget.story)),
    isAnyOf: step.anyOf,
    since: step.since === undefined ? '' : tokens.put(values.shortTime(step.since)),
  }));
}

/** Names of the words for deeds, where they differ because a status has the same word. */
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
  overtimeClosed: 'grey',
  overtimeRecovered: 'turquoise',
};
