import type { OverdueDelivery, RemindingDelivery } from '../../approval/delivery.ts';
import type { RemindedStep } from '../../approval/deliveryContent.ts';
import type { Locale } from '../../approval/locale.ts';
import { remindersIn } from '../../approval/reminded.ts';
import { DIGEST, isEscalation, REMIND } from '../../approval/reminder.ts';
import { pressedSilence, type Silence, standInFor } from '../../approval/silence.ts';
import { workingSpanText } from '../../approval/words.ts';
import type { WorkingTime } from '../../approval/workingTime.ts';
import type { Clock } from '../../base/clock.ts';
import {
  type Deferral,
  MOST_SHOWN,
  type OverdueInstance,
  type OverdueStep,
  type ReminderNote,
} from '../../cards/view/reminderNote.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { Silences } from '../../store/silences.ts';
import type { ReminderTarget } from '../routing/reminderTargets.ts';
import { aboutInstance, type RemindedPerson, rung, stillWaiting } from './stillWaiting.ts';
import { weekNote } from './weekNote.ts';

/** What a reminder's card tells. */
export interface NoteAndPeople {
  readonly note: ReminderNote;
  readonly mentions: readonly string[];
  /** Everybody whose name it may show. */
  readonly people: readonly string[];
}

interface NoteParts {
  readonly store: { readonly work: Pick<Changes, 'knownInstance'> & Pick<Silences, 'silences'> };
  readonly clock: Clock;
}

/** A step, and who is reminded in the place of the person who must take it. */
type StandInStep = RemindedStep & RemindedPerson;

/** Of a reminder: those who wait even now, whom it rings, and who stands in for whom. */
export async function noteOfReminder(
  { store, clock }: NoteParts,
  delivery: RemindingDelivery,
  { time, mention }: ReminderTarget,
  locale: Locale,
): Promise<NoteAndPeople> {
  const now = clock.now();
  const { rule } = delivery.content;
  const isEscalated = isEscalation(rule);
  const silences = rule === DIGEST ? [] : await store.work.silences(now);
  const withStandIn = standInsOf(delivery, silences, now);
  const shown = { shownOf: overdue(time, now, locale), withStandIn };
  if (delivery.kind === 'summary') {
    const { instances, due, gone } = await summed(store.work, delivery, shown);
    const { waiting, count: all = waiting.length, week } = delivery.content;
    return {
      note: {
        isEscalated,
        steps: [],
        instances,
        count: all - gone,
        ...(week ? { week: weekNote(week, time, locale) } : {}),
      },
      mentions: rung(mention, due),
      people: [...instances.map((one) => one.applicant), ...due.flatMap(peopleOf)],
    };
  }
  const { instanceCode, content } = delivery;
  const found = await stillWaiting(store.work, instanceCode, content.steps);
  const steps = found.steps.map((step) => withStandIn(instanceCode, step));
  const { chat } = delivery;
  const deferral =
    rule === REMIND
      ? deferralOf(pressedSilence(silences, { chat, instance: instanceCode }, steps))
      : undefined;
  return {
    note: {
      isEscalated,
      steps: steps.map(shown.shownOf),
      instances: [],
      count: 1,
      ...(deferral ? { deferral } : {}),
    },
    mentions: rung(mention, steps),
    people: [...steps.flatMap(peopleOf), ...(deferral?.by ? [deferral.by] : [])],
  };
}

/** What the buttons of a reminder have done. */
function deferralOf(silence: Silence | undefined): Deferral {
  return silence ? { by: silence.by, until: silence.until } : { by: '' };
}

type WithStandIn = (instanceCode: string, step: RemindedStep) => StandInStep;

/** Says of a step of a delivery who is reminded in its person's place. */
function standInsOf(delivery: RemindingDelivery, silences: readonly Silence[], now: number): WithStandIn {
  const reminders = silences.length === 0 ? [] : remindersIn(delivery);
  return (instanceCode, step) => {
    const one = reminders.find((r) => r.instance === instanceCode && r.step === step.step);
    const standIn = one && standInFor(silences, one, now);
    return standIn === undefined ? step : { ...step, standIn };
  };
}

async function summed(
  work: NoteParts['store']['work'],
  { content }: OverdueDelivery,
  { shownOf, withStandIn }: { shownOf: (step: StandInStep) => OverdueStep; withStandIn: WithStandIn },
): Promise<{
  readonly instances: OverdueInstance[];
  readonly due: readonly StandInStep[];
  readonly gone: number;
}> {
  const instances: OverdueInstance[] = [];
  const due: StandInStep[] = [];
  let gone = 0;
  for (const { instanceCode, steps: all } of content.waiting) {
    const found = await stillWaiting(work, instanceCode, all);
    const steps = found.steps.map((step) => withStandIn(instanceCode, step));
    due.push(...steps);
    if (steps.length === 0) gone += 1;
    // Whom it rings does not hang on what there is room for.
    else if (instances.length < MOST_SHOWN)
      instances.push({
        ...aboutInstance(instanceCode, found.instance),
        steps: steps.map(shownOf),
      });
  }
  return { instances, due, gone };
}

function peopleOf({ person, standIn }: StandInStep): string[] {
  return standIn === undefined ? [person] : [person, standIn];
}

function overdue(time: WorkingTime, now: number, locale: Locale): (step: StandInStep) => OverdueStep {
  return ({ person, standIn, node, since, count }) => ({
    person,
    ...(standIn === undefined ? {} : { standIn }),
    node,
    since,
    count,
    waited: workingSpanText(time.between(since, now), time, locale),
  });
}
