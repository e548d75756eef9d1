import type { Turn } from '../../feishu/client/apiGate.ts';
import type { Context } from './context.ts';

/** A message that is no delivery waits this long for its chat. */
const PATIENCE_MS = 2_000;

/** Thrown if a chat may not be written to soon enough. Nothing was sent. */
export class ChatBusy extends Error {
  override readonly name = 'ChatBusy';
  constructor() {
    super('the chat may not be written to now');
  }
}

/**
 * Sends a message that is no delivery: an answer, a welcome, a card for operators. It counts in the rate limiter of its
 * chat like every other message, and goes before the cards that wait there.
 *
 * @throws ChatBusy if its turn does not come within seconds; whatever `send` throws
 */
export async function speak<T>(
  { limiters, client, signal }: Pick<Context, 'limiters' | 'client' | 'signal'>,
  api: 'message.create' | 'message.reply',
  chat: string,
  send: (turn: Turn) => Promise<T>,
): Promise<T> {
  // First that of the API: while it is paused, the cards of the chat must not wait for this message.
  const turn = await client.turn(api, { priority: 0, lane: chat, signal });
  const slot = await limiters.chats.takeSoon(chat, PATIENCE_MS);
  if (!slot) {
    turn.done('unused');
    throw new ChatBusy();
  }
  try {
    return await send(turn);
  } finally {
    slot.answered();
  }
}
