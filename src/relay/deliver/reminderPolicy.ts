import { type BuzzDelivery, isOfOne, type RemindingDelivery } from '../../approval/delivery.ts';
import { remindersIn } from '../../approval/reminded.ts';
import { DIGEST, OVERVIEW_IN_TIME_MS } from '../../approval/reminder.ts';
import { holdOf } from '../../approval/silence.ts';
import { zoneOf } from '../../base/zone.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import {
  isDigest,
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

/** Where a row that reminds, or buzzes, goes; undefined: the configuration has no such reminders any more. */
export function findReminderTarget(
  settings: TimeSettings,
  approval: ApprovalSettings | undefined,
  delivery: RemindingDelivery | BuzzDelivery,
): ReminderTarget | undefined {
  const { chat, content } = delivery;
  const { rule } = content;
  if (!isOfOne(delivery)) return reminderTarget(settings, approval, { chat, rule });
  return reminderTarget(settings, approval, { chat, rule, step: delivery.content.steps[0] }, delivery.status);
}

/**
 * Judges it again, now that its turn has come: whoever does not wait any more is not reminded, and outside of working
 * time nobody is. One that could not be sent for ten minutes, or before the hours ended, is recalled, so that it is
 * looked up again, then or when they begin. One whose outcome is unknown cannot wait, since its key holds for an hour:
 * it counts as sent then.
 */
export async function planReminder(
  context: Needs<'settings' | 'clock', 'knownInstance' | 'silences'>,
  delivery: RemindingDelivery,
  target: ReminderTarget,
): Promise<Extract<Request, { do: 'post' | 'update' }> | Ending> {
  const { settings, store, clock } = context;
  const now = clock.now();
  const isUnknown = delivery.unknownSince !== undefined;
  const isOverview = delivery.content.rule === DIGEST;
  const silences = isOverview ? [] : await store.work.silences(now);
  const waiting = await stillWaiting(context, delivery, silences, now);
  const hasWeek = delivery.kind === 'summary' && delivery.content.week !== undefined;
  if (waiting.every(({ steps }) => steps.length === 0) && !hasWeek)
    return isUnknown ? { do: 'assume' } : { do: 'suppress', reason: 'superseded' };
  // An update rings nobody.
  if (isOfOne(delivery) && delivery.content.messageId !== undefined)
    return { do: 'update', messageId: delivery.content.messageId };
  const at = mayBeSaidAt(settings, target, now);
  if (isOverview) return planOverview(delivery, at, now);
  if (isUnknown) return at <= now ? { do: 'post' } : { do: 'assume' };
  const held = remindersIn(delivery).map((one) => ({ one, until: holdOf(silences, one, now)?.until }));
  const isHeld = held.some(({ until }) => until !== undefined);
  if (at <= now && !isHeld && isFreshEnough(settings, delivery, target, now)) return { do: 'post' };
  const recalled = held.map(({ one, until = now }) => {
    return { ...one, until: judgedAt(settings, target, one, until) };
  });
  return { do: 'recall', recalled };
}

/** An overview has a schedule of its own, and keeps to it. `at`: when it may be said. */
function planOverview(
  { createdAt, unknownSince }: RemindingDelivery,
  at: number,
  now: number,
): { do: 'post' } | Ending {
  if (at <= now || now - createdAt < OVERVIEW_IN_TIME_MS) return { do: 'post' };
  return unknownSince !== undefined ? { do: 'assume' } : { do: 'hold', until: at };
}

/**
 * While nothing could be sent, it may have ended without an event. What exceeds the number of the day is one
 * card, and stays one.
 */
function isFreshEnough(
  { timezone }: TimeSettings,
  delivery: RemindingDelivery,
  target: ReminderTarget,
  now: number,
): boolean {
  const zone = zoneOf(timezone);
  const isExcess = delivery.kind === 'summary' && !isDigest(target, delivery.content.rule);
  return isExcess ? zone.dayAt(delivery.createdAt) === zone.dayAt(now) : now - delivery.createdAt < FRESH_MS;
}
