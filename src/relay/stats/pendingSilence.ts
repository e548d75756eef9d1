import { concerns, REMIND, type Wait } from '../../approval/reminder.ts';
import { covers, holdOf, type Silence, standInFor } from '../../approval/silence.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';

/** A silence of a pending step, for output. */
export interface PendingSilence {
  readonly id: string;
  /** ISO 8601; null: until the step ends. */
  readonly until: string | null;
  /** Who is reminded instead; empty: nobody. */
  readonly standIn: string;
}

/** The silence that covers a step in every chat that is reminded of it; null: there is none. */
export function silenceOf(
  silences: readonly Silence[],
  one: { readonly instance: string; readonly approval: string },
  wait: Wait,
  settings: Settings,
  now: number,
): PendingSilence | null {
  const { step, since, person } = wait;
  const chats = (approvalFor(settings, one.approval)?.chats ?? []).filter(
    ({ reminders, stage }) => reminders && concerns(stage, wait),
  );
  const reminders = chats.map(({ chat }) => ({ ...one, step, since, person, chat: chat.id, rule: REMIND }));
  if (reminders.length === 0) return null;
  const held = reminders.flatMap((reminder) => holdOf(silences, reminder, now)?.silence ?? []);
  // A chat without a silence is reminded on time.
  const [soonest] = held.length === reminders.length ? held.toSorted((a, b) => endOf(a) - endOf(b)) : [];
  if (soonest) return shown(soonest);
  const standIn = reminders.map((reminder) => standInFor(silences, reminder, now)).find(Boolean);
  const silence = silences.find(
    (each) => each.standIn === standIn && reminders.some((reminder) => covers(each, reminder, now)),
  );
  return standIn && silence ? shown(silence) : null;
}

function endOf({ until }: Silence): number {
  return until ?? Number.POSITIVE_INFINITY;
}

function shown({ id, until, standIn }: Silence): PendingSilence {
  return { id, until: until === null ? null : new Date(until).toISOString(), standIn };
}

/** When the next reminder is sent if silences defer it: only if all steps are deferred. */
export function afterSilences(
  next: string | null,
  silences: readonly (PendingSilence | null)[],
): string | null {
  const held = silences.map((one) => (one && one.standIn === '' ? one : null));
  if (next === null || held.length === 0 || held.some((one) => one === null)) return next;
  if (held.every((one) => one?.until === null)) return null;
  const ends = held.flatMap((one) => (one?.until ? [one.until] : []));
  const soonest = ends.toSorted()[0] ?? next;
  return soonest > next ? soonest : next;
}
