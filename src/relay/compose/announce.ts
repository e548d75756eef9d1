import { announcementsOf, lastAnnouncements } from '../../approval/announcement.ts';
import type { ReceivedChange } from '../../approval/change.ts';
import type { Instance } from '../../approval/instance.ts';
import { wholeEntries } from '../../approval/stepNews.ts';
import { zoneOf } from '../../base/zone.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { ComposedChange, KnownInstance } from '../../store/instances/changes.ts';
import { hasStages, seenBefore, stepNews } from '../routing/announceSteps.ts';
import type { ComposeContext } from './composeContext.ts';

/** A change that is news. */
export interface Announced {
  readonly change: ReceivedChange;
  readonly approval: ApprovalSettings;
  /** What was recorded of the instance before; undefined: nothing, so no card stands in any chat. */
  readonly known: KnownInstance | undefined;
}

/**
 * What the chats are to hear of a change, by what the instance says; those that are not configured any more, too.
 *
 * @throws FeishuError where Feishu does not say for now what conditions ask
 */
export async function announce(
  { settings, store, routing, clock }: ComposeContext,
  { change, approval, known }: Announced,
  instance: Instance | undefined,
): Promise<Pick<ComposedChange, 'announcements' | 'steps'>> {
  const verdictOf = await routing.judge(approval, instance);
  const zone = zoneOf(settings.timezone);
  const chats = wholeEntries(approval.chats);
  const { status, instanceCode } = change;
  const standing = known ? await store.work.standing(instanceCode) : NOTHING;
  const announcements = [
    ...announcementsOf(chats, status, zone, clock.now(), (entry) => verdictOf(entry).is),
    ...lastAnnouncements(chats, standing.chats),
  ];
  if (!hasStages(approval) && !standing.hasSteps) return { announcements };
  const steps = await stepNews(
    { settings, routing, clock },
    approval,
    { status, instance },
    seenBefore(known),
  );
  return { announcements, steps };
}

const NOTHING = { chats: [], hasSteps: false };
