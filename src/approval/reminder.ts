import type { Duration } from '../base/duration.ts';
import type { Instance, PersonId } from './instance.ts';
import { isOneOf } from './openings.ts';
import { isFinal, type Status } from './status.ts';
import { waitingTasks } from './waiting.ts';
import type { WorkingTime } from './workingTime.ts';

/** Where a reminder goes, and when anybody can be expected there. */
interface Target {
  readonly time: Pick<WorkingTime, 'add'>;
}

/** By what a chat is reminded of steps. */
export interface ReminderRule<T extends Target> {
  readonly chat: string;
  /** {@link REMIND}, or what {@link escalationRule} makes. */
  readonly rule: string;
  /** Names or ids of steps: it is reminded only of these; absent: of all. */
  readonly stage?: readonly string[] | undefined;
  readonly after: Duration;
  readonly every: Duration;
  /** 0: without end. */
  readonly max: number;
  readonly target: T;
}

/** One step that somebody must take. */
export interface Wait {
  /** The task's id; empty if no task is open and the instance itself waits. */
  readonly step: string;
  /** Who must act; the applicant if no task is open; empty if unknown. */
  readonly person: PersonId;
  readonly node: string;
  /** The id of the step; empty if no task is open. */
  readonly nodeId: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** A step that a chat is to be reminded of, by a {@link ReminderRule}. */
export interface WantedReminder extends Wait {
  readonly chat: string;
  readonly rule: string;
  /**
   * When it is due, ms, after this many reminders, the last at `remindedAt`; null: never again.
   *
   * @param notBefore no time before this one; absent: it may be in the past
   */
  readonly dueAt: (count: number, remindedAt: number | null, notBefore?: number) => number | null;
}

export const REMIND = 'remind';
/** An overview of everything that waits. */
export const DIGEST = 'digest';
/** An overview is in time if it is written or sent within this time after its tick, or after it was written. */
export const OVERVIEW_IN_TIME_MS = 10 * 60_000;

/** The rule of an escalation: it stays the same if the list is reordered. */
export function escalationRule({ after }: { readonly after: Duration }): string {
  return `${ESCALATE}${after.amount}${after.unit}`;
}

export function isEscalation(rule: string): boolean {
  return rule.startsWith(ESCALATE);
}

const ESCALATE = 'escalate:';

/**
 * What an instance waits for: each open task, by its own start. If no task is open, or there was no look-up, the
 * instance itself counts, with its applicant. Nothing once it ended. Pure.
 *
 * @param changedAt since when it has this status, ms: used if Feishu gives no better time
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

/** Which chats are reminded of which steps; a chat once of a step, even if two rules are the same. Pure. */
export function remindersOf<T extends Target>(
  waits: readonly Wait[],
  rules: readonly ReminderRule<T>[],
): (WantedReminder & { readonly target: T })[] {
  const wanted = new Map<string, WantedReminder & { readonly target: T }>();
  for (const { chat, rule, stage, after, every, max, target } of rules)
    for (const wait of waits.filter((one) => concerns(stage, one))) {
      const dueAt: WantedReminder['dueAt'] = (count, remindedAt) => {
        if (max > 0 && count >= max) return null;
        const { time } = target;
        return (
          (count === 0 ? time.add(wait.since, after) : time.add(remindedAt ?? wait.since, every)) ?? null
        );
      };
      const key = JSON.stringify([chat, rule, wait.step]);
      if (!wanted.has(key)) wanted.set(key, { ...wait, chat, rule, dueAt, target });
    }
  return [...wanted.values()];
}

/** Whether a chat for only these steps is reminded of a wait; absent: it is for all steps. */
export function concerns(
  stage: readonly string[] | undefined,
  { node, nodeId = '' }: { readonly node: string; readonly nodeId?: string },
): boolean {
  return stage === undefined || isOneOf({ nodeId, nodeName: node }, stage);
}
