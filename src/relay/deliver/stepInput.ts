import type { Instance } from '../../approval/instance.ts';
import { isOneOf, type Opening, openingsOf } from '../../approval/openings.ts';
import { isFinal } from '../../approval/status.ts';
import type { CardInput } from '../../cards/view/cardInput.ts';
import { stepMentions, stepStateOf } from './stepNote.ts';

/**
 * The card of a step in place of the card of its whole request: of the opening that waits, or of the last that was left.
 * Undefined: the request never reached one of these steps.
 *
 * @param steps names or ids
 * @param mention whom the chat rings, as it is configured
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

/** A sample in which the step that its card would tell of is called so: those of samples have names of their own. */
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

/** The steps that somebody was asked in, by their names, each once. */
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
