import { type BuzzDelivery, isOfOne, type RemindingDelivery } from '../../approval/delivery.ts';
import type { RemindedStep } from '../../approval/deliveryContent.ts';
import type { Locale } from '../../approval/locale.ts';
import { DIGEST } from '../../approval/reminder.ts';
import { holdOf, type Silence } from '../../approval/silence.ts';
import type { WeekFigures } from '../../approval/weekFigures.ts';
import type { Clock } from '../../base/clock.ts';
import { zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ApprovalSettings, Settings } from '../../settings/settings.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { Recalled } from '../../store/reminders/recall.ts';
import type { Silences } from '../../store/silences.ts';
import {
  isGathered,
  judgedAt,
  mayBeSaidAt,
  type ReminderTarget,
  reminderTarget,
  type TimeSettings,
} from '../routing/reminderTargets.ts';
import { type NoteAndPeople, noteOfReminder } from './noteOfReminder.ts';
import { remindedIn, remindersIn, stillWaiting } from './stillWaiting.ts';

/** Where a row that reminds, or buzzes, goes. */
export interface ReminderPolicy {
  /** undefined: the configuration has no such reminders any more. */
  placeOf(
    delivery: RemindingDelivery | BuzzDelivery,
    approval?: ApprovalSettings,
  ): (ReminderTarget & { readonly approval: ApprovalSettings }) | undefined;
  /**
   * Judges it again, now that its turn has come: whoever does not wait any more is not reminded, and outside of working
   * time nobody is. One that could not be sent for ten minutes, or before the hours ended, is taken back, so that it is
   * looked up again, then or when they begin. One whose outcome is unknown cannot wait, since its key holds for an hour: it counts as sent then.
   */
  plan(delivery: RemindingDelivery, place: ReminderTarget): Promise<ReminderPlan>;
  /** What its card tells, and whom it rings. */
  noteOf(delivery: RemindingDelivery, place: ReminderTarget, locale: Locale): Promise<NoteAndPeople>;
}

/** What is done about a reminder, now that its turn has come. */
export type ReminderPlan =
  | { readonly do: 'post' }
  /** A button of its card was pressed. */
  | { readonly do: 'update'; readonly messageId: string }
  /** Whoever was waited for has acted. */
  | { readonly do: 'suppress'; readonly reason: 'superseded' }
  /** Whether it arrived is not known, and it may not be repeated now: it counts as sent. */
  | { readonly do: 'assume' }
  | { readonly do: 'hold'; readonly until: number }
  /** What it reminds of is to be looked up and judged again first, each instance at its own moment. */
  | { readonly do: 'recall'; readonly rule: string; readonly recalled: readonly Recalled[] };

/** The look-up that a reminder was written with speaks for it so long. */
const FRESH_MS = 10 * 60_000;
/** An overview that is sent this soon after it was written comes when its schedule says. */
export const IN_TIME_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** What the policy knows by. */
export interface PolicyParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly store: { readonly work: Pick<Changes, 'knownInstance'> & Pick<Silences, 'silences'> };
  readonly clock: Clock;
}

export function createReminderPolicy(parts: PolicyParts): ReminderPolicy {
  const { settings } = parts;
  return {
    placeOf(delivery, approval = approvalFor(settings, delivery.approvalCode)) {
      const target = {
        chat: delivery.chat,
        rule: delivery.content.rule,
        step: isOfOne(delivery) ? delivery.content.steps[0] : undefined,
      };
      // What several instances wait for is pending.
      const status = isOfOne(delivery) ? delivery.status : 'PENDING';
      const place = reminderTarget(settings, approval, target, status);
      return approval && place && { ...place, approval };
    },
    plan: (delivery, place) => planReminder(parts, delivery, place),
    noteOf: (delivery, place, locale) => noteOfReminder(parts, delivery, place, locale),
  };
}

async function planReminder(
  { settings, store, clock }: PolicyParts,
  delivery: RemindingDelivery,
  place: ReminderTarget,
): Promise<ReminderPlan> {
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
  const again = (): ReminderPlan => recallOf(settings, delivery, place, { silences, now });
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
): ReminderPlan {
  const recalled = new Map<string, Recalled & { readonly steps: RemindedStep[] }>();
  for (const one of remindersIn(delivery)) {
    const { instance: instanceCode, chat, rule, approval: _, ...step } = one;
    const at = holdOf(silences, one, now)?.until ?? now;
    const until = judgedAt(settings, place, { instanceCode, chat, rule }, at);
    const together = recalled.get(`${instanceCode} ${until}`) ?? { instanceCode, steps: [], until };
    together.steps.push(step);
    recalled.set(`${instanceCode} ${until}`, together);
  }
  return { do: 'recall', rule: delivery.content.rule, recalled: [...recalled.values()] };
}
