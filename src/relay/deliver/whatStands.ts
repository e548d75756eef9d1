import type { ChangeDelivery } from '../../approval/delivery.ts';
import type { StandingCard } from '../../store/outbox/deliveryStatements.ts';
import type { DeliverContext } from './deliverContext.ts';

/** The card of an instance, or of one of its steps, in a chat. */
export async function whatStands(
  { work }: DeliverContext['store'],
  { instanceCode, chat, opening }: ChangeDelivery,
): Promise<{ readonly card: StandingCard | undefined; readonly isLeft: boolean }> {
  if (opening === undefined) return { card: await work.standingCard(instanceCode, chat), isLeft: false };
  const step = await work.stepCard(instanceCode, chat, opening);
  return { card: step?.card, isLeft: step?.isLeft ?? true };
}
