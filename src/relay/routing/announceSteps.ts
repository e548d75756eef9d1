import type { Instance } from '../../approval/instance.ts';
import {
  entriesFor,
  openedSteps,
  openSteps,
  type Seen,
  type StepNews,
  stepNewsOf,
} from '../../approval/stepNews.ts';
import type { Clock } from '../../base/clock.ts';
import { zoneOf } from '../../base/zone.ts';
import type { ApprovalSettings, Settings } from '../../settings/settings.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { Refreshed } from '../../store/instances/refreshes.ts';
import type { StepOptions } from '../../store/outbox/stepCards.ts';
import type { Routing } from './routing.ts';

/** What it takes to say what chats hear of steps. */
export interface StepParts {
  readonly settings: Pick<Settings, 'timezone'>;
  readonly routing: Pick<Routing, 'judge'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Whether chats hear of steps of an approval (`stage`). */
export function hasStages({ chats }: Pick<ApprovalSettings, 'chats'>): boolean {
  return chats.some(({ stage }) => stage !== undefined);
}

/** What was recorded of an instance, as far as steps go. */
export function seenBefore(known: Pick<KnownInstance, 'status' | 'snapshot'> | undefined): Seen | undefined {
  return known && { status: known.status, instance: known.snapshot?.instance };
}

/**
 * What chats are to hear of the steps of an instance, to be recorded with every look that is recorded. Conditions are
 * asked only where a step has opened.
 *
 * @param before what was recorded before; undefined: nothing was
 * @throws FeishuError where Feishu does not say for now what conditions ask
 */
export async function stepNews(
  { settings, routing, clock }: StepParts,
  approval: ApprovalSettings,
  now: Seen,
  before: Seen | undefined,
): Promise<StepNews> {
  const { chats } = approval;
  const asked = openedSteps(now, before).flatMap((step) => entriesFor(chats, step));
  const verdictOf = asked.some(({ when }) => when.length > 0)
    ? await routing.judge(approval, now.instance)
    : undefined;
  const holds = (entry: ApprovalSettings['chats'][number]) => verdictOf?.(entry).is ?? 'yes';
  return stepNewsOf(chats, now, before, holds, { zone: zoneOf(settings.timezone), at: clock.now() });
}

/** Whether a look shows that a step opened or was left since the one that was recorded. */
export function areStepsMoved(
  { status, snapshot }: Pick<KnownInstance, 'status' | 'snapshot'>,
  instance: Instance,
): boolean {
  if (!snapshot) return false;
  const idsOf = (seen: Seen): string =>
    JSON.stringify(
      openSteps(seen)
        .map(({ id }) => id)
        .sort(),
    );
  return idsOf({ status, instance: snapshot.instance }) !== idsOf({ status, instance });
}

/** {@link stepNews} for a look that found the state as it was recorded; undefined: chats hear of no step of this approval. */
export async function stepsInLook(
  parts: StepParts,
  approval: ApprovalSettings | undefined,
  known: Pick<KnownInstance, 'status' | 'snapshot'>,
  instance: Instance,
  options: StepOptions,
): Promise<Refreshed['steps']> {
  if (!approval || !hasStages(approval)) return undefined;
  const news = await stepNews(parts, approval, { status: known.status, instance }, seenBefore(known));
  return { ...options, news };
}
