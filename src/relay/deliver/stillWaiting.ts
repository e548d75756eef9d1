import type { RemindedStep } from '../../approval/deliveryContent.ts';
import type { Instance } from '../../approval/instance.ts';
import { waitsOf } from '../../approval/reminder.ts';
import { isFinal } from '../../approval/status.ts';
import type { OverdueInstance } from '../../cards/view/reminderNote.ts';
import type { Changes } from '../../store/instances/changes.ts';

/** Of these steps of an instance those that wait even now, by what the store knows. */
export async function stillWaiting(
  work: Pick<Changes, 'knownInstance'>,
  instanceCode: string,
  steps: readonly RemindedStep[],
): Promise<{ readonly steps: RemindedStep[]; readonly instance: Instance | undefined }> {
  const known = await work.knownInstance(instanceCode);
  const instance = known?.snapshot?.instance;
  const waits = known && !isFinal(known.status) ? waitsOf(instance, known) : [];
  return { steps: steps.filter((step) => waits.some((wait) => wait.step === step.step)), instance };
}

/** What a summary says of an instance, as far as the store knows it. */
export function aboutInstance(
  instanceCode: string,
  instance: Instance | undefined,
): Pick<OverdueInstance, 'instanceCode' | 'approvalName' | 'applicant' | 'instance'> {
  const { approvalName = '', applicant = '' } = instance ?? {};
  return { instanceCode, approvalName, applicant, instance };
}

/** Who must act, and who is reminded in that person's place. */
export interface RemindedPerson {
  readonly person: string;
  readonly standIn?: string;
}

/**
 * `approvers` are those of whom it speaks and whose task is open; the applicant is told of endings, not of waiting.
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
