import type { Listener } from '../../approval/announcement.ts';
import type { Delivery, DeliveryKind } from '../../approval/delivery.ts';
import { buzzPeople, postCard, type Receiver, replyWithCard, updateCard } from '../../feishu/api/messages.ts';
import type { Turn } from '../../feishu/client/apiGate.ts';
import { type FeishuError, toFeishuError } from '../../feishu/client/error.ts';
import type { Context } from '../context/context.ts';

/** A request to Feishu. */
export type Request =
  | { readonly do: 'post' }
  | { readonly do: 'update'; readonly messageId: string }
  | { readonly do: 'reply'; readonly messageId: string }
  | { readonly do: 'buzz'; readonly messageId: string; readonly people: readonly string[] };

/** Feishu's answer. */
export type Answer =
  | {
      readonly ok: true;
      /** The message in the chat. */
      readonly messageId: string;
      /** The chat of a new message, from Feishu; absent or empty: it does not say. */
      readonly chatId?: string;
      /** The people whom Feishu did not buzz. */
      readonly notBuzzed: readonly string[];
    }
  | { readonly ok: false; readonly error: FeishuError };

/** The chat that gets it: its own, or the group instead of an unreachable person. */
export function receiverOf({ chat, leftOut }: Pick<Delivery, 'chat' | 'leftOut'>): string {
  return leftOut?.instead ?? chat;
}

/** The API of a request, and the chat or message in whose rate limiter it counts. */
export function targetOf(request: Request, delivery: Pick<Delivery, 'chat' | 'leftOut'>) {
  const chat = receiverOf(delivery);
  switch (request.do) {
    case 'post':
      return { api: 'message.create', target: chat } as const;
    case 'reply':
      return { api: 'message.reply', target: chat } as const;
    case 'update':
      return { api: 'message.patch', target: request.messageId } as const;
    case 'buzz':
      return { api: 'message.urgentApp', target: request.messageId } as const;
  }
}

/** The kind of a request for the metrics: `refresh` counts as an update. */
export function kindOf(request: Request, { kind }: Delivery): Exclude<DeliveryKind, 'refresh'> {
  if (request.do === 'update') return 'update';
  if (request.do === 'reply') return 'notice';
  return kind === 'reminder' || kind === 'summary' || kind === 'buzz' ? kind : 'card';
}

/**
 * Whether a message is from now on the living card of its chat: every new card in `live`, and the replacement of one
 * that is gone.
 */
export function isLivingCard(request: Request, { kind }: Delivery, mode: Listener['mode']): boolean {
  if (request.do !== 'post' || kind === 'reminder' || kind === 'snoozed' || kind === 'summary') return false;
  return mode === 'live' || kind !== 'card';
}

/** Sixth stage of `send`: makes the request in its turn. Never rejects. */
export async function perform(
  { client }: Pick<Context, 'client'>,
  turn: Turn,
  request: Request,
  to: Receiver,
  message: { readonly content: string; readonly key: string },
): Promise<Answer> {
  try {
    switch (request.do) {
      case 'post':
        return { ok: true, ...(await postCard(client, turn, to, message)), notBuzzed: [] };
      case 'reply': {
        const messageId = await replyWithCard(client, turn, request.messageId, message);
        return { ok: true, messageId, notBuzzed: [] };
      }
      case 'update': {
        const { messageId } = request;
        await updateCard(client, turn, messageId, message.content);
        return { ok: true, messageId, notBuzzed: [] };
      }
      case 'buzz': {
        const { messageId, people } = request;
        return { ok: true, messageId, notBuzzed: await buzzPeople(client, turn, messageId, people) };
      }
    }
  } catch (thrown) {
    return { ok: false, error: toFeishuError(thrown) };
  }
}
