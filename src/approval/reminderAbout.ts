import { REMIND } from './reminder.ts';

/** A step of which a reminder speaks. */
export interface RemindedStep {
  /** The task's id; empty where no task is open. */
  readonly step: string;
  readonly person: string;
  readonly node: string;
  /** When it began to wait, ms. */
  readonly since: number;
  /** Which reminder of it this is: 1 for the first; 0: it only stands in an overview. */
  readonly count: number;
}

/** One instance in a summary. */
export interface RemindedInstance {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly steps: readonly RemindedStep[];
}

/** When the first of its steps began to wait, ms: by this the longest waiting stands first. */
export function sinceOf({ steps }: RemindedInstance): number {
  return Math.min(...steps.map((step) => step.since));
}

/** What a row of the outbox of kind `reminder` is about; stored as JSON. */
export interface ReminderAbout {
  readonly rule: string;
  readonly steps: readonly RemindedStep[];
}

/** What a row of kind `summary` is about, where it gathers reminders; stored as JSON. */
export interface SummaryAbout {
  readonly rule: string;
  /** The longest waiting first. */
  readonly waiting: readonly RemindedInstance[];
  /** How many there are, where not all are listed. */
  readonly count?: number;
}

/** What a row of kind `buzz` is about; stored as JSON. */
export interface BuzzAbout {
  readonly rule: string;
  /** The escalation's card, which stands in the chat. */
  readonly messageId: string;
  /** open_ids of those whom it mentions. */
  readonly people: readonly string[];
  /** Of what it speaks. */
  readonly waiting: readonly Pick<RemindedInstance, 'instanceCode' | 'steps'>[];
}

/** Reads what was stored; what cannot be read is about nothing. */
export function readBuzzAbout(text: string): BuzzAbout {
  const { rule = REMIND, messageId = '', people = [], waiting = [] } = parse<BuzzAbout>(text);
  return { rule, messageId, people, waiting };
}

/** Reads what was stored; what cannot be read is about nothing. */
export function readReminderAbout(text: string): ReminderAbout {
  const { rule = REMIND, steps = [] } = parse<Partial<ReminderAbout>>(text);
  return { rule, steps };
}

/** Reads what was stored; what cannot be read is about nothing. */
export function readSummaryAbout(text: string): SummaryAbout {
  const { rule = REMIND, waiting = [], count } = parse<Partial<SummaryAbout>>(text);
  return { rule, waiting, ...(count === undefined ? {} : { count }) };
}

function parse<T extends object>(text: string): Partial<T> {
  try {
    return (JSON.parse(text) as T | null) ?? {};
  } catch {
    return {};
  }
}
