import { announcementsOf, lastAnnouncements } from '../../approval/announcement.ts';
import type { ReceivedChange } from '../../approval/change.ts';
import type { Instance } from '../../approval/instance.ts';
import { isFinal } from '../../approval/status.ts';
import { wholeEntries } from '../../approval/stepNews.ts';
import { zoneOf } from '../../base/zone.ts';
import { hooksFor } from '../../settings/hooksFor.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import type { ComposedChange, KnownInstance } from '../../store/instances/changes.ts';
import type { Attempt } from '../../store/outbox/attempts.ts';
import type { LookupAnswer } from '../lookup/lookup.ts';
import { hasStages, seenBefore, stepNews } from '../routing/announceSteps.ts';
import type { ComposeContext } from './composeContext.ts';
import { finish, nextReminders } from './finish.ts';

/** A change that is news, and how far its time can be trusted. */
export interface News {
  readonly change: ReceivedChange;
  readonly knownBy: KnownInstance['knownBy'];
  readonly approval: ApprovalSettings;
  /** The recorded state of the instance; undefined: none, so there is no card in any chat. */
  readonly known: KnownInstance | undefined;
}

/** The result of a look-up; without an instance if the snapshot cannot be read. */
type ReadLookup = Omit<LookupAnswer, 'instance'> & { readonly instance: Instance | undefined };

/** What else is recorded with an announced change. */
interface AnnounceOptions extends Pick<Partial<ComposedChange>, 'priority' | 'restsUntil'> {
  /** The look-ups for it. */
  readonly made?: readonly Attempt[];
}

/**
 * Queues the change for chats and hooks: status from the event, details from this look-up or the last one.
 *
 * @throws FeishuError if Feishu cannot give for now what conditions need
 */
export async function announce(
  context: ComposeContext,
  news: News,
  look: ReadLookup | undefined,
  { made = [], ...options }: AnnounceOptions = {},
): Promise<void> {
  const { change, approval, known, knownBy } = news;
  const { status, changedAt, approvalCode } = change;
  const instance = look?.instance ?? known?.snapshot?.instance;
  const chosen = await chooseChats(context, news, instance);
  const hooks = hooksFor(context.settings, approvalCode, status);
  const reminded = look?.instance ?? (isFinal(status) ? undefined : instance);
  return finish(
    context,
    change,
    {
      reason: chosen.announcements.length + hooks.length > 0 ? 'relayed' : 'filtered',
      ...chosen,
      hooks,
      known: {
        status,
        changedAt,
        knownBy,
        snapshot: look?.snapshot ?? known?.snapshot ?? null,
        lookedAt: look?.beganAt ?? known?.lookedAt ?? null,
        startedAt: look?.instance?.startedAt ?? known?.startedAt ?? null,
      },
      ...(known ? { was: known.status } : {}),
      ...options,
      attempts: made,
      reminders: await nextReminders(context, change, approval, reminded),
    },
    made.length,
  );
}

/** Chooses chats by the instance; includes removed chats that still have a card. */
async function chooseChats(
  { settings, store, routing, clock }: ComposeContext,
  { change, approval, known }: News,
  instance: Instance | undefined,
): Promise<Pick<ComposedChange, 'announcements' | 'steps'>> {
  const judgementOf = await routing.judge(approval, instance);
  const zone = zoneOf(settings.timezone);
  const chats = wholeEntries(approval.chats);
  const { status, instanceCode } = change;
  const standing = known ? await store.work.standing(instanceCode) : NOTHING;
  const announcements = [
    ...announcementsOf(chats, status, zone, clock.now(), (entry) => judgementOf(entry).is),
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
