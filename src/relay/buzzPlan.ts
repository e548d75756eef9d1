import type { Delivery } from '../approval/delivery.ts';
import { type BuzzAbout, readBuzzAbout } from '../approval/reminderAbout.ts';
import type { Clock } from '../base/clock.ts';
import type { Changes } from '../store/changes.ts';
import type { ReminderDesk } from './reminderDesk.ts';
import { mayBeSaidAt, type TimeSettings } from './reminderPlaces.ts';
import { createStillWaiting, remindedIn, ruleOf, rung } from './stillWaiting.ts';

/** What is done about a buzz, now that its turn has come. */
export type BuzzPlan =
  | { readonly do: 'buzz'; readonly messageId: string; readonly people: readonly string[] }
  /** `superseded`: it has become needless, or comes too late. `unmapped`: the configuration asks for none any more. */
  | { readonly do: 'suppress'; readonly reason: 'superseded' | 'unmapped' }
  /** Nobody knows whether it rang: it counts as done. */
  | { readonly do: 'assume' };

/** What one call takes (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app). */
const MOST_PEOPLE = 200;
const OPEN_ID = /^ou_[A-Za-z0-9_-]{1,61}$/;
/** A buzz belongs to the card that has just come: later than this it would only startle. */
const LATE_MS = 5 * 60_000;

/**
 * What the buzz is about that follows an escalation's card, as JSON; undefined: there is nobody to buzz.
 *
 * @param mentions whom the card mentions
 */
export function buzzAfter(
  delivery: Delivery,
  messageId: string,
  mentions: readonly string[],
): string | undefined {
  const people = mentions.filter((id) => OPEN_ID.test(id)).slice(0, MOST_PEOPLE);
  if (people.length === 0 || messageId === '') return undefined;
  const waiting = remindedIn(delivery);
  const about: BuzzAbout = {
    rule: ruleOf(delivery),
    messageId,
    people,
    waiting: waiting.map(({ instanceCode, steps }) => ({ instanceCode, steps })),
  };
  return JSON.stringify(about);
}

/**
 * Judges a buzz when its turn comes: only of what waits even now, only those who are due even now, within the hours, and
 * within minutes of its card. It is never put off until the morning: by then everybody has seen the card.
 */
export function createBuzzPlan(parts: {
  readonly settings: TimeSettings;
  readonly work: Pick<Changes, 'knownInstance'>;
  readonly desk: Pick<ReminderDesk, 'placeOf'>;
  readonly clock: Clock;
}): (delivery: Delivery) => Promise<BuzzPlan> {
  const stillWaiting = createStillWaiting(parts.work);
  return async (delivery) => {
    if (delivery.unknownSince !== undefined) return { do: 'assume' };
    const place = parts.desk.placeOf(delivery);
    if (!place?.isUrgent) return { do: 'suppress', reason: 'unmapped' };
    const now = parts.clock.now();
    const { messageId, people, waiting } = readBuzzAbout(delivery.about);
    const isLate = Math.abs(now - delivery.createdAt) > LATE_MS;
    if (isLate || mayBeSaidAt(parts.settings, place, now) !== now)
      return { do: 'suppress', reason: 'superseded' };
    const found = await Promise.all(
      waiting.map(({ instanceCode, steps }) => stillWaiting(instanceCode, steps)),
    );
    const due = found.flatMap(({ steps }) => steps);
    const rungNow = due.length === 0 ? [] : rung(place.mention, due);
    const still = people.filter((id) => rungNow.includes(id));
    if (still.length === 0) return { do: 'suppress', reason: 'superseded' };
    return { do: 'buzz', messageId, people: still };
  };
}
