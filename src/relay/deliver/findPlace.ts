import { entryFor, type Holds } from '../../approval/announcement.ts';
import {
  type BuzzDelivery,
  type ChangeDelivery,
  type ChangesDelivery,
  type Delivery,
  isFolded,
  isOfOne,
  isReminding,
  type RemindingDelivery,
} from '../../approval/delivery.ts';
import { strictest } from '../../approval/fieldChoice.ts';
import { waitingIn } from '../../approval/reminded.ts';
import { entriesFor, wholeEntries } from '../../approval/stepNews.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { CHAT_DEFAULTS } from '../../settings/defaults.ts';
import type { ApprovalSettings, ChatEntry } from '../../settings/settings.ts';
import { UNDECIDABLE_REMEDIES } from '../../words/routingText.ts';
import { hasConditions, type Judgements, undecidableReason } from '../routing/routing.ts';
import type { DeliverContext } from './deliverContext.ts';
import { type Ending, isEnding } from './ending.ts';
import { placeInstead } from './groupInstead.ts';
import type { Place } from './place.ts';
import { findReminderTarget } from './reminderPolicy.ts';
import { whatStands } from './whatStands.ts';

type PlaceContext = Pick<DeliverContext, 'settings' | 'routing' | 'store' | 'clock'>;

/** Its place is no longer in the configuration. */
export const UNMAPPED: Ending = { do: 'suppress', reason: 'unmapped' };

/** When what could not be decided is judged again. */
const UNDECIDED_AGAIN_MS = 60_000;

/** First stage of `send`: finds the approval and the chat entry of a delivery, or decides how it ends without one. */
export async function placeOf(context: PlaceContext, delivery: Delivery): Promise<Place | Ending> {
  const approvalCode = await approvalOf(context, delivery);
  const approval = approvalFor(context.settings, approvalCode);
  if (!approval) return UNMAPPED;
  const place = await ownPlaceOf(context, approval, delivery);
  const group = delivery.leftOut?.instead;
  if (group === undefined || isEnding(place) || place.isLast) return place;
  return (await placeInstead(context, delivery, place, group)) ?? stateOnly(context, approval, group);
}

/**
 * The approval by whose rules a delivery goes. A summary may be of several approvals: it is that of the first which the
 * chat still gets.
 */
async function approvalOf({ settings, store }: PlaceContext, delivery: Delivery): Promise<string> {
  const { approvalCode, chat } = delivery;
  if (delivery.kind === 'buzz' || isReminding(delivery)) {
    const codes = [approvalCode, ...waitingIn(delivery).map((one) => one.approvalCode)];
    const isReminded = (code: string): boolean =>
      findReminderTarget(settings, approvalFor(settings, code), delivery) !== undefined;
    return codes.find(isReminded) ?? approvalCode;
  }
  if (!isFolded(delivery) || isMapped(settings, { approvalCode, chat })) return approvalCode;
  const lines = await store.work.linesOf(delivery);
  return lines.find((line) => isMapped(settings, line))?.approvalCode ?? approvalCode;
}

/** Whether a chat is configured for an approval. */
export function isMapped(
  settings: PlaceContext['settings'],
  { approvalCode, chat }: Pick<Delivery, 'approvalCode' | 'chat'>,
): boolean {
  const approval = approvalFor(settings, approvalCode);
  return approval !== undefined && entriesOf(approval, chat).length > 0;
}

async function ownPlaceOf(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: Delivery,
): Promise<Place | Ending> {
  if (delivery.kind === 'buzz' || isReminding(delivery)) return reminderPlaceOf(context, approval, delivery);
  if (delivery.kind === 'summary') return summaryPlaceOf(approval, delivery) ?? UNMAPPED;
  return changePlaceOf(context, approval, delivery);
}

/**
 * The conditions held a moment ago: if they no longer hold, the reminder is still sent. By which entry it was written
 * is not recorded, so nothing is shown that any entry hides which may have been the one.
 */
async function reminderPlaceOf(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: RemindingDelivery | BuzzDelivery,
): Promise<Place | Ending> {
  const { settings } = context;
  const judgements = isOfOne(delivery) ? await judgeNow(context, approval, delivery) : undefined;
  const chats =
    typeof judgements === 'function' ? approval.chats.filter((one) => judgements(one).is === 'yes') : [];
  const target = findReminderTarget(settings, { ...approval, chats }, delivery);
  if (target) return { approval, entry: target.entry, reminded: target };
  const before = findReminderTarget(settings, approval, delivery);
  if (!before) return UNMAPPED;
  const mayBe = approval.chats.filter((one) =>
    findReminderTarget(settings, { ...approval, chats: [one] }, delivery),
  );
  const entry = asStrictAs(mayBe, before.entry);
  return { approval, entry, reminded: { ...before, entry } };
}

/** One entry for all its changes; its lines may be about steps, too. */
function summaryPlaceOf(approval: ApprovalSettings, { chat, content }: ChangesDelivery): Place | undefined {
  const status = (content.of === 'found' ? content.found[0]?.status : undefined) ?? 'PENDING';
  return placeBy(approval, entriesOf(approval, chat), { chat, status }, () => 'yes');
}

async function changePlaceOf(
  context: PlaceContext,
  approval: ApprovalSettings,
  delivery: ChangeDelivery,
): Promise<Place | Ending> {
  const entries = await entriesAbout(context, approval, delivery);
  const judgements = await judgeNow(context, approval, delivery);
  const ending = delivery.isUndecided && decide(context, delivery, entries, judgements);
  if (ending) return ending;
  // What was decided before is not delayed if Feishu cannot answer: the strictest rules of the chat apply.
  const holds: Holds<ChatEntry> = (one) =>
    typeof judgements === 'function' ? judgements(one).is : 'unknown';
  return placeBy(approval, entries, delivery, holds) ?? lastPlace(context, approval, delivery);
}

/** The conditions could not be judged before: decides by the judgements of now. undefined: the chat gets it. */
function decide(
  { clock }: PlaceContext,
  { status }: ChangeDelivery,
  entries: readonly ChatEntry[],
  judgementOf: Judgements | FeishuError,
): Ending | undefined {
  if (typeof judgementOf !== 'function')
    return {
      do: 'postpone',
      until: clock.now() + UNDECIDED_AGAIN_MS,
      reason: `lookup: ${judgementOf.message}`,
    };
  const judgements = entries.filter(({ statuses }) => statuses.includes(status)).map(judgementOf);
  if (judgements.some(({ is }) => is === 'yes')) return undefined;
  const open = judgements.find((judgement) => judgement.is === 'unknown');
  if (!open) return { do: 'suppress', reason: 'filtered' };
  return { do: 'park', reason: undecidableReason(open), remedy: UNDECIDABLE_REMEDIES[open.why] };
}

/** The chat's entries for a change: those for its step, or those for the whole instance. */
async function entriesAbout(
  { store }: PlaceContext,
  approval: ApprovalSettings,
  { instanceCode, chat, opening }: ChangeDelivery,
): Promise<readonly ChatEntry[]> {
  const ofChat = entriesOf(approval, chat);
  if (opening === undefined) return wholeEntries(ofChat);
  const step = await store.work.stepCard(instanceCode, chat, opening);
  return step ? entriesFor(ofChat, step) : [];
}

function entriesOf({ chats }: ApprovalSettings, id: string): ChatEntry[] {
  return chats.filter(({ chat }) => chat.id === id);
}

/** The entry that matches now; if none does, everything is left out that any entry of the chat hides. */
function placeBy(
  approval: ApprovalSettings,
  entries: readonly ChatEntry[],
  { chat, status }: Pick<ChangeDelivery, 'chat' | 'status'>,
  holds: Holds<ChatEntry>,
): Place | undefined {
  const found = entryFor(entries, chat, status, holds);
  if (!found) return undefined;
  const { entry, matches } = found;
  return { approval, entry: matches ? entry : asStrictAs(entriesOf(approval, chat), entry) };
}

/** Everything is left out that any of these entries hides. */
function asStrictAs(entries: readonly ChatEntry[], entry: ChatEntry): ChatEntry {
  return { ...entry, fields: { ...entry.fields, ...strictest(entries.map(({ fields }) => fields)) } };
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

/** The judgement on each entry now; an error: Feishu cannot answer for now. */
async function judgeNow(
  { routing, store }: PlaceContext,
  approval: ApprovalSettings,
  { instanceCode }: { readonly instanceCode: string },
): Promise<Judgements | FeishuError> {
  if (!hasConditions(approval)) return () => ({ is: 'yes' });
  const known = await store.work.knownInstance(instanceCode);
  try {
    return await routing.judge(approval, known?.snapshot?.instance);
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    return thrown;
  }
}
