import type { BuzzDelivery, RemindingDelivery } from '../../approval/delivery.ts';
import type { RemindedStep } from '../../approval/deliveryContent.ts';
import type { Instance } from '../../approval/instance.ts';
import { waitingIn } from '../../approval/reminded.ts';
import { waitsOf } from '../../approval/reminder.ts';
import { type Silence, standInFor } from '../../approval/silence.ts';
import type { OverdueInstance } from '../../cards/view/reminderNote.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Needs } from '../context/context.ts';
import { reminderTarget } from '../routing/reminderTargets.ts';

/** Who must act, and who is reminded instead. */
export interface RemindedPerson {
  readonly person: string;
  readonly standIn?: string;
}

/** The steps of an instance that are still pending. */
export interface StillWaiting {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly instance: Instance | undefined;
  readonly steps: readonly (RemindedStep & RemindedPerson)[];
}

/**
 * The steps of a delivery that are still pending by the recorded state, and of which the configuration still has its
 * chat reminded, by instance.
 */
export function stillWaiting(
  { settings, store }: Needs<'settings', 'knownInstance'>,
  delivery: RemindingDelivery | BuzzDelivery,
  silences: readonly Silence[],
  now: number,
): Promise<StillWaiting[]> {
  const { chat, content } = delivery;
  const { rule } = content;
  const each = waitingIn(delivery).map(async ({ instanceCode, approvalCode, steps }) => {
    const known = await store.work.knownInstance(instanceCode);
    const instance = known?.snapshot?.instance;
    const waits = known ? waitsOf(instance, known) : [];
    const approval = approvalFor(settings, approvalCode);
    const about = { instance: instanceCode, approval: approvalCode, chat, rule };
    const due = steps.filter(
      (step) =>
        waits.some((wait) => wait.step === step.step) &&
        reminderTarget(settings, approval, { chat, rule, step }) !== undefined,
    );
    return {
      instanceCode,
      approvalCode,
      instance,
      steps: due.map((step) => {
        const standIn = standInFor(silences, { ...step, ...about }, now);
        return standIn === undefined ? step : { ...step, standIn };
      }),
    };
  });
  return Promise.all(each);
}

/** An instance for a summary, from the recorded state. */
export function aboutInstance(
  instanceCode: string,
  instance: Instance | undefined,
): Pick<OverdueInstance, 'instanceCode' | 'approvalName' | 'applicant' | 'instance'> {
  const { approvalName = '', applicant = '' } = instance ?? {};
  return { instanceCode, approvalName, applicant, instance };
}

/**
 * `approvers` are the people on the card whose task is open; the applicant is mentioned at endings, not in reminders.
 */
export function rung(
  mention: readonly string[],
  steps: readonly (Pick<RemindedStep, 'step'> & RemindedPerson)[],
): string[] {
  const people = mention.flatMap((who) => {
    if (who === 'approvers')
      return steps.filter((step) => step.step !== '').map(({ person, standIn }) => standIn ?? person);
    return who === 'applicant' ? [] : [who];
  });
  return [...new Set(people)].filter((id) => id !== '');
}
