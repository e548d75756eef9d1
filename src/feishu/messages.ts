import type { FeishuClient } from './client.ts';
import { asRecord, textOf } from './envelope.ts';
import type { Turn } from './gate.ts';

export interface CardMessage {
  /** Card JSON as text. */
  readonly content: string;
  /** Feishu lets at most one message with this key succeed within an hour. */
  readonly key: string;
}

export interface Receiver {
  readonly id: string;
  readonly idType: 'chat_id' | 'open_id' | 'email';
}

/**
 * Posts a card (open.feishu.cn/document/server-docs/im-v1/message/create) and returns its message id.
 *
 * @throws FeishuError
 */
export async function postCard(
  client: FeishuClient,
  turn: Turn,
  to: Receiver,
  { content, key }: CardMessage,
): Promise<string> {
  const answer = await client.call<{ data?: unknown }>('message.create', turn, (sdk) =>
    sdk.im.v1.message.create({
      params: { receive_id_type: to.idType },
      data: { receive_id: to.id, msg_type: 'interactive', content, uuid: key },
    }),
  );
  return messageIdOf(answer);
}

/**
 * Replies to a message with a card (open.feishu.cn/document/server-docs/im-v1/message/reply) and returns the reply's id.
 *
 * @throws FeishuError; 230011, 230110, 230111: the message is gone
 */
export async function replyWithCard(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  { content, key }: CardMessage,
): Promise<string> {
  const answer = await client.call<{ data?: unknown }>('message.reply', turn, (sdk) =>
    sdk.im.v1.message.reply({
      path: { message_id: messageId },
      data: { msg_type: 'interactive', content, uuid: key },
    }),
  );
  return messageIdOf(answer);
}

/**
 * Replaces a card's content in place, without a sound
 * (open.feishu.cn/document/server-docs/im-v1/message-card/patch). There is no version: the last to arrive wins, so
 * that updates of one message must follow each other.
 *
 * @throws FeishuError; 230011, 230110, 230031: the message is gone, or older than 14 days
 */
export async function updateCard(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  content: string,
): Promise<void> {
  await client.call('message.patch', turn, (sdk) =>
    sdk.im.v1.message.patch({ path: { message_id: messageId }, data: { content } }),
  );
}

/**
 * Buzzes people about a message of our own: Feishu tells each of them in the app, loudly, until they have read it
 * (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app). There is no idempotency key: whoever asks twice
 * buzzes twice.
 *
 * @param people open_ids, from 1 to 200
 * @returns those of them that Feishu did not take: not in the group, or unknown to the app
 * @throws FeishuError
 */
export async function buzzPeople(
  client: FeishuClient,
  turn: Turn,
  messageId: string,
  people: readonly string[],
): Promise<string[]> {
  const answer = await client.call<{ data?: unknown }>('message.urgentApp', turn, (sdk) =>
    sdk.im.v1.message.urgentApp({
      path: { message_id: messageId },
      params: { user_id_type: 'open_id' },
      data: { user_id_list: [...people] },
    }),
  );
  const invalid = asRecord(answer.data)?.invalid_user_id_list;
  return Array.isArray(invalid) ? people.filter((id) => invalid.includes(id)) : [];
}

function messageIdOf(answer: { data?: unknown }): string {
  return textOf(asRecord(answer.data)?.message_id);
}
