import type { Instance } from '../../approval/instance.ts';
import { isOneOf, type Opening, openingsOf } from '../../approval/openings.ts';
import { isFinal } from '../../approval/status.ts';
import type { CardInput } from '../../cards/view/cardInput.ts';
import { stepMentions, stepStateOf } from './stepNote.ts';

/**
 * The card of a step instead of that of the whole request: of the open opening, or of the last that was left.
 * Undefined: the request never reached one of these steps.
 *
 * @param steps names or ids
 * @param mention whom the chat mentions, as configured
 */
export function stepInput(
  input: CardInput,
  steps: readonly string[],
  mention: readonly string[],
): CardInput | undefined {
  const { instance, status, changedAt } = input;
  const opening = instance && shown(reachedIn(input).filter((one) => isOneOf(one, steps)));
  const state = opening && stepStateOf({ status, changedAt, snapshot: { instance } }, opening.id);
  return (
    state && {
      ...input,
      status: state.status,
      changedAt: state.changedAt,
      mentions: stepMentions(mention, state, instance),
      step: state.note,
    }
  );
}

/** The sample with its step renamed: the steps of samples have their own names. */
export function sampleWithStep(input: CardInput, name: string): CardInput {
  const { instance } = input;
  const openings = reachedIn(input);
  const renamed = shown(openings);
  if (!instance || !renamed || openings.some((one) => isOneOf(one, [name]))) return input;
  const tasks = instance.tasks.map((task) =>
    task.nodeId === renamed.nodeId ? { ...task, nodeName: name } : task,
  );
  return { ...input, instance: { ...instance, tasks } satisfies Instance };
}

/** The names of the steps that the request has reached, each once. */
export function stepsReached(input: CardInput): string[] {
  return [...new Set(reachedIn(input).map(({ nodeName, nodeId }) => nodeName || nodeId))];
}

function reachedIn({ instance, status }: CardInput): Opening[] {
  const openings = instance ? openingsOf(instance, isFinal(status)) : [];
  return openings.filter(({ isAutomatic }) => !isAutomatic);
}

function shown(openings: readonly Opening[]): Opening | undefined {
  return openings.findLast(({ isOpen }) => isOpen) ?? openings.at(-1);
}
