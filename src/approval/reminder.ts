import type { Duration } from '../base/duration.ts';
import type { Instance, PersonId } from './instance.ts';
import { isOneOf } from './openings.ts';
import { isFinal, type Status } from './status.ts';
import { waitingTasks } from './waiting.ts';
import type { WorkingTime } from './workingTime.ts';

/** As much of the settings as it takes to say when a chat is reminded. */
export interface ReminderRules {
  readonly after: Duration;
  readonly every: Duration;
  /** 0: without end. */
  readonly max: number;
  readonly escalate: readonly { readonly after: Duration; readonly chat: { readonly id: string } }[];
}

/** A chat that is reminded, by which rules and in whose working time. */
export interface ReminderPlace {
  readonly chat: string;
  /** Names or ids of steps: it is reminded of these alone; absent: of all. */
  readonly stage?: readonly string[] | undefined;
  readonly rules: ReminderRules;
  readonly time: Pick<WorkingTime, 'add'>;
}

/** One step that somebody must take. */
export interface Wait {
  /** The task's id; empty where no task is open and the instance itself waits. */
  readonly step: string;
  /** Who must take it; the applicant where no task is open; empty where nobody knows. */
  readonly person: PersonId;
  readonly node: string;
  /** The id of the step; empty where no task is open. */
  readonly nodeId: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** A step of which a chat is to be reminded. */
export interface WantedReminder extends Wait {
  readonly chat: string;
  /** {@link REMIND}, or what {@link escalationRule} makes. */
  readonly rule: string;
  /**
   * When it is due, ms, after so many reminders of which the last was at `remindedAt`; null: never again.
   *
   * @param notBefore no moment before this one; absent: it may be one that is over
   */
  readonly dueAt: (count: number, remindedAt: number | null, notBefore?: number) => number | null;
}

export const REMIND = 'remind';
/** An overview of everything that waits. */
export const DIGEST = 'digest';
/** An overview that is written or sent this soon after its tick, or after it was written, comes in time. */
export const OVERVIEW_IN_TIME_MS = 10 * 60_000;

/** The rule of a step of the ladder upwards: it stays the same when the list is put in another order. */
export function escalationRule({ after }: { readonly after: Duration }): string {
  return `${ESCALATE}${after.amount}${after.unit}`;
}

export function isEscalation(rule: string): boolean {
  return rule.startsWith(ESCALATE);
}

const ESCALATE = 'escalate:';

/**
 * What an instance waits for: each open task by its own start. Where no task is open, or nobody could look, the
 * instance itself waits for its applicant to be told. Nothing once it ended. Pure.
 *
 * @param changedAt since when it has this status, ms: where Feishu tells no better time
 */
export function waitsOf(
  instance: Instance | undefined,
  { status, changedAt }: { readonly status: Status; readonly changedAt: number },
): Wait[] {
  if (isFinal(status)) return [];
  const startedAt = instance?.startedAt ?? changedAt;
  const tasks = instance ? waitingTasks(instance) : [];
  if (tasks.length === 0)
    return [{ step: '', person: instance?.applicant ?? '', node: '', nodeId: '', since: startedAt }];
  return tasks.map((task) => ({
    step: task.id === '' ? `${task.nodeId}/${task.person}` : task.id,
    person: task.person,
    node: task.nodeName,
    nodeId: task.nodeId,
    since: task.startedAt ?? startedAt,
  }));
}

/**
 * Of which steps which chats are to be reminded: the chats themselves again and again, those further up once. A chat
 * further up that two places name hears of a step once. Pure.
 */
export function remindersOf(waits: readonly Wait[], places: readonly ReminderPlace[]): WantedReminder[] {
  const wanted = new Map<string, WantedReminder>();
  for (const { chat, stage, rules, time } of places) {
    const ladder = rules.escalate.map((step) => {
      return { chat: step.chat.id, rule: escalationRule(step), after: step.after, every: step.after, max: 1 };
    });
    for (const wait of waits.filter((one) => concerns(stage, one))) {
      const { since } = wait;
      for (const { after, every, max, ...said } of [{ ...rules, chat, rule: REMIND }, ...ladder]) {
        const dueAt: WantedReminder['dueAt'] = (count, remindedAt) => {
          if (max > 0 && count >= max) return null;
          return (count === 0 ? time.add(since, after) : time.add(remindedAt ?? since, every)) ?? null;
        };
        const key = JSON.stringify([said.chat, said.rule, wait.step]);
        if (!wanted.has(key)) wanted.set(key, { ...wait, chat: said.chat, rule: said.rule, dueAt });
      }
    }
  }
  return [...wanted.values()];
}

/** Whether whoever hears of these steps alone is reminded of a wait; absent: of every one. */
export function concerns(
  stage: readonly string[] | undefined,
  { node, nodeId = '' }: { readonly node: string; readonly nodeId?: string },
): boolean {
  return stage === undefined || isOneOf({ nodeId, nodeName: node }, stage);
}
