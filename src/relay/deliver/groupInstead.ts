import type { Delivery } from '../../approval/delivery.ts';
import { strictest } from '../../approval/fieldChoice.ts';
import { waitsOf } from '../../approval/reminder.ts';
import { entriesFor, type StepNames } from '../../approval/stepNews.ts';
import type { ReminderNote } from '../../cards/view/reminderNote.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Place } from './place.ts';
import type { Request } from './request.ts';

/** Somebody is outside of the app's availability, so the bot cannot write to them. */
const OUT_OF_REACH = 230013;

/** Where a person is addressed whom the bot cannot reach directly. */
interface Instead {
  /** Absent: there is no such group, or the failure is about something else. */
  readonly chat?: string | undefined;
  /** Which groups are for the instance could not be asked for now: this is what the delivery waits for. */
  readonly failure?: FeishuError;
}

/**
 * The group in which a person is addressed whom the bot cannot reach directly: the first of the approval whose entry is
 * for this instance, or for the step that it is about.
 */
export async function groupInstead(
  { store, routing }: Pick<DeliverContext, 'store' | 'routing'>,
  {
    delivery,
    place,
    request,
  }: { readonly delivery: Delivery; readonly place: Place; readonly request: Request },
  error: FeishuError,
): Promise<Instead> {
  const { entry, approval } = place;
  if (error.code !== OUT_OF_REACH || request.do !== 'post' || entry.chat.idType !== 'open_id') return {};
  if (delivery.kind !== 'card' && delivery.kind !== 'reminder') return {};
  const { instanceCode, status } = delivery;
  const known = await store.work.knownInstance(instanceCode);
  const instance = known?.snapshot?.instance;
  try {
    const { chats } = await routing.holding(approval, instance);
    const opening = delivery.kind === 'card' ? delivery.opening : undefined;
    const step =
      opening === undefined ? undefined : await store.work.stepCard(instanceCode, delivery.chat, opening);
    const about = delivery.kind === 'reminder' ? delivery.content.steps : waitsOf(instance, delivery);
    const steps = step ? [step] : about.map(namesOf);
    const group = chats.find(
      (one) =>
        one.chat.idType === 'chat_id' &&
        one.statuses.includes(status) &&
        (!one.stage || steps.some((each) => entriesFor([one], each).length > 0)),
    );
    return { chat: group?.chat.id };
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    // What somebody must mend first is parked, and may be replayed.
    const { action, needsPerson } = verdictOf(thrown);
    const isPassing = !needsPerson && (action === 'retry' || action === 'renew-token');
    return isPassing ? { failure: thrown.with({ reached: 'no' }) } : {};
  }
}

function namesOf({ nodeId = '', node }: { readonly nodeId?: string; readonly node: string }): StepNames {
  return { nodeId, nodeName: node };
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
