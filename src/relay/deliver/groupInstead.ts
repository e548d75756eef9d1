import { type Delivery, isAboutChange } from '../../approval/delivery.ts';
import { strictest } from '../../approval/fieldChoice.ts';
import { NOBODY } from '../../approval/leftOut.ts';
import type { ReminderNote } from '../../cards/view/reminderNote.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { isUnreachable, verdictOf } from '../../feishu/errorCodes.ts';
import { mayPass } from '../../feishu/verdict.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Place } from './place.ts';
import type { Request } from './request.ts';
import { entryAbout, groupsAbout, type TopicContext, topicsOf } from './topics.ts';
import { whatStands } from './whatStands.ts';

/** Where a person is addressed whom the bot cannot reach directly. */
interface Instead {
  /** Absent: there is no such group, or the failure is about something else. */
  readonly chat?: string | undefined;
  /** Which groups are for it could not be asked for now: this is what the delivery waits for. */
  readonly failure?: FeishuError;
}

interface Refused {
  readonly delivery: Delivery;
  readonly place: Place;
  readonly request: Request;
}

/**
 * The group in which a person is addressed whom the bot cannot reach directly: the first whose entries are for
 * everything that the delivery is about, and that is open. Where all are closed, the delivery is parked with the first
 * until it opens.
 */
export async function groupInstead(
  context: TopicContext & Pick<DeliverContext, 'breaker'>,
  refused: Refused,
  error: FeishuError,
): Promise<Instead> {
  if (!goesElsewhere(refused, error)) return {};
  const { delivery } = refused;
  const before = delivery.leftOut?.instead;
  try {
    const groups = groupsAbout(await topicsOf(context, delivery)).filter((group) => group !== before);
    const open = groups.find((group) => !context.breaker.isClosed(group));
    return { chat: open ?? (before === undefined ? groups[0] : undefined) };
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    // What somebody must mend first is parked, and may be replayed.
    return mayPass(verdictOf(thrown)) ? { failure: thrown.with({ reached: 'no' }) } : {};
  }
}

/** A person cannot be reached, or the group that was chosen instead takes nothing, and surely has nothing yet. */
function goesElsewhere({ delivery, place, request }: Refused, error: FeishuError): boolean {
  const { kind, leftOut, unknownSince } = delivery;
  if (kind === 'buzz' || (request.do !== 'post' && request.do !== 'reply')) return false;
  if (leftOut?.instead === undefined)
    return place.entry.chat.idType === 'open_id' && isUnreachable(error.code);
  return request.do === 'post' && unknownSince === undefined && verdictOf(error).action === 'close-chat';
}

/** A change for a person whose card stands in a group goes to that card. */
export async function followCard(store: DeliverContext['store'], delivery: Delivery): Promise<Delivery> {
  const { chat, leftOut = NOBODY } = delivery;
  if (!chat.startsWith('ou_') || leftOut.instead !== undefined || !isAboutChange(delivery)) return delivery;
  const { card } = await whatStands(store, delivery);
  if (!card || card.messageId === '' || card.group === '') return delivery;
  return { ...delivery, leftOut: { ...leftOut, instead: card.group } };
}

/**
 * By what rules it goes to that group: by those of the group's entries that are for it, where none is by those of all,
 * and nothing is shown that the entry of the person hides. undefined: the group is not configured any more.
 */
export async function placeInstead(
  context: TopicContext,
  delivery: Delivery,
  { approval, entry, reminded }: Place,
  group: string,
): Promise<Place | undefined> {
  const ofGroup = await entriesIn(context, delivery, group);
  const entries = ofGroup ?? approval.chats.filter(({ chat }) => chat.id === group);
  const [first] = entries;
  if (!first) return undefined;
  const fields = { ...first.fields, ...strictest([entry, ...entries].map((one) => one.fields)) };
  const moved = { ...first, mode: entry.mode, mention: entry.mention, fields } as const;
  return { approval, entry: moved, ...(reminded ? { reminded: { ...reminded, entry: moved } } : {}) };
}

/**
 * The entries of a group that are for what the delivery is about; undefined: not for all of it, or nobody can say now.
 */
async function entriesIn(
  context: TopicContext,
  delivery: Delivery,
  group: string,
): Promise<readonly ChatEntry[] | undefined> {
  try {
    const found = (await topicsOf(context, delivery)).map((topic) => entryAbout(topic, group));
    const entries = found.filter((entry) => entry !== undefined);
    return entries.length > 0 && entries.length === found.length ? entries : undefined;
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    return undefined;
  }
}

/** The buttons would defer what the person gets, and not what the group does. */
export function withoutButtons(note: ReminderNote | undefined): ReminderNote | undefined {
  if (!note) return undefined;
  const { deferral: _deferral, ...rest } = note;
  return rest;
}
