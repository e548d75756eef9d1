/** A stored reminder: a step of which a chat is reminded. Times are ms. */
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
  /** What set its time: {@link BY_RULES}, {@link POSTPONED} or {@link SNOOZED}. */
  readonly by: string;
  /** The time at which it may be sent: schedule, working time and the chat's hours allow it. null: never again. */
  readonly dueAt: number | null;
  readonly count: number;
  readonly remindedAt: number | null;
}

/** Only the rules set the time. */
export const BY_RULES = '';

/** It is later than by the rules: it could not be sent, or a silence held it back. */
export const POSTPONED = 'later';

/** A person chose the time: it applies even if the rules would set an earlier or later one. */
export const SNOOZED = 'snoozed';

/** A row that is to be checked again at another time: a time that a person chose stays marked as chosen. */
export function postponed(row: ReminderRow, until: number): ReminderRow {
  return { ...row, by: row.by === SNOOZED ? SNOOZED : POSTPONED, dueAt: until };
}

/** Whether its time has come. */
export function isDue({ dueAt }: Pick<ReminderRow, 'dueAt'>, now: number): boolean {
  return dueAt !== null && dueAt <= now;
}

/** The key of a row within one instance. */
export function reminderKey({ chat, rule, step }: { chat: string; rule: string; step: string }): string {
  return JSON.stringify([chat, rule, step]);
}
