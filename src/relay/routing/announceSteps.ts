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
import type { Refreshed } from '../../store/instances/recordLookup.ts';
import type { StepOptions } from '../../store/outbox/stepCards.ts';
import type { Routing } from './routing.ts';

/** What announcing steps needs. */
export interface StepParts {
  readonly settings: Pick<Settings, 'timezone'>;
  readonly routing: Pick<Routing, 'judge'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Whether an approval has chat entries for steps (`stage`). */
export function hasStages({ chats }: Pick<ApprovalSettings, 'chats'>): boolean {
  return chats.some(({ stage }) => stage !== undefined);
}

/** The recorded state of an instance's steps. */
export function seenBefore(known: Pick<KnownInstance, 'status' | 'snapshot'> | undefined): Seen | undefined {
  return known && { status: known.status, instance: known.snapshot?.instance };
}

/**
 * What is to be sent to chats about the steps of an instance. It is recorded together with the look-up. Conditions are
 * only judged if a step has opened.
 *
 * @param before the state recorded before; undefined: none
 * @throws FeishuError if Feishu cannot give for now what conditions need
 */
export async function stepNews(
  { settings, routing, clock }: StepParts,
  approval: ApprovalSettings,
  now: Seen,
  before: Seen | undefined,
): Promise<StepNews> {
  const { chats } = approval;
  const asked = openedSteps(now, before).flatMap((step) => entriesFor(chats, step));
  const judgementOf = asked.some(({ when }) => when.length > 0)
    ? await routing.judge(approval, now.instance)
    : undefined;
  const holds = (entry: ApprovalSettings['chats'][number]) => judgementOf?.(entry).is ?? 'yes';
  return stepNewsOf(chats, now, before, holds, { zone: zoneOf(settings.timezone), at: clock.now() });
}

/** Whether a look-up shows that a step opened or was left since the recorded one. */
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

/** {@link stepNews} for a look-up that found the status unchanged; undefined: the approval has no entries for steps. */
export async function stepsInLookup(
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
