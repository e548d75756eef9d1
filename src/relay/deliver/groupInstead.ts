import type { Delivery } from '../../approval/delivery.ts';
import { strictest } from '../../approval/fieldChoice.ts';
import { waitsOf } from '../../approval/reminder.ts';
import { entriesFor, type StepNames } from '../../approval/stepNews.ts';
import type { ReminderNote } from '../../cards/view/reminderNote.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Place } from './place.ts';
import type { Request } from './request.ts';

/** Somebody is outside of the app's availability, so the bot cannot write to them. */
const OUT_OF_REACH = 230013;

/**
 * The group in which a person is addressed whom the bot cannot reach directly: the first of the approval whose entry is
 * for this instance, or for the step that it is about. undefined: it is not about that, or there is none.
 */
export async function groupInstead(
  { store, routing }: Pick<DeliverContext, 'store' | 'routing'>,
  {
    delivery,
    place,
    request,
  }: { readonly delivery: Delivery; readonly place: Place; readonly request: Request },
  error: FeishuError,
): Promise<string | undefined> {
  const { entry, approval } = place;
  if (error.code !== OUT_OF_REACH || request.do !== 'post' || entry.chat.idType !== 'open_id')
    return undefined;
  if (delivery.kind !== 'card' && delivery.kind !== 'reminder') return undefined;
  const { instanceCode, status } = delivery;
  const known = await store.work.knownInstance(instanceCode);
  const instance = known?.snapshot?.instance;
  try {
    const { chats } = await routing.holding(approval, instance);
    const opening = delivery.kind === 'card' ? delivery.opening : undefined;
    const step =
      opening === undefined ? undefined : await store.work.stepCard(instanceCode, delivery.chat, opening);
    const open = waitsOf(instance, delivery).map(
      ({ nodeId, node }): StepNames => ({ nodeId, nodeName: node }),
    );
    const steps = step ? [step] : open;
    return chats.find(
      (one) =>
        one.chat.idType === 'chat_id' &&
        one.statuses.includes(status) &&
        (!one.stage || steps.some((about) => entriesFor([one], about).length > 0)),
    )?.chat.id;
  } catch (thrown) {
    // It cannot be known now which groups are for it: it is parked, and may be replayed.
    if (thrown instanceof FeishuError) return undefined;
    throw thrown;
  }
}

/**
 * By what rules it goes to that group: nothing is shown that any entry of the group hides, or that of the person. It is a
 * card of its own, which no later change touches. undefined: the group is not configured any more.
 */
export function placeInstead({ approval, entry, reminded }: Place, chat: string): Place | undefined {
  const ofGroup = approval.chats.filter((one) => one.chat.id === chat);
  const [group] = ofGroup;
  if (!group) return undefined;
  const fields = { ...group.fields, ...strictest([entry, ...ofGroup].map((one) => one.fields)) };
  const moved = { ...group, mode: 'post', mention: entry.mention, fields } as const;
  return { approval, entry: moved, ...(reminded ? { reminded: { ...reminded, entry: moved } } : {}) };
}

/** The buttons would defer what the person gets, and not what the group does. */
export function withoutButtons(note: ReminderNote | undefined): ReminderNote | undefined {
  if (!note) return undefined;
  const { deferral: _deferral, ...rest } = note;
  return rest;
}
