import { isStatus, type Status } from './status.ts';
import { isWeekFigures, type WeekFigures } from './weekFigures.ts';

/** A step that a reminder is about. */
export interface RemindedStep {
  /** The task's id; empty if no task is open. */
  readonly step: string;
  readonly person: string;
  readonly node: string;
  /** The id of the step; absent: an earlier version wrote it. */
  readonly nodeId?: string;
  /** When it began to wait, ms. */
  readonly since: number;
  /** Which reminder of it this is: 1 for the first; 0: it is only listed in an overview. */
  readonly count: number;
}

/** One instance in a summary of reminders. */
export interface RemindedInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly steps: readonly RemindedStep[];
}

/** The content of a reminder. */
export interface ReminderContent {
  readonly rule: string;
  readonly steps: readonly RemindedStep[];
  /** The card to update; absent: a new card. */
  readonly messageId?: string;
}

/** The content of a summary of reminders. */
export interface OverdueSummary {
  readonly of: 'overdue';
  readonly rule: string;
  /** The longest waiting first. */
  readonly waiting: readonly RemindedInstance[];
  /** How many there are in all; absent: all are listed. */
  readonly count?: number;
  /** The figures of the last week; absent: it has none. */
  readonly week?: WeekFigures;
}

/** One instance in a summary of findings of reconcile. */
export interface FoundInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly status: Status;
}

/** The content of a summary by an earlier version: it lists the findings of a run of reconcile. */
export interface FoundSummary {
  readonly of: 'found';
  readonly run: string;
  readonly found: readonly FoundInstance[];
  /** How many there are in all: a card shows only the first of them. */
  readonly count: number;
}

/** The content of a summary of folded changes: their rows point to it. */
export interface FoldedSummary {
  readonly of: 'folded';
}

export type SummaryContent = OverdueSummary | FoundSummary | FoldedSummary;

/** The content of a buzz. */
export interface BuzzContent {
  readonly rule: string;
  /** The escalation's card in the chat. */
  readonly messageId: string;
  /** open_ids of the people whom the card mentions. */
  readonly people: readonly string[];
  /** What the card is about; without the approval: an earlier version wrote it. */
  readonly waiting: readonly (Omit<RemindedInstance, 'approvalCode'> & Partial<RemindedInstance>)[];
}

/** When the first of its steps began to wait, ms: the longest waiting comes first. */
export function sinceOf({ steps }: RemindedInstance): number {
  return Math.min(...steps.map((step) => step.since));
}

/** Reads a stored {@link ReminderContent}; undefined: it is none. */
export function readReminderContent(text: string): ReminderContent | undefined {
  const stored = parse(text);
  const rule = stored?.rule;
  if (typeof rule !== 'string' || !isListOf(stored?.steps, isStep)) return undefined;
  const { steps, messageId } = stored;
  return { rule, steps, ...(isText(messageId) ? { messageId } : {}) };
}

/** Reads a stored {@link SummaryContent}; undefined: it is none. */
export function readSummaryContent(text: string): SummaryContent | undefined {
  const stored = parse(text) ?? {};
  const { of, rule, waiting, run, found, count, week } = stored;
  if (of === 'folded') return { of };
  if (typeof run === 'string' && isListOf(found, isFound) && typeof count === 'number')
    return { of: 'found', run, found, count };
  if (typeof rule !== 'string' || !isListOf(waiting, isRemindedInstance)) return undefined;
  return {
    of: 'overdue',
    rule,
    waiting,
    ...(typeof count === 'number' ? { count } : {}),
    ...(isWeekFigures(week) ? { week } : {}),
  };
}

/** Reads a stored {@link BuzzContent}; undefined: it is none. */
export function readBuzzContent(text: string): BuzzContent | undefined {
  const { rule, messageId, people, waiting } = parse(text) ?? {};
  return typeof rule === 'string' &&
    typeof messageId === 'string' &&
    isListOf(people, isText) &&
    isListOf(waiting, isReminded)
    ? { rule, messageId, people, waiting }
    : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isStep(value: unknown): value is RemindedStep {
  const { step, person, node, since, count } = asRecord(value) ?? {};
  return [step, person, node].every(isText) && typeof since === 'number' && typeof count === 'number';
}

function isReminded(value: unknown): value is BuzzContent['waiting'][number] {
  const { instanceCode, steps } = asRecord(value) ?? {};
  return isText(instanceCode) && isListOf(steps, isStep);
}

function isRemindedInstance(value: unknown): value is RemindedInstance {
  return isReminded(value) && isText(asRecord(value)?.approvalCode);
}

function isFound(value: unknown): value is FoundInstance {
  const { instanceCode, approvalCode, status } = asRecord(value) ?? {};
  return isText(instanceCode) && isText(approvalCode) && isStatus(status);
}
