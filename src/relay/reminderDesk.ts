import type { Delivery } from '../approval/delivery.ts';
import type { Locale } from '../approval/locale.ts';
import { DIGEST, isEscalation } from '../approval/reminder.ts';
import { type RemindedStep, readReminderAbout, readSummaryAbout } from '../approval/reminderAbout.ts';
import { workingSpanText } from '../approval/words.ts';
import type { WorkingTime } from '../approval/workingTime.ts';
import type { Clock } from '../base/clock.ts';
import { zoneOf } from '../base/zone.ts';
import {
  MOST_SHOWN,
  type OverdueInstance,
  type OverdueStep,
  type ReminderNote,
} from '../cards/reminderNote.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { Changes } from '../store/changes.ts';
import type { Plan } from './plan.ts';
import { isGathered, judgedAt, mayBeSaidAt, type RemindedPlace, remindedPlace } from './reminderPlaces.ts';
import { createStillWaiting, remindedIn, ruleOf, rung } from './stillWaiting.ts';

/** Where a row that reminds, or buzzes, goes. */
export interface ReminderDesk {
  /** undefined: the configuration has no such reminders any more. */
  placeOf(delivery: Delivery): (RemindedPlace & { readonly approval: ApprovalSettings }) | undefined;
  /**
   * Judges it again, now that its turn has come: whoever does not wait any more is not reminded, and outside of working
   * time nobody is. One that could not be sent for ten minutes, or before the hours ended, is taken back, so that it is
   * looked up again, then or when they begin. One whose outcome is unknown cannot wait, since its key holds for an hour: it counts as sent then.
   */
  plan(delivery: Delivery, place: RemindedPlace): Promise<Plan>;
  /** What its card tells, and whom it rings. */
  noteOf(delivery: Delivery, place: RemindedPlace, locale: Locale): Promise<NoteAndPeople>;
}

export interface NoteAndPeople {
  readonly note: ReminderNote;
  readonly mentions: readonly string[];
  /** Everybody whose name it may show. */
  readonly people: readonly string[];
}

/** Whether a row of the outbox reminds: a summary may gather other things. */
export function isReminder({ kind, about }: Delivery): boolean {
  return kind === 'reminder' || (kind === 'summary' && readSummaryAbout(about).waiting.length > 0);
}

/** The look-up that a reminder was written with speaks for it so long. */
const FRESH_MS = 10 * 60_000;
/** An overview that is sent this soon after it was written comes when its schedule says. */
export const IN_TIME_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export function createReminderDesk(parts: {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<Changes, 'knownInstance'>;
  readonly clock: Clock;
}): ReminderDesk {
  const { settings, work, clock } = parts;
  const zone = zoneOf(settings.timezone);

  const stillWaiting = createStillWaiting(work);

  const summed = async (
    { about }: Delivery,
    time: WorkingTime,
    locale: Locale,
  ): Promise<{
    readonly instances: OverdueInstance[];
    readonly due: readonly RemindedStep[];
    readonly gone: number;
  }> => {
    const instances: OverdueInstance[] = [];
    const due: RemindedStep[] = [];
    let gone = 0;
    for (const { instanceCode, steps } of readSummaryAbout(about).waiting) {
      const found = await stillWaiting(instanceCode, steps);
      due.push(...found.steps);
      if (found.steps.length === 0) gone += 1;
      // Whom it rings does not hang on what there is room for.
      else if (instances.length < MOST_SHOWN)
        instances.push({
          instanceCode,
          approvalName: found.instance?.approvalName ?? '',
          applicant: found.instance?.applicant ?? '',
          steps: found.steps.map(overdue(time, clock.now(), locale)),
        });
    }
    return { instances, due, gone };
  };

  return {
    placeOf(delivery) {
      const approval = settings.approvals.get(delivery.approvalCode) ?? settings.fallback;
      const target = { chat: delivery.chat, rule: ruleOf(delivery) };
      const place = remindedPlace(settings, approval, target, delivery.status);
      return approval && place && { ...place, approval };
    },
    async plan(delivery, place) {
      const isUnknown = delivery.unknownSince !== undefined;
      const waiting =
        delivery.kind === 'reminder'
          ? (await stillWaiting(delivery.instanceCode, readReminderAbout(delivery.about).steps)).steps
          : (await summed(delivery, place.time, place.entry.locale)).instances;
      if (waiting.length === 0)
        return isUnknown ? { do: 'assume' } : { do: 'suppress', reason: 'superseded' };
      const now = clock.now();
      const rule = ruleOf(delivery);
      const at = mayBeSaidAt(settings, place, now) ?? now + DAY_MS;
      const isOverview = rule === DIGEST;
      // While nothing could be sent, it may have ended without our being told. What exceeds the number of the day is
      // one card, and stays one.
      const isExcess = delivery.kind === 'summary' && !isGathered(place, rule);
      const isFresh = isExcess
        ? zone.dayAt(delivery.createdAt) === zone.dayAt(now)
        : now - delivery.createdAt < FRESH_MS;
      if (at <= now && (isOverview || isUnknown || isFresh)) return { do: 'post' };
      // An overview has a schedule of its own, and keeps to it.
      if (isOverview && now - delivery.createdAt < IN_TIME_MS) return { do: 'post' };
      if (isUnknown) return { do: 'assume' };
      if (isOverview) return { do: 'hold', until: at };
      const takenBack = remindedIn(delivery).map(({ instanceCode, steps }) => {
        const until = judgedAt(settings, place, { instanceCode, chat: delivery.chat, rule }, now);
        return { instanceCode, steps, until };
      });
      return { do: 'take-back', rule, takenBack };
    },
    async noteOf(delivery, place, locale) {
      const { time, mention } = place;
      const isEscalated = isEscalation(ruleOf(delivery));
      if (delivery.kind === 'summary') {
        const { instances, due, gone } = await summed(delivery, time, locale);
        const { waiting, count: all = waiting.length } = readSummaryAbout(delivery.about);
        const count = all - gone;
        return {
          note: { isEscalated, steps: [], instances, count },
          mentions: rung(mention, due),
          people: [...instances.map((one) => one.applicant), ...due.map((step) => step.person)],
        };
      }
      const about = readReminderAbout(delivery.about);
      const { steps } = await stillWaiting(delivery.instanceCode, about.steps);
      const told = steps.map(overdue(time, clock.now(), locale));
      return {
        note: { isEscalated, steps: told, instances: [], count: 1 },
        mentions: rung(mention, steps),
        people: steps.map((step) => step.person),
      };
    },
  };
}

function overdue(time: WorkingTime, now: number, locale: Locale): (step: RemindedStep) => OverdueStep {
  return ({ person, node, since, count }) => ({
    person,
    node,
    since,
    count,
    waited: workingSpanText(time.between(since, now), time, locale),
  });
}
