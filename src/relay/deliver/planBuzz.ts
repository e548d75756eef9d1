import type { BuzzDelivery } from '../../approval/delivery.ts';
import type { Needs } from '../context/context.ts';
import { mayBeSaidAt, type ReminderTarget } from '../routing/reminderTargets.ts';
import type { Ending } from './ending.ts';
import type { Request } from './request.ts';
import { rung, stillWaiting } from './stillWaiting.ts';

/** A buzz belongs to a card that has just come: it is not sent later than this. */
const LATE_MS = 5 * 60_000;
const SUPERSEDED: Ending = { do: 'suppress', reason: 'superseded' };

/**
 * Re-checks a buzz when its turn comes: only for steps that are still pending, only people who are still due, within
 * the hours, and within minutes of its card. It is never postponed to the morning: by then everybody has seen the card.
 */
export async function planBuzz(
  context: Needs<'settings' | 'clock', 'knownInstance' | 'silences'>,
  delivery: BuzzDelivery,
  target: ReminderTarget | undefined,
): Promise<Extract<Request, { do: 'buzz' }> | Ending> {
  if (delivery.unknownSince !== undefined) return { do: 'assume' };
  if (!target?.isUrgent) return { do: 'suppress', reason: 'unmapped' };
  const { settings, store, clock } = context;
  const now = clock.now();
  const { messageId, people } = delivery.content;
  const isLate = Math.abs(now - delivery.createdAt) > LATE_MS;
  if (isLate || mayBeSaidAt(settings, target, now) !== now) return SUPERSEDED;
  const waiting = await stillWaiting(context, delivery, await store.work.silences(now), now);
  const due = waiting.flatMap(({ steps }) => steps);
  const rungNow = due.length === 0 ? [] : rung(target.mention, due);
  const still = people.filter((id) => rungNow.includes(id));
  return still.length === 0 ? SUPERSEDED : { do: 'buzz', messageId, people: still };
}
