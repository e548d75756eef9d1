import type { Kysely } from 'kysely';
import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Schema } from '../engine/schema.ts';
import { cardStatements } from './deliveryStatements.ts';
import { stepStatements } from './stepCards.ts';

/** The cards in chats, of instances and of steps. */
export type Cards = ReturnType<typeof cardStatements> & { readonly steps: ReturnType<typeof stepStatements> };

export function createCards(db: Kysely<Schema>, app: string): Cards {
  return { ...cardStatements(db, app), steps: stepStatements(db, app) };
}

/** How a delivery ended, as far as it matters to cards. */
interface Ended {
  readonly state: string;
  readonly messageId?: string;
  readonly isCard?: boolean;
  readonly forgetsCard?: boolean;
}

/** Applies the end of a delivery to the chat's card. */
export async function keepCard(
  cards: Cards,
  trx: Kysely<Schema>,
  delivery: OutboxDelivery,
  settled: Ended,
  now: number,
): Promise<void> {
  if (!('instanceCode' in delivery)) return;
  const { instanceCode: instance, chat, changeId } = delivery;
  const opening = 'opening' in delivery ? delivery.opening : undefined;
  if (settled.forgetsCard) {
    if (opening === undefined) await cards.forgetCard.run(trx, { instance, chat });
    else await cards.steps.forget.run(trx, { instance, chat, opening });
  } else if (settled.state === 'sent' && settled.isCard && settled.messageId !== undefined) {
    const { messageId } = settled;
    const group = delivery.leftOut?.instead ?? '';
    const card = { instance, chat, messageId, sentAt: now, changeId, group };
    if (opening === undefined) await cards.putCard.run(trx, card);
    else await cards.steps.put.run(trx, { ...card, opening });
  }
}
