import type { RemindingDelivery } from '../../approval/delivery.ts';
import type { Locale } from '../../approval/locale.ts';
import { DIGEST, isEscalation, REMIND } from '../../approval/reminder.ts';
import { pressedSilence, type Silence } from '../../approval/silence.ts';
import { workingSpanText } from '../../approval/words.ts';
import {
  type Deferral,
  MOST_SHOWN,
  type OverdueStep,
  type ReminderNote,
} from '../../cards/view/reminderNote.ts';
import type { Needs } from '../context/context.ts';
import type { ReminderTarget } from '../routing/reminderTargets.ts';
import { aboutInstance, rung, type StillWaiting, stillWaiting } from './stillWaiting.ts';
import { weekNote } from './weekNote.ts';

/** The content of a reminder's card. */
export interface NoteAndPeople {
  readonly note: ReminderNote;
  readonly mentions: readonly string[];
  /** All people whose names it may show. */
  readonly people: readonly string[];
}

type DueStep = StillWaiting['steps'][number];

/** For a reminder: the steps that are still pending, whom it mentions, and the stand-ins. */
export async function noteOfReminder(
  context: Needs<'settings' | 'clock', 'knownInstance' | 'silences'>,
  delivery: RemindingDelivery,
  { time, mention }: ReminderTarget,
  locale: Locale,
): Promise<NoteAndPeople> {
  const { store, clock } = context;
  const now = clock.now();
  const { rule } = delivery.content;
  const isEscalated = isEscalation(rule);
  const silences = rule === DIGEST ? [] : await store.work.silences(now);
  const waiting = await stillWaiting(context, delivery, silences, now);
  const due = waiting.flatMap(({ steps }) => steps);
  // Whom it mentions does not depend on what fits.
  const mentions = rung(mention, due);
  const shownOf = ({ person, standIn, node, since, count }: DueStep): OverdueStep => ({
    person,
    ...(standIn === undefined ? {} : { standIn }),
    node,
    since,
    count,
    waited: workingSpanText(time.between(since, now), time, locale),
  });
  if (delivery.kind === 'summary') {
    const { count = waiting.length, week } = delivery.content;
    const open = waiting.filter(({ steps }) => steps.length > 0);
    const instances = open.slice(0, MOST_SHOWN).map(({ instanceCode, instance, steps }) => {
      return { ...aboutInstance(instanceCode, instance), steps: steps.map(shownOf) };
    });
    const figures = week ? { week: weekNote(week, time, locale) } : {};
    return {
      note: { isEscalated, steps: [], instances, count: count - waiting.length + open.length, ...figures },
      mentions,
      people: [...instances.map((one) => one.applicant), ...due.flatMap(peopleOf)],
    };
  }
  const { chat, instanceCode: instance } = delivery;
  const deferral =
    rule === REMIND ? deferralOf(pressedSilence(silences, { chat, instance }, due)) : undefined;
  return {
    note: {
      isEscalated,
      steps: due.map(shownOf),
      instances: [],
      count: 1,
      ...(deferral ? { deferral } : {}),
    },
    mentions,
    people: [...due.flatMap(peopleOf), ...(deferral?.by ? [deferral.by] : [])],
  };
}

/** What the buttons of a reminder have done. */
function deferralOf(silence: Silence | undefined): Deferral {
  return silence ? { by: silence.by, until: silence.until } : { by: '' };
}

function peopleOf({ person, standIn }: DueStep): string[] {
  return standIn === undefined ? [person] : [person, standIn];
}
