import { concerns, REMIND, waitsOf } from '../approval/reminder.ts';
import { holdOf, type Silence, standInFor } from '../approval/silence.ts';
import { OperatorError } from '../base/errors.ts';
import type { ChatEntry, Settings } from '../settings/settings.ts';
import type { RouteSubject } from './routeInput.ts';
import { readStore } from './storeOf.ts';

/** A person whom a chat does not remind for now, as `route` prints it. */
export interface RouteSilence {
  /** open_id of who must act. */
  readonly person: string;
  /** ISO 8601; null: until the step ends, or a stand-in is reminded. */
  readonly until: string | null;
  /** Who is reminded instead; empty: nobody. */
  readonly standIn: string;
}

/** The silences in force; none if there is no store yet. */
export async function silencesIn(settings: Settings, now: number): Promise<readonly Silence[]> {
  try {
    return await readStore(settings, (store) => store.silences(now));
  } catch (thrown) {
    // Without a readable store there are no silences to show.
    if (thrown instanceof OperatorError) return [];
    throw thrown;
  }
}

/** Whom a chat would not remind of an instance now, or for whom a stand-in is reminded. */
export function routeSilences(
  silences: readonly Silence[],
  { chat, reminders, stage }: ChatEntry,
  { approval, instance, status }: RouteSubject,
  now: number,
): RouteSilence[] {
  if (!reminders) return [];
  const waits = waitsOf(instance, { status, changedAt: now }).filter((wait) => concerns(stage, wait));
  return waits.flatMap(({ step, since, person }): RouteSilence[] => {
    const about = { instance: instance.instanceCode, approval: approval.code, chat: chat.id };
    const reminder = { ...about, rule: REMIND, step, since, person };
    const hold = holdOf(silences, reminder, now);
    if (hold) {
      const { until } = hold.silence;
      return [{ person, until: until === null ? null : new Date(until).toISOString(), standIn: '' }];
    }
    const standIn = standInFor(silences, reminder, now);
    return standIn === undefined ? [] : [{ person, until: null, standIn }];
  });
}
