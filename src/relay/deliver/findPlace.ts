import { entryFor, type Holds } from '../../approval/announcement.ts';
import {
  type ChangeDelivery,
  type ChangesDelivery,
  type Delivery,
  isOfOne,
  isReminding,
} from '../../approval/delivery.ts';
import { strictest } from '../../approval/fieldChoice.ts';
import type { Instance } from '../../approval/instance.ts';
import type { Status } from '../../approval/status.ts';
import { entriesFor, wholeEntries } from '../../approval/stepNews.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { CHAT_DEFAULTS } from '../../settings/defaults.ts';
import type { ApprovalSettings, ChatEntry } from '../../settings/settings.ts';
import { UNDECIDABLE_REMEDIES } from '../../words/routingText.ts';
import { LONGEST_RETRY_MS } from '../context/retry.ts';
import { hasConditions, undecidableReason, type Verdicts } from '../routing/routing.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Ending } from './ending.ts';
import { placeInstead } from './groupInstead.ts';
import type { Place } from './place.ts';
import { reminderPlace } from './reminderPolicy.ts';
import { whatStands } from './whatStands.ts';

type PlaceContext = Pick<DeliverContext, 'settings' | 'routing' | 'store' | 'clock'>;

/** Its place is no longer in the configuration. */
export const UNMAPPED: Ending = { do: 'suppress', reason: 'unmapped' };

/** First stage: finds the place of a delivery, or decides how it ends without one. */
export async function placeOf(context: PlaceContext, delivery: Delivery): Promise<Place | Ending> {
  const place = await ownPlaceOf(context, delivery);
  const group = delivery.leftOut?.instead;
  if (group === undefined || 'do' in place || place.isLast) return place;
  return (await placeInstead(context, delivery, place, group)) ?? stateOnly(context, place.approval, group);
}

async function ownPlaceOf(context: PlaceContext, delivery: Delivery): Promise<Place | Ending> {
  const approval = approvalFor(context.settings, delivery.approvalCode);
  if (!approval) return UNMAPPED;
  if (delivery.kind === 'buzz' || isReminding(delivery)) {
    const { settings } = context;
    // The conditions held a moment ago: if they no longer hold, the reminder is still shown as intended.
    const holding = await holdingFor(context, approval, delivery);
    const target = reminderPlace(settings, holding, delivery) ?? reminderPlace(settings, approval, delivery);
    return target ? { approval, entry: target.entry, reminded: target } : UNMAPPED;
  }
  const entries = await entriesOf(context, approval, delivery);
  if (delivery.kind !== 'summary' && delivery.isUndecided)
    return decide(context, delivery, approval, entries);
  const verdictOf = await verdictsNow(context, approval, delivery);
  const place = placeBy(approval, entries, delivery, verdictOf && ((entry) => verdictOf(entry).is));
  return place === UNMAPPED && delivery.kind !== 'summary' ? lastPlace(context, approval, delivery) : place;
}

/** The chat's entries for a delivery: those for its step, or those for the whole instance. */
async function entriesOf(
  { store }: PlaceContext,
  { chats }: ApprovalSettings,
  delivery: ChangeDelivery | ChangesDelivery,
): Promise<readonly ChatEntry[]> {
  const ofChat = chats.filter(({ chat }) => chat.id === delivery.chat);
  // Its lines may be about steps, too.
  if (delivery.kind === 'summary') return ofChat;
  const { instanceCode, chat, opening } = delivery;
  if (opening === undefined) return wholeEntries(ofChat);
  const step = await store.work.stepCard(instanceCode, chat, opening);
  return step ? entriesFor(ofChat, step) : [];
}

/** The entry that matches now; if none does, everything is left out that any entry of the chat hides. */
function placeBy(
  approval: ApprovalSettings,
  entries: readonly ChatEntry[],
  delivery: ChangeDelivery | ChangesDelivery,
  holds?: Holds<ChatEntry>,
): Place | Ending {
  const { chats } = approval;
  const found = entryFor(entries, delivery.chat, statusOf(delivery), holds);
  if (!found) return UNMAPPED;
  const { entry, matches } = found;
  if (matches) return { approval, entry };
  const ofChat = chats.filter(({ chat }) => chat.id === delivery.chat);
  const fields = { ...entry.fields, ...strictest(ofChat.map((one) => one.fields)) };
  return { approval, entry: { ...entry, fields } };
}

/** For a chat that is no longer configured: its living card shows the state, and no form fields. */
async function lastPlace(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: ChangeDelivery,
): Promise<Place | Ending> {
  const { card } = await whatStands(context.store, delivery);
  if (!card || card.messageId === '') return UNMAPPED;
  return stateOnly(context, approval, delivery.chat);
}

function stateOnly({ settings: { locale } }: PlaceContext, approval: ApprovalSettings, id: string): Place {
  const chat = { id, idType: 'chat_id' } as const;
  const fields = { only: [], hide: [], mask: [], show: [] };
  return { approval, isLast: true, entry: { ...CHAT_DEFAULTS, chat, locale, notice: 'none', fields } };
}

/** The conditions could not be judged before: judges them now. */
async function decide(
  context: PlaceContext,
  delivery: ChangeDelivery,
  approval: ApprovalSettings,
  entries: readonly ChatEntry[],
): Promise<Place | Ending> {
  let verdictOf: Verdicts;
  try {
    verdictOf = await context.routing.judge(approval, await seenOf(context, delivery));
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    const until = context.clock.now() + LONGEST_RETRY_MS / 5;
    return { do: 'postpone', until, reason: `lookup: ${thrown.message}` };
  }
  const listing = entries.filter(({ statuses }) => statuses.includes(delivery.status));
  const verdicts = listing.map(verdictOf);
  if (verdicts.some(({ is }) => is === 'yes'))
    return placeBy(approval, entries, delivery, (one) => verdictOf(one).is);
  const open = verdicts.find((verdict) => verdict.is === 'unknown');
  if (!open) return { do: 'suppress', reason: 'filtered' };
  return { do: 'park', reason: undecidableReason(open), remedy: UNDECIDABLE_REMEDIES[open.why] };
}

/** The verdicts now; undefined: there are no conditions, or Feishu cannot answer for now. */
async function verdictsNow(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: ChangeDelivery | ChangesDelivery,
): Promise<Verdicts | undefined> {
  if (!hasConditions(approval) || delivery.kind === 'summary') return undefined;
  try {
    return await context.routing.judge(approval, await seenOf(context, delivery));
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    // What was decided before is not delayed: the strictest rules of the chat apply.
    return () => ({ is: 'unknown', why: 'department' });
  }
}

async function holdingFor(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: Delivery,
): Promise<ApprovalSettings> {
  if (!hasConditions(approval) || !isOfOne(delivery)) return approval;
  try {
    return await context.routing.holding(approval, await seenOf(context, delivery));
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    return approval;
  }
}

async function seenOf(
  { store }: PlaceContext,
  { instanceCode }: { readonly instanceCode: string },
): Promise<Instance | undefined> {
  return (await store.work.knownInstance(instanceCode))?.snapshot?.instance;
}

/** The status for choosing the entry: a summary has one entry for all its changes. */
function statusOf(delivery: ChangeDelivery | ChangesDelivery): Status {
  if (delivery.kind !== 'summary') return delivery.status;
  const { content } = delivery;
  return (content.of === 'found' ? content.found[0]?.status : undefined) ?? 'PENDING';
}
