import { resolveMentions } from '../../approval/mention.ts';
import { type Opening, openingsOf, type StepOutcome } from '../../approval/openings.ts';
import type { Snapshot } from '../../approval/snapshot.ts';
import { isFinal, type Status } from '../../approval/status.ts';
import { buildStory, type StoryEntry, storyEntryOf } from '../../approval/story.ts';
import { waitingSteps } from '../../approval/waiting.ts';
import type { CardInput, StepNote } from '../../cards/view/cardInput.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';

/** One step for a card, and the status by which it is shown. */
export interface StepState {
  readonly note: StepNote;
  readonly status: Status;
  readonly changedAt: number;
  /** open_ids of the people whom the step waits for. */
  readonly waitsFor: readonly string[];
}

/** The part of a recorded instance that its steps need. */
type SeenState = Pick<KnownInstance, 'status' | 'changedAt'> & {
  readonly snapshot: Pick<Snapshot, 'instance'> | null;
};

/**
 * The recorded state of an opening of a step; undefined: unknown. The card of a step is that of a request with the
 * step's status, so every template serves both.
 */
export function stepStateOf(known: SeenState | undefined, opening: string): StepState | undefined {
  const instance = known?.snapshot?.instance;
  if (!known || !instance) return undefined;
  const step = openingsOf(instance, isFinal(known.status)).find(({ id }) => id === opening);
  if (!step) return undefined;
  const { status, changedAt } = known;
  const decision = decisionIn(step, known, instance);
  return {
    note: {
      name: step.nodeName,
      outcome: step.outcome,
      request: { status, changedAt },
      waiting: step.isOpen ? waitingSteps(instance).filter(({ nodeId }) => nodeId === step.nodeId) : [],
      ...(decision ? { decision } : {}),
    },
    status: SHOWN_AS[step.outcome] ?? (isFinal(status) ? status : 'CANCELED'),
    changedAt: decision?.at ?? (step.isOpen ? (step.openedAt ?? changedAt) : changedAt),
    waitsFor: step.waitsFor,
  };
}

/** Whom the card of a step mentions: `approvers` are the people whom the step waits for. */
export function stepMentions(
  mention: readonly string[],
  { status, waitsFor }: StepState,
  instance: CardInput['instance'],
): string[] {
  const others = mention.filter((who) => who !== 'approvers');
  const all = [
    ...(mention.includes('approvers') ? waitsFor : []),
    ...resolveMentions(others, status, instance),
  ];
  return [...new Set(all)];
}

/** A step that was sent back or passed is no longer pending; its card shows that by words and colour. */
const SHOWN_AS: Partial<Readonly<Record<StepOutcome, Status>>> = {
  open: 'PENDING',
  approved: 'APPROVED',
  rejected: 'REJECTED',
  sentBack: 'PENDING',
  passed: 'PENDING',
};

function decisionIn(
  { outcome, taskIds }: Opening,
  { status, changedAt }: SeenState,
  instance: NonNullable<CardInput['instance']>,
): StoryEntry | undefined {
  if (outcome === 'ended') return buildStory(status, changedAt, instance).decision;
  const types = TYPES[outcome];
  const entry =
    types && instance.timeline.findLast(({ type, taskId }) => types.has(type) && taskIds.includes(taskId));
  if (entry) return storyEntryOf(entry, instance);
  // Another step has sent it back.
  const back =
    outcome === 'sentBack' ? instance.timeline.findLast(({ type }) => TYPES.sentBack?.has(type)) : undefined;
  return back && storyEntryOf(back, instance);
}

const TYPES: Partial<Readonly<Record<StepOutcome, ReadonlySet<string>>>> = {
  approved: new Set(['PASS', 'REMOVE_REPEAT', 'AUTO_PASS']),
  rejected: new Set(['REJECT', 'AUTO_REJECT']),
  sentBack: new Set(['ROLLBACK', 'ROLLBACK_SELECTED']),
};
