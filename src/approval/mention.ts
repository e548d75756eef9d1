import type { Instance, PersonId } from './instance.ts';
import { isFinal, type Status } from './status.ts';
import { waitingSteps } from './waiting.ts';

/**
 * Whom a message mentions: `approvers` are those whose task is open, nobody once it has ended; `applicant` counts
 * when it ended, was revoked or reopened; listed ids always. Each once, in the order of the list. Pure.
 *
 * @param mention `approvers`, `applicant` or open_ids
 * @param was the status before: what is pending after it had ended was reopened
 */
export function resolveMentions(
  mention: readonly string[],
  status: Status,
  instance: Instance | undefined,
  was?: Status,
): PersonId[] {
  const people = mention.flatMap((who): readonly PersonId[] => {
    if (who === 'approvers') return isFinal(status) || !instance ? [] : approversOf(instance);
    if (who === 'applicant') return concernsApplicant(status, was) && instance ? [instance.applicant] : [];
    return [who];
  });
  return [...new Set(people)].filter((id) => id !== '');
}

function approversOf(instance: Instance): readonly PersonId[] {
  return waitingSteps(instance).flatMap((step) => step.people);
}

function concernsApplicant(status: Status, was: Status | undefined): boolean {
  return isFinal(status) || status === 'OVERTIME_RECOVER' || (was !== undefined && isFinal(was));
}
