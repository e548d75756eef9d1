import { type BuzzDelivery, isOfOne, type RemindingDelivery } from '../../approval/delivery.ts';
import { remindedIn, remindersIn } from '../../approval/reminded.ts';
import { DIGEST } from '../../approval/reminder.ts';
import { holdOf, type Silence } from '../../approval/silence.ts';
import type { WeekFigures } from '../../approval/weekFigures.ts';
import { zoneOf } from '../../base/zone.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { Recalled } from '../../store/reminders/reminders.ts';
import type { Needs } from '../context/context.ts';
import {
  isGathered,
  judgedAt,
  mayBeSaidAt,
  type ReminderTarget,
  reminderTarget,
  type TimeSettings,
} from '../routing/reminderTargets.ts';
import type { Ending } from './ending.ts';
import type { Request } from './request.ts';
import { stillWaiting } from './stillWaiting.ts';

/** The look-up that a reminder was written with speaks for it so long. */
const FRESH_MS = 10 * 60_000;
/** An overview that is sent this soon after it was written comes when its schedule says. */
export const IN_TIME_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Where a row that reminds, or buzzes, goes; undefined: the configuration has no such reminders any more. */
export function reminderPlace(
  settings: TimeSettings,
  approval: ApprovalSettings | undefined,
  delivery: RemindingDelivery | BuzzDelivery,
): ReminderTarget | undefined {
  const { chat, content } = delivery;
  const step = isOfOne(delivery) ? delivery.content.steps[0] : undefined;
  // What several instances wait for is pending.
  const status = isOfOne(delivery) ? delivery.status : 'PENDING';
  return reminderTarget(settings, approval, { chat, rule: content.rule, step }, status);
}

/**
 * Judges it again, now that its turn has come: whoever does not wait any more is not reminded, and outside of working
 * time nobody is. One that could not be sent for ten minutes, or before the hours ended, is taken back, so that it is
 * looked up again, then or when they begin. One whose outcome is unknown cannot wait, since its key holds for an hour: it
 * counts as sent then.
 */
export async function planReminder(
  {
    settings,
    store,
    clock,
  }: Needs<'clock', 'knownInstance' | 'silences'> & { readonly settings: TimeSettings },
  delivery: RemindingDelivery,
  place: ReminderTarget,
): Promise<Extract<Request, { do: 'post' | 'update' }> | Ending> {
  const isUnknown = delivery.unknownSince !== undefined;
  const { rule, waiting } = remindedIn(delivery);
  const isOverview = rule === DIGEST;
  const still = await Promise.all(
    waiting.map(({ instanceCode, steps }) => stillWaiting(store.work, instanceCode, steps)),
  );
  if (still.every(({ steps }) => steps.length === 0) && !weekIn(delivery))
    return isUnknown ? { do: 'assume' } : { do: 'suppress', reason: 'superseded' };
  const now = clock.now();
  // An update rings nobody.
  if (isOfOne(delivery) && delivery.content.messageId !== undefined)
    return { do: 'update', messageId: delivery.content.messageId };
  const at = mayBeSaidAt(settings, place, now) ?? now + DAY_MS;
  const isFresh = isFreshEnough(settings, delivery, place, now);
  const again = (): Ending => recallOf(settings, delivery, place, { silences, now });
  const silences = isOverview ? [] : await store.work.silences(now);
  if (!isUnknown && isSilenced(delivery, silences, now)) return again();
  if (at <= now && (isOverview || isUnknown || isFresh)) return { do: 'post' };
  // An overview has a schedule of its own, and keeps to it.
  if (isOverview && now - delivery.createdAt < IN_TIME_MS) return { do: 'post' };
  if (isUnknown) return { do: 'assume' };
  return isOverview ? { do: 'hold', until: at } : again();
}

/** The figures of the week that an overview holds. */
function weekIn(delivery: RemindingDelivery): WeekFigures | undefined {
  return delivery.kind === 'summary' ? delivery.content.week : undefined;
}

/**
 * While nothing could be sent, it may have ended without our being told. What exceeds the number of the day is one card,
 * and stays one.
 */
function isFreshEnough(
  { timezone }: TimeSettings,
  delivery: RemindingDelivery,
  place: ReminderTarget,
  now: number,
): boolean {
  const zone = zoneOf(timezone);
  const isExcess = delivery.kind === 'summary' && !isGathered(place, delivery.content.rule);
  return isExcess ? zone.dayAt(delivery.createdAt) === zone.dayAt(now) : now - delivery.createdAt < FRESH_MS;
}

/** Whether a silence that has begun since it was written covers any step of it. */
function isSilenced(delivery: RemindingDelivery, silences: readonly Silence[], now: number): boolean {
  return remindersIn(delivery).some((one) => holdOf(silences, one, now) !== undefined);
}

function recallOf(
  settings: TimeSettings,
  delivery: RemindingDelivery,
  place: ReminderTarget,
  { silences, now }: { readonly silences: readonly Silence[]; readonly now: number },
): Ending {
  const recalled = remindersIn(delivery).map((one): Recalled => {
    const from = holdOf(silences, one, now)?.until ?? now;
    return { ...one, until: judgedAt(settings, place, { ...one, instanceCode: one.instance }, from) };
  });
  return { do: 'recall', recalled };
}
