import type { Delivery } from '../approval/delivery.ts';
import type { Instance } from '../approval/instance.ts';
import { waitsOf } from '../approval/reminder.ts';
import {
  type RemindedInstance,
  type RemindedStep,
  readReminderAbout,
  readSummaryAbout,
} from '../approval/reminderAbout.ts';
import { isFinal } from '../approval/status.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { Changes } from '../store/changes.ts';

/** Of these steps of an instance those that wait even now, by what the store knows. */
export type StillWaiting = (
  instanceCode: string,
  steps: readonly RemindedStep[],
) => Promise<{ readonly steps: RemindedStep[]; readonly instance: Instance | undefined }>;

export function createStillWaiting(work: Pick<Changes, 'knownInstance'>): StillWaiting {
  return async (instanceCode, steps) => {
    const known = await work.knownInstance(instanceCode);
    const instance =
      known && known.snapshot !== null ? parseSnapshot(known.snapshot, instanceCode) : undefined;
    const waits = known && !isFinal(known.status) ? waitsOf(instance, known) : [];
    return { steps: steps.filter((step) => waits.some((wait) => wait.step === step.step)), instance };
  };
}

/** By which rule a row reminds or buzzes: what it is about names it, of whatever kind it is. */
export function ruleOf({ about }: Delivery): string {
  return readReminderAbout(about).rule;
}

/** Every instance of which a reminder or a summary reminds. */
export function remindedIn({
  kind,
  instanceCode,
  about,
}: Delivery): Pick<RemindedInstance, 'instanceCode' | 'steps'>[] {
  if (kind === 'reminder') return [{ instanceCode, steps: readReminderAbout(about).steps }];
  return [...readSummaryAbout(about).waiting];
}

/**
 * `approvers` are those of whom it speaks and whose task is open; the applicant is told of endings, not of waiting.
 */
export function rung(mention: readonly string[], steps: readonly RemindedStep[]): string[] {
  const people = mention.flatMap((who) => {
    if (who === 'approvers') return steps.filter((step) => step.step !== '').map((step) => step.person);
    return who === 'applicant' ? [] : [who];
  });
  return [...new Set(people)].filter((id) => id !== '');
}
