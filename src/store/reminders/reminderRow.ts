/** A step of which a chat is reminded, as it stands in the store. Times ms. */
export interface ReminderRow {
  readonly instance: string;
  readonly chat: string;
  readonly step: string;
  readonly rule: string;
  readonly approval: string;
  readonly person: string;
  readonly node: string;
  readonly nodeId: string;
  readonly since: number;
  /** What made its moment: {@link BY_RULES}, {@link PUT_OFF} or {@link SNOOZED}. */
  readonly by: string;
  /** The moment at which it may be said: its schedule, working time and the chat's hours allow it. null: never again. */
  readonly dueAt: number | null;
  readonly count: number;
  readonly remindedAt: number | null;
}

/** The rules alone say when. */
export const BY_RULES = '';

/** It is later than the rules say: it could not be said, or a silence held it back. */
export const PUT_OFF = 'later';

/** Somebody wished it: it holds even where the rules would have it sooner or later. */
export const SNOOZED = 'snoozed';

/** A row that is to be judged again at another moment: what somebody wished stays wished. */
export function putOff(row: ReminderRow, until: number): ReminderRow {
  return { ...row, by: row.by === SNOOZED ? SNOOZED : PUT_OFF, dueAt: until };
}

/** Whether its moment has come. */
export function isDue({ dueAt }: Pick<ReminderRow, 'dueAt'>, now: number): boolean {
  return dueAt !== null && dueAt <= now;
}

/** What tells the rows of one instance apart. */
export function rowKey({ chat, rule, step }: { chat: string; rule: string; step: string }): string {
  return JSON.stringify([chat, rule, step]);
}
