import type { Instance, PersonId } from './instance.ts';
import { openingsOf } from './openings.ts';
import type { Status } from './status.ts';
import type { WorkingTime } from './workingTime.ts';

/** Something that is counted once: a request that came in, or a decision and how long it took. */
export interface Fact {
  /** The same in every later look-up of the instance. */
  readonly id: string;
  /** When it happened, ms: it counts for that day. */
  readonly at: number;
  /** Id of the step, or its name if it has none; empty: it is about the whole request. */
  readonly step: string;
  /** The name of the step, or of the approval. */
  readonly name: string;
  /** Who decided; empty: it is not about one person. */
  readonly person: PersonId;
  /** The working time until the decision, ms; absent: it is a request that came in. */
  readonly tookMs?: number;
}

/** The part of a recorded instance that figures are made from. */
export interface CountedState {
  readonly status: Status;
  readonly changedAt: number;
  readonly startedAt: number | null;
  readonly instance: Instance | undefined;
}

/**
 * What an instance adds to the figures. A request is decided when it is approved or rejected; a step, when it is left
 * and somebody has decided in it. An automatic pass, a transfer, a return and a withdrawal are not decisions. Pure.
 */
export function figureFacts(state: CountedState, time: Pick<WorkingTime, 'between'>): Fact[] {
  const { instance, changedAt, status } = state;
  const startedAt = instance?.startedAt ?? state.startedAt;
  const whole = { step: '', name: instance?.approvalName ?? '', person: '' };
  const facts: Fact[] = [{ ...whole, id: 'new', at: startedAt ?? changedAt }];
  if ((status === 'APPROVED' || status === 'REJECTED') && startedAt !== null) {
    const at = instance?.endedAt ?? changedAt;
    facts.push({ ...whole, id: 'end', at, tookMs: time.between(startedAt, at) });
  }
  if (!instance) return facts;
  for (const { id, isOpen, isAutomatic, openedAt, nodeId, nodeName, decisions } of openingsOf(instance)) {
    const at = decisions.at(-1)?.endedAt;
    if (isOpen || isAutomatic || openedAt === undefined || at === undefined) continue;
    const step = { step: nodeId || nodeName, name: nodeName };
    facts.push({ ...step, person: '', id: `s${plain(id)}`, at, tookMs: time.between(openedAt, at) });
  }
  return [...facts, ...personalFacts(instance, time)];
}

function personalFacts({ tasks }: Instance, time: Pick<WorkingTime, 'between'>): Fact[] {
  return tasks.flatMap(({ id, person, status, type, nodeId, nodeName, startedAt, endedAt }): Fact[] => {
    const isDecided = status === 'APPROVED' || status === 'REJECTED';
    if (!isDecided || id === '' || person === '' || type === 'AUTO_PASS' || type === 'AUTO_REJECT') return [];
    if (startedAt === undefined || endedAt === undefined) return [];
    const tookMs = time.between(startedAt, endedAt);
    return [{ id: `p${plain(id)}`, at: endedAt, step: nodeId || nodeName, name: nodeName, person, tookMs }];
  });
}

/** The ids of an instance are stored in one text, separated by spaces. */
function plain(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}
