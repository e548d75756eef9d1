import type { Instance, PersonId, TimelineEntry } from './instance.ts';
import { isFinal, type Status } from './status.ts';
import { type WaitingStep, waitingSteps } from './waiting.ts';

/** What happened in one step of the story. */
export type StoryDeed =
  | 'submitted'
  | 'approved'
  | 'rejected'
  | 'autoApproved'
  | 'autoRejected'
  | 'repeatSkipped'
  | 'transferred'
  | 'added'
  | 'addedBefore'
  | 'addedAfter'
  | 'removed'
  | 'sentBack'
  | 'withdrew'
  | 'revoked'
  | 'deleted'
  | 'copied'
  | 'commented'
  | 'overtimeClosed'
  | 'overtimeRecovered';

export interface StoryEntry {
  readonly deed: StoryDeed;
  /** Empty: the system did it, or Feishu does not say who. */
  readonly who: PersonId;
  /** To whom it was handed, who was added, removed or got a copy. */
  readonly others: readonly PersonId[];
  /** The step's name; empty where unknown. */
  readonly node: string;
  /** What the person wrote; empty: nothing. */
  readonly comment: string;
  /** ms; undefined if Feishu does not say. */
  readonly at?: number;
}

export interface Story {
  /** Oldest first. */
  readonly entries: readonly StoryEntry[];
  /** The one that led to the current status; undefined while nothing was decided. */
  readonly decision?: StoryEntry;
  /** Who is next: nobody once it has ended. */
  readonly waiting: readonly WaitingStep[];
}

/**
 * Who did what and when, with which comment, who is next and since when. The status is the event's, since the API knows
 * neither REVERTED nor OVERTIME_*; what the timeline cannot show comes from the event. Pure.
 *
 * @param changedAt when the event says the status changed, ms
 */
export function buildStory(status: Status, changedAt: number, instance: Instance | undefined): Story {
  const shown = instance ? withComments(instance, entriesOf(instance, status)) : [];
  // In a look-up that lags behind the event, the last approver is an earlier one: not the decision.
  const lags = status === 'APPROVED' && instance?.status === 'PENDING';
  const decision = lags ? undefined : shown.findLast((entry) => DECIDING[status].includes(entry.deed));
  const missing = decision ?? unseenDecision(status, changedAt);
  const entries = decision || !missing ? shown : inOrder([...shown, missing]);
  const waiting = instance && !isFinal(status) ? waitingSteps(instance) : [];
  return { entries, waiting, ...(missing ? { decision: missing } : {}) };
}

const DEEDS: Readonly<Record<string, StoryDeed>> = {
  START: 'submitted',
  PASS: 'approved',
  REJECT: 'rejected',
  AUTO_PASS: 'autoApproved',
  AUTO_REJECT: 'autoRejected',
  REMOVE_REPEAT: 'repeatSkipped',
  TRANSFER: 'transferred',
  ADD_APPROVER: 'added',
  ADD_APPROVER_BEFORE: 'addedBefore',
  ADD_APPROVER_AFTER: 'addedAfter',
  DELETE_APPROVER: 'removed',
  ROLLBACK: 'sentBack',
  ROLLBACK_SELECTED: 'sentBack',
  CANCEL: 'withdrew',
  DELETE: 'deleted',
  CC: 'copied',
};

/** Which deeds lead to a status; the last of them in the story is the decision. */
const DECIDING: Readonly<Record<Status, readonly StoryDeed[]>> = {
  PENDING: [],
  APPROVED: ['approved', 'autoApproved', 'repeatSkipped'],
  REJECTED: ['rejected', 'autoRejected'],
  CANCELED: ['withdrew'],
  DELETED: ['deleted'],
  REVERTED: ['revoked'],
  OVERTIME_CLOSE: ['overtimeClosed'],
  OVERTIME_RECOVER: ['overtimeRecovered'],
};

function entriesOf(instance: Instance, status: Status): StoryEntry[] {
  const isRevoked = status === 'REVERTED' || instance.reverted;
  const lastCancel = instance.timeline.findLastIndex((entry) => entry.type === 'CANCEL');
  const entries = instance.timeline.flatMap((entry, i): StoryEntry[] => {
    const shown = storyEntryOf(entry, instance);
    if (!shown) return [];
    return [isRevoked && i === lastCancel ? { ...shown, deed: 'revoked' } : shown];
  });
  if (entries.some((entry) => entry.deed === 'submitted') || instance.startedAt === undefined) return entries;
  return [{ ...NOTHING, deed: 'submitted', who: instance.applicant, at: instance.startedAt }, ...entries];
}

const NOTHING = { who: '', others: [], node: '', comment: '' } as const;

/** An entry of the timeline as an entry of the story; undefined: it is not shown. */
export function storyEntryOf(entry: TimelineEntry, instance: Instance): StoryEntry | undefined {
  const deed = Object.hasOwn(DEEDS, entry.type) ? DEEDS[entry.type] : undefined;
  return deed && entryOf(entry, deed, instance);
}

function entryOf(entry: TimelineEntry, deed: StoryDeed, instance: Instance): StoryEntry {
  const task =
    instance.tasks.find((one) => one.id !== '' && one.id === entry.taskId) ??
    instance.tasks.find((one) => one.nodeId !== '' && one.nodeId === entry.nodeKey);
  return {
    deed,
    who: entry.person,
    others: entry.others,
    node: deed === 'submitted' || deed === 'copied' ? '' : (task?.nodeName ?? ''),
    comment: readable(entry.comment),
    ...(entry.at === undefined ? {} : { at: entry.at }),
  };
}

function withComments(instance: Instance, entries: readonly StoryEntry[]): StoryEntry[] {
  const comments = instance.comments.map((comment): StoryEntry => {
    const at = comment.at === undefined ? {} : { at: comment.at };
    return { ...NOTHING, deed: 'commented', who: comment.person, comment: readable(comment.text), ...at };
  });
  return inOrder([...entries, ...comments.filter((comment) => comment.comment !== '')]);
}

/** By time; an entry without a time stays after its predecessor. */
function inOrder(entries: readonly StoryEntry[]): StoryEntry[] {
  let last = 0;
  return entries
    .map((entry) => {
      last = entry.at ?? last;
      return { entry, at: last };
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

/** An entry for the status itself, if the timeline does not (or cannot) contain it. */
function unseenDecision(status: Status, changedAt: number): StoryEntry | undefined {
  const [deed] = DECIDING[status];
  return deed && { ...NOTHING, deed, at: changedAt };
}

/** Feishu leaves JSON's escape for `&` in some texts (…/approval-v4/approval-related-faqs). */
function readable(text: string): string {
  return text.replaceAll('\\u0026', '&').trim();
}
